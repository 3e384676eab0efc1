"""A device with its own browser profile, whose browser can be killed as a crash or a flat battery would."""

import contextlib
import os
import signal
import time
from pathlib import Path

from playwright.sync_api import BrowserContext, BrowserType

from tests.browser import ARGUMENTS, chromium


class Device:
    """What is stored in the profile outlives the browser; nothing else does."""

    def __init__(self, browser_type: BrowserType, profile: Path) -> None:
        self.browser_type, self.profile = browser_type, profile
        self.kills = 0

    def start(self) -> BrowserContext:
        return self.browser_type.launch_persistent_context(
            self.profile,
            executable_path=chromium(),
            args=ARGUMENTS,
            viewport={"width": 1280, "height": 900},
        )

    def kill(self) -> None:
        """`kill -9` of the browser and all that it started, and only of those."""
        doomed = self._processes()
        for process in doomed:
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        self.kills += 1
        limit = time.monotonic() + 20
        while any(_alive(process) for process in doomed):
            assert time.monotonic() < limit, "the browser outlived kill -9"
            time.sleep(0.01)

    def _processes(self) -> list[int]:
        """The browser that runs on this profile, first, and its descendants."""
        parents = dict(filter(None, map(_parent, Path("/proc").glob("[0-9]*"))))
        mark = f"--user-data-dir={self.profile}".encode()
        own = [process for process in parents if mark in _command(process)]
        grown = True
        while grown:
            more = [process for process, parent in parents.items() if parent in own and process not in own]
            own += more
            grown = bool(more)
        return own


def _parent(entry: Path) -> tuple[int, int] | None:
    try:
        after_name = (entry / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None  # it has just ended
    return int(entry.name), int(after_name[1])


def _command(process: int) -> list[bytes]:
    try:
        return Path(f"/proc/{process}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return []


def _alive(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
