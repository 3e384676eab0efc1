"""CPU time of the main thread of Chromium's renderers, sampled from /proc so that queueing does not count."""

import bisect
import threading
import time
from pathlib import Path

PAUSE = 0.0005


class Renderers:
    """Samples every renderer below a process, from `with` to its end; afterwards answers CPU between two moments.

    A renderer's main thread has the number of its process. Moments are seconds of the system's clock, which a page
    tells as `performance.timeOrigin + mark.startTime`.
    """

    def __init__(self, browser: int) -> None:
        self.browser = browser
        self.samples: dict[int, tuple[list[float], list[float]]] = {}
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> "Renderers":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def milliseconds(self, start: float, end: float, pid: int | None = None) -> float:
        """CPU of the busiest renderer (or of `pid`) between two moments."""
        pids = [pid] if pid else list(self.samples)
        return max(self._at(one, end) - self._at(one, start) for one in pids)

    def busiest(self, start: float, end: float) -> int:
        return max(self.samples, key=lambda pid: self._at(pid, end) - self._at(pid, start))

    def _at(self, pid: int, moment: float) -> float:
        times, used = self.samples[pid]
        after = min(max(bisect.bisect_left(times, moment), 1), len(times) - 1)
        share = (moment - times[after - 1]) / (times[after] - times[after - 1])
        return used[after - 1] + (used[after] - used[after - 1]) * min(max(share, 0), 1)

    def _run(self) -> None:
        looked = 0.0
        while not self._stop.is_set():
            now = time.time()
            if now - looked > 0.5 or not self.samples:
                looked = now
                for pid in renderers_of(self.browser):
                    self.samples.setdefault(pid, ([], []))
            for pid, (times, used) in self.samples.items():
                spent = _schedstat(pid)
                if spent is not None:
                    times.append(time.time())
                    used.append(spent)
            time.sleep(PAUSE)


def renderers_of(root: int) -> list[int]:
    """The renderer processes below a process."""
    parents: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                parents[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except (FileNotFoundError, ProcessLookupError):
                continue
    family, grown = {root}, True
    while grown:
        more = {pid for pid, parent in parents.items() if parent in family} - family
        family, grown = family | more, bool(more)
    return [pid for pid in family if _is_renderer(pid)]


def _is_renderer(pid: int) -> bool:
    try:
        return b"--type=renderer" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return False


def _schedstat(pid: int) -> float | None:
    """Milliseconds the main thread has run."""
    try:
        return int(Path(f"/proc/{pid}/task/{pid}/schedstat").read_text().split()[0]) / 1e6
    except (FileNotFoundError, ProcessLookupError):
        return None
