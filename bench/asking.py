"""Somebody who looks at a few pages all the time, and how long each takes: what others notice of heavy work."""

import statistics
import threading
import time
import urllib.request
from collections.abc import Sequence

PAUSE = 0.1  # seconds between an answer and the next request


class Asking:
    """Asks for `paths` in turn with a session until the `with` is left; `p95` is in seconds."""

    def __init__(self, address: str, session: str, paths: Sequence[str]) -> None:
        self.address, self.session, self.paths = address, session, paths
        self.times: list[float] = []
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._ask, name="asking", daemon=True)

    def __enter__(self) -> "Asking":
        self._thread.start()
        return self

    def __exit__(self, *failure: object) -> None:
        self._stopped.set()
        self._thread.join()

    @property
    def p95(self) -> float:
        return statistics.quantiles(self.times, n=20)[-1]

    def _ask(self) -> None:
        number = 0
        while not self._stopped.wait(PAUSE):
            path = self.paths[number % len(self.paths)]
            asked = urllib.request.Request(f"http://{self.address}{path}", headers={"Cookie": self.session})
            begun = time.perf_counter()
            with urllib.request.urlopen(asked, timeout=60) as answer:
                answer.read()
                assert answer.url.endswith(path), f"{path} leads to {answer.url}"
            if number >= len(self.paths):  # the first round fills caches
                self.times.append(time.perf_counter() - begun)
            number += 1
