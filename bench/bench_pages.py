"""What pages cost at newsroom size: lists at 20,000 articles, and opening 10,000 words with 1,000 spans.

    python bench/bench_pages.py       SIZE=articles (default 20000)

Prints, for each list, the median time of the first pages against the last ones and the queries they take; and for the
large article its queries, its size, and whether it is painted before the script that draws the spans has run.
"""

import os
import re
import statistics
import sys
import time
import uuid
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.scratch import scratch
from bench.serving import serving

if TYPE_CHECKING:
    from django.test import Client

    from articles.models import Project, User

NEXT = re.compile(r'href="([^"]*[?&;]cursor=[^"]*)"')
SENTENCE = "The minister told the harbour council that the new budget would reach every school by the spring. "
ROUNDS = 5


def main() -> None:
    with scratch():
        from django.test import Client

        from annotator.scheme.actions import start_project
        from articles.models import User
        from bench.corpus import fill

        manager = User.objects.create_user("bench", is_staff=True)
        project = start_project(slug="bench", name="Bench", by=manager)
        fill(project, articles=int(os.environ.get("SIZE", "20000")), spans=5)
        client = Client(HTTP_HOST="localhost")
        client.force_login(manager)
        with serving() as (address, _):
            for name in ("articles", "queue/?show=handed_in", "queue/?show=open"):
                show(client, f"/projects/bench/{name.rstrip('/')}{'' if '?' in name else '/'}")
            opened(client, address, project, manager)


def show(client: "Client", path: str) -> None:
    """Walk a list to its end; compare its first pages with its last ones."""
    start, times, queries, pages = path.partition("?")[0], [], 0, 0
    while path:
        begun = time.perf_counter()
        answer, asked = counted(client, path)
        times.append(time.perf_counter() - begun)
        queries, pages = max(queries, asked), pages + 1
        found = NEXT.findall(answer.content.decode())
        path = found[-1].replace("&amp;", "&") if found else ""
        path = path if not path or path.startswith("/") else start + path
    first, last = statistics.median(times[1 : ROUNDS + 1] or times), statistics.median(times[-ROUNDS:])
    ratio = max(first, last) / min(first, last)
    print(f"{start}: {pages} pages, first and last within {ratio:.2f} (limit 2), {queries} queries (limit 8)")


def counted(client: "Client", path: str) -> tuple[Any, int]:
    """The answer, and how many statements it took."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        answer = client.get(path)
    assert answer.status_code == 200, f"{path}: {answer.status_code}"
    return answer, len(queries)


def opened(client: "Client", address: str, project: "Project", manager: "User") -> None:
    """An article of 10,000 words with 1,000 spans, opened in the editor."""
    path = f"/projects/bench/sets/{large_reading(project, manager)}/"
    answer, queries = counted(client, path)
    size = len(answer.content)
    print(f"10,000 words with 1,000 spans: {queries} queries (limit 12), {size / 1e6:.2f} MB of HTML (limit 1)")
    paint, drawn = in_browser(f"http://{address}{path}", client.cookies["sessionid"].value)
    print(f"painted after {paint:.0f} ms, spans' script finished after {drawn:.0f} ms: text first: {paint < drawn}")


def large_reading(project: "Project", manager: "User") -> int:
    import orjson

    from annotator.work.actions import open_set, save
    from annotator.work.operations import read
    from articles.actions import add_article

    text = "\n\n".join(SENTENCE * 3 for _ in range(200))
    article, _ = add_article(project=project, text=text, by=manager, title="Large")
    reading, _ = open_set(article, by=manager)
    starts = [match.start() for match in re.finditer("The minister", text)][:500]
    spans = [span("actor", at, at + 12, text) for at in starts]
    spans += [span("content", at + 18, at + len(SENTENCE) - 2, text) for at in starts]
    batch = {"batch": str(uuid.uuid4()), "revision": 0, "text_sha256": article.text_sha256, "operations": spans}
    batch["operations"] += [
        {"put": "attribution", "id": str(uuid.uuid4()), "source": [spans[n]["id"]], "content": [spans[500 + n]["id"]]}
        for n in range(200)
    ]
    save(reading.pk, command=read(orjson.dumps(batch)), by=manager)
    return reading.pk


def span(kind: str, start: int, end: int, text: str) -> dict[str, Any]:
    put = {"put": "span", "id": str(uuid.uuid4()), "kind": kind, "fragments": [[start, end]]}
    return put | {"quote": [text[start:end]]}


def in_browser(url: str, session: str) -> tuple[float, float]:
    """Milliseconds to the first contentful paint, and to the moment the editor says it is ready."""
    from playwright.sync_api import sync_playwright

    from tests.browser import ARGUMENTS, chromium

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        context = browser.new_context(viewport={"width": 1280, "height": 800})
        context.add_cookies([{"name": "sessionid", "value": session, "url": url}])
        page = context.new_page()
        page.goto(url)
        page.wait_for_selector("html[data-ready]")
        paint = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
        drawn = page.evaluate("performance.getEntriesByName('ascribe:ready')[0].startTime")
        browser.close()
    return float(paint), float(drawn)


if __name__ == "__main__":
    main()
