"""The web server and the worker as children of the supervisor."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence

from annotator.runtime.budget import Budget
from annotator.runtime.identity import launch

# Celery warns root of pickle, which we do not use.
WARNINGS = ("-W", "ignore:You're running the worker with superuser")


class Part:
    """One program that must run for as long as we do."""

    def __init__(
        self, name: str, module: str, arguments: Sequence[str], *, orphaned: str, files: Sequence[int] = ()
    ) -> None:
        self.name = name
        self.process: subprocess.Popen[bytes] | None = None
        self._command = (sys.executable, *WARNINGS, "-m", module, *arguments)
        self._orphaned = orphaned  # the signal it gets when the supervisor was killed
        self._files = tuple(files)
        self.budget = Budget()

    def start(self) -> None:
        command = launch(*self._command, options=("--signal", self._orphaned))
        self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, pass_fds=self._files)

    def ended(self) -> int | None:
        """The exit status, or None while it runs."""
        return self.process.poll() if self.process else None

    def ask_to_stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)

    def wait_or_kill(self, deadline: float) -> bool:
        """Whether it ended by itself before `deadline`; if not, it and its children are killed."""
        if not self.process:
            return True
        try:
            self.process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)  # it leads a session of its own
            self.process.wait()
            return False
        return True


def web(socket: int) -> Part:
    os.environ["WEB_BIND"] = f"fd://{socket}"
    arguments = ("-c", "python:annotator.runtime.gunicorn_conf")
    return Part("web server", "gunicorn", arguments, orphaned="SIGQUIT", files=(socket,))


def worker() -> Part:
    # Killed outright when orphaned: its tasks are leased and done again, its children die with it.
    arguments = ("--app", "annotator", "--quiet", "--skip-checks", "worker", "--beat", "--loglevel", "WARNING")
    lean = ("--without-gossip", "--without-mingle", "--without-heartbeat")
    return Part("worker", "celery", (*arguments, *lean), orphaned="SIGKILL")
