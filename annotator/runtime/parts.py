"""The web server and the worker as children of the supervisor.

They are forked, not started afresh: Django is imported once for all of them, which halves the time and the memory.
"""

import atexit
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable, Iterable

from annotator.runtime.budget import Budget
from annotator.runtime.launch import die_with_parent


class Part:
    """One program that must run for as long as we do."""

    def __init__(
        self, name: str, program: Callable[[], None], *, orphaned: signal.Signals, close: Iterable[int]
    ) -> None:
        self.name = name
        self.budget = Budget()
        self.pid = 0
        self._program = program
        self._orphaned = orphaned  # the signal it gets when the supervisor was killed
        self._close = tuple(close)  # the supervisor's files, such as locks that must not outlive it
        self._status: int | None = None

    def start(self) -> None:
        """Fork. The caller has no threads and no connection to the database."""
        parent, self._status = os.getpid(), None
        sys.stdout.flush()
        self.pid = os.fork()
        if self.pid == 0:
            self._become(parent)

    def ended(self) -> int | None:
        """The exit status (negative: the signal), or None while it runs."""
        if self.pid and self._status is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self._status = os.waitstatus_to_exitcode(status)
        return self._status

    def signal(self, number: signal.Signals) -> None:
        if self.pid and self.ended() is None:
            os.kill(self.pid, number)

    def wait_or_kill(self, deadline: float) -> bool:
        """Whether it ended by itself before `deadline`; if not, it and its children are killed."""
        while self.pid and self.ended() is None:
            if time.monotonic() > deadline:
                os.killpg(self.pid, signal.SIGKILL)  # it leads a session of its own
                os.waitpid(self.pid, 0)
                self._status = -signal.SIGKILL
                return False
            time.sleep(0.02)
        return True

    def _become(self, parent: int) -> None:
        """What the child does, for good: it must never return into the supervisor's code."""
        status = 1
        try:
            os.setsid()  # a Ctrl-C in the terminal reaches the supervisor only, which stops us in order
            die_with_parent(self._orphaned)
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                signal.signal(number, signal.SIG_DFL)
            for descriptor in self._close:
                os.close(descriptor)
            if os.getppid() == parent:
                self._program()
            status = 0
        except SystemExit as end:
            status = end.code if isinstance(end.code, int) else int(end.code is not None)
        except BaseException:  # there is no caller left to tell
            traceback.print_exc()
        finally:
            atexit._run_exitfuncs()
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(status)


def web_server(socket: int) -> None:
    """gunicorn on an open socket, so nobody is refused while it is started again."""
    from gunicorn.app.wsgiapp import WSGIApplication

    os.environ["WEB_BIND"] = f"fd://{socket}"
    sys.argv = ["gunicorn", "--config", "python:annotator.runtime.gunicorn_conf"]
    WSGIApplication(prog="gunicorn").run()


def worker() -> None:
    """A Celery worker with its clock."""
    import warnings

    from celery.bin.celery import main

    warnings.filterwarnings("ignore", "You're running the worker with superuser")  # that is about pickle; we send JSON
    lean = ["--without-gossip", "--without-mingle", "--without-heartbeat"]
    sys.argv = ["celery", "--app", "annotator", "--quiet", "--skip-checks", "worker"]
    sys.argv += ["--beat", "--loglevel", os.environ.get("LOG_LEVEL") or "WARNING", *lean]
    main()
