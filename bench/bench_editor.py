"""What the editor costs a reader's machine: CPU of the page's main thread, layouts, elements, heap, bytes.

    python bench/bench_editor.py       ROUNDS=loads of each page (default 5)

Two generated articles (bench/marked.py): 500 words with 60 spans, 10,000 words with 1,000. A real Chromium on the
product's own server, 1280 × 800. CPU is the run time of the renderer's main thread (schedstat): a busy machine makes
it wait, not run, so waiting does not count. Loading is counted from the end of the HTML's response (`responseEnd`),
scripts included, in a renderer that has shown another page of ours before, with an empty cache of our scripts:

- readable: the first contentful paint: the article's text is on the screen.
- ready to tag: `html[data-ready]`: the first screen carries its marks and cards, and keys and pointer are listened to.
- marked: the frame after that has been painted: the first screen readable *with* its marks.
- drawn: the mark `ascribe:drawn`: every paragraph has been drawn (`html[data-drawn]` follows when the form is there).
- longest task: any one task between readable and drawn, its layout and paint included.

One label is counted from the key press (capture phase) to the task after the frame that shows it; its layouts are
Chromium's `LayoutCount` up to rest. The plain page is the same HTML without scripts coming: the floor in the same run.
"""

import gzip
import os
import re
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.marked import marked, store
from bench.renderer import Renderers
from bench.scratch import scratch
from bench.serving import serving

SIZES = {"500 words, 60 spans": (500, 60), "10,000 words, 1,000 spans": (10_000, 1_000)}
ROUNDS = int(os.environ.get("ROUNDS", "5"))
LIMITS = {
    "readable": (60, 150),
    "marked": (60, 150),
    "drawn": (120, 400),
    "longest task": (50, 50),
    "label": (8, 12),
    "label layouts": (3, 3),
    "hover a move": (2, 4),
    "scroll a frame": (1, 2),
    "elements": (500, 3000),
    "heap MB": (3, 5),
}
WATCH = """
addEventListener("keydown", () => {
  const begun = performance.now();
  requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    port2.onmessage = () => performance.measure("bench:key", { start: begun, end: performance.now() });
    port1.postMessage(0);
  });
}, true);
new MutationObserver((_, observer) => {
  if (!document.documentElement.dataset.ready) return;
  observer.disconnect();
  requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    port2.onmessage = () => performance.mark("bench:marked");
    port1.postMessage(0);
  });
}).observe(document, { subtree: true, attributes: true, childList: false });
"""
MOMENTS = """() => {
  const at = (name) => (performance.timeOrigin + (performance.getEntriesByName(name).at(-1)?.startTime ?? 0)) / 1000;
  const sent = performance.getEntriesByType("navigation")[0].responseEnd;
  return { sent: (performance.timeOrigin + sent) / 1000, readable: at("first-contentful-paint"),
    ready: at("ascribe:ready"), marked: at("bench:marked"), drawn: at("ascribe:drawn") };
}"""
KEYS = """() => performance.getEntriesByName("bench:key").map(({ startTime, duration }) =>
  [(performance.timeOrigin + startTime) / 1000, (performance.timeOrigin + startTime + duration) / 1000])"""
SCROLL = """() => new Promise((done) => {
  let left = 60;
  const step = () => { scrollBy(0, innerHeight / 5); left -= 1; if (left) requestAnimationFrame(step); else done(); };
  requestAnimationFrame(step);
})"""
TRACED = ["toplevel", "blink.user_timing", "loading", "devtools.timeline"]
Row = dict[str, float]


def main() -> None:
    with scratch():
        from django.conf import settings
        from django.test import Client

        from annotator.scheme.actions import start_project
        from articles.models import User

        by = User.objects.create_user("bench", is_staff=True)
        project = start_project(slug="bench", name="Bench", by=by)
        paths = {
            name: f"/projects/bench/sets/{store(marked(*size), project=project, by=by, title=name)}/"
            for name, size in SIZES.items()
        }
        client = Client(HTTP_HOST="localhost")
        client.force_login(by)
        with serving() as (address, _):
            weigh(client.get(next(iter(paths.values()))).content.decode(), Path(settings.STATIC_ROOT))
            with Chrome(f"http://{address}", client.cookies["sessionid"].value) as chrome:
                for nth, (name, path) in enumerate(paths.items()):
                    report(name, nth, chrome.floor(path), chrome.measured(path))


def weigh(html: str, static: Path) -> None:
    """What loads at the start, compressed together (the budget) and each file by itself (what is sent)."""
    at_start = set(re.findall(r"/static/editor/([\w./-]+\.js)", html))
    folder = static / "editor"
    sources = {file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*.js")}
    start = {name: source for name, source in sources.items() if name in at_start}
    later = {name: source for name, source in sources.items() if name not in at_start}
    print(f"modules at the start: {compressed(b''.join(start.values())):.1f} kB together (limit 30 kB),", end=" ")
    print(f"{sum(map(compressed, start.values())):.1f} kB sent in {len(start)} files")
    print(f"modules on demand: {sum(map(compressed, later.values())):.1f} kB sent in {len(later)} files")


def compressed(source: bytes) -> float:
    return len(gzip.compress(source, 9)) / 1000


def report(name: str, nth: int, floor: Row, cost: Row) -> None:
    print(f"{name}  (CPU ms; the plain page in brackets)")
    for what, value in cost.items():
        beside = f" ({floor[what]:.1f})" if what in floor else ""
        limit = f"limit {LIMITS[what][nth]}" if what in LIMITS else ""
        over = "  OVER" if what in LIMITS and value > LIMITS[what][nth] else ""
        print(f"  {what:16}{value:8.1f}{beside:10} {limit}{over}")


class Chrome:
    """One browser; each page is opened in a context of its own, so with nothing of ours in its cache."""

    def __init__(self, origin: str, session: str) -> None:
        self.origin, self.session = origin, session

    def __enter__(self) -> "Chrome":
        from playwright.sync_api import sync_playwright

        from tests.browser import ARGUMENTS, chromium

        self.playwright = sync_playwright().start()
        self.browser = self.playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        return self

    def __exit__(self, *_: object) -> None:
        self.browser.close()
        self.playwright.stop()

    def measured(self, path: str) -> Row:
        rounds = [self._visit(path, plain=False) for _ in range(ROUNDS)]
        return median(rounds) | {"longest task": self._longest_task(path)}

    def floor(self, path: str) -> Row:
        return median([self._visit(path, plain=True) for _ in range(ROUNDS)])

    def _page(self, *, plain: bool) -> Any:
        context = self.browser.new_context(viewport={"width": 1280, "height": 800})
        context.add_cookies([{"name": "sessionid", "value": self.session, "url": self.origin}])
        page = context.new_page()
        if plain:
            page.route("**/*.js", lambda route: route.abort())
        page.goto(f"{self.origin}/projects/bench/")  # so that starting a renderer is not counted
        page.add_init_script(WATCH)
        return page

    def _visit(self, path: str, *, plain: bool) -> Row:
        page = self._page(plain=plain)
        chrome = page.context.new_cdp_session(page)
        chrome.send("Performance.enable")
        with Renderers(os.getpid()) as cpu:
            page.goto(self.origin + path)
            if not plain:
                page.wait_for_selector("html[data-drawn]", state="attached")
            page.wait_for_timeout(400)
            moments = page.evaluate(MOMENTS)
        pid = cpu.busiest(moments["sent"], moments["sent"] + 0.5)
        steps = ("readable",) if plain else ("readable", "ready", "marked", "drawn")
        row = {step: cpu.milliseconds(moments["sent"], moments[step], pid) for step in steps}
        row["at rest"] = cpu.milliseconds(moments["sent"], cpu.samples[pid][0][-1], pid)
        row |= self._size(page, chrome)
        row["hover a move"] = self._cost(pid, lambda: hover(page), 40)
        if not plain:
            row |= self._labels(page, chrome, pid)
        row["scroll a frame"] = self._cost(pid, lambda: page.evaluate(SCROLL), 60)
        page.context.close()
        return row

    def _cost(self, pid: int, act: Callable[[], None], times: int) -> float:
        with Renderers(os.getpid()) as cpu:
            time.sleep(0.05)
            act()
            time.sleep(0.05)
        times_seen = cpu.samples[pid][0]
        return cpu.milliseconds(times_seen[0], times_seen[-1], pid) / times

    def _size(self, page: Any, chrome: Any) -> Row:
        chrome.send("HeapProfiler.collectGarbage")
        return {
            "elements": page.evaluate("document.querySelectorAll('*').length"),
            "heap MB": metric(chrome, "JSHeapUsedSize") / 1e6,
        }

    def _labels(self, page: Any, chrome: Any, pid: int) -> Row:
        """Ten words, each made an actor by a key; then taken back."""
        layouts = []
        with Renderers(os.getpid()) as cpu:
            for _ in range(10):
                page.keyboard.press("Escape")
                page.keyboard.press("]")
                page.keyboard.press("ArrowRight")
                page.wait_for_timeout(60)
                before = metric(chrome, "LayoutCount")
                if not layouts:
                    page.evaluate("performance.clearMeasures('bench:key')")
                page.keyboard.press("a")
                page.wait_for_timeout(60)
                layouts.append(metric(chrome, "LayoutCount") - before)
            keys = page.evaluate(KEYS)[0::4]  # the first of every four: what made the label
        costs = [cpu.milliseconds(start, end, pid) for start, end in keys]
        return {
            "label": statistics.median(costs),
            "label wall": statistics.median((end - start) * 1000 for start, end in keys),
            "label layouts": statistics.median(layouts),
        }

    def _longest_task(self, path: str) -> float:
        """In CPU of the thread; traced, so a little dearer than life."""
        page, events = self._page(plain=False), list[Row]()
        chrome = self.browser.new_browser_cdp_session()
        chrome.on("Tracing.dataCollected", lambda part: events.extend(part["value"]))
        ended = list[Any]()
        chrome.on("Tracing.tracingComplete", lambda end: ended.append(end))
        chrome.send("Tracing.start", {"traceConfig": {"includedCategories": TRACED}})
        page.goto(self.origin + path)
        page.wait_for_selector("html[data-drawn]", state="attached")
        chrome.send("Tracing.end")
        while not ended:
            page.wait_for_timeout(50)
        page.context.close()
        return longest_task(events)


def longest_task(events: list[Any]) -> float:
    """The longest task after the text was painted, up to the moment when everything is drawn."""
    drawn = next(one for one in events if one["name"] == "ascribe:drawn")
    thread = [one for one in events if (one["pid"], one["tid"]) == (drawn["pid"], drawn["tid"])]
    painted = max(one["ts"] for one in thread if one["name"] == "firstContentfulPaint" and one["ts"] < drawn["ts"])
    tasks = (one for one in thread if one["name"].endswith("RunTask") and painted < one["ts"] < drawn["ts"])
    return max(float(one.get("tdur", 0)) / 1000 for one in tasks)


def hover(page: Any) -> None:
    page.mouse.move(200, 300)
    for n in range(40):
        page.mouse.move(200 + 12 * n, 300 + 8 * n)
        time.sleep(0.02)


def metric(chrome: Any, name: str) -> float:
    metrics = chrome.send("Performance.getMetrics")["metrics"]
    return float(next(one["value"] for one in metrics if one["name"] == name))


def median(rows: list[Row]) -> Row:
    return {what: statistics.median(row[what] for row in rows) for what in rows[0]}


if __name__ == "__main__":
    main()
