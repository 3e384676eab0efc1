"""Listing every id of a project through the API, a page after the other, over HTTP from the product's own server.

    python bench/bench_api.py       SIZE=articles (default 50000)

Limits: 50,000 ids in 5 seconds with pages of 1,000; with pages of 100, the five-hundredth costs at most 1.5 times the
first (medians of nine rounds, in turns). Bare is the same ids read by psycopg in one statement.
"""

import http.client
import json
import os
import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.scratch import scratch
from bench.serving import serving

ROUNDS = 9
FILL = """
INSERT INTO articles_article (project_id, external_id, title, text, text_sha256, paragraphs, sentences, outlet, byline,
  section, url, language, licence, metadata, created_at, created_by_id)
SELECT %s, 'a' || n, 'Article ' || n, text, encode(sha256(text::bytea), 'hex'), ARRAY[0, 20], ARRAY[0, 20], '', '', '',
  '', 'en', '', '{}', now(), %s
FROM generate_series(1, %s) n, LATERAL (SELECT 'Officials denied it, ' || n || repeat(' again', 300) AS text) one
"""


class Caller:
    """A script with a token and one connection."""

    def __init__(self, address: str, secret: str) -> None:
        self.connection = http.client.HTTPConnection(address)
        self.headers = {"Authorization": f"Bearer {secret}"}

    def page(self, path: str) -> tuple[list[int], str]:
        """The ids of a page, and the address of the next one."""
        self.connection.request("GET", path, headers=self.headers)
        answer = self.connection.getresponse()
        body = json.loads(answer.read())
        assert answer.status == 200, body
        return [row["id"] for row in body["results"]], "/" + body["next"].split("/", 3)[3] if body["next"] else ""


def main() -> None:
    many = int(os.environ.get("SIZE", "50000"))
    with scratch() as server:
        import psycopg

        from annotator.scheme.actions import start_project
        from articles.access import Scope
        from articles.actions import create_token
        from articles.models import User

        manager = User.objects.create_user("bench", is_staff=True)
        project = start_project(slug="bench", name="Bench", by=manager)
        secret = create_token(user=manager, project=project, scope=Scope.READ, by=manager)[1]
        with psycopg.connect(server.url(), autocommit=True) as bare:
            bare.execute(FILL, [project.pk, manager.pk, many])
            bare.execute("VACUUM ANALYZE articles_article")
            begun = time.perf_counter()
            read = bare.execute("SELECT id FROM articles_article WHERE project_id = %s ORDER BY id DESC", [project.pk])
            ids = [key for (key,) in read.fetchall()]
            in_one = time.perf_counter() - begun
        with serving() as (address, _pid):
            measure(Caller(address, secret), ids, in_one)


def measure(caller: Caller, ids: list[int], in_one: float) -> None:
    begun, found = time.perf_counter(), []
    path = "/api/v1/projects/bench/articles/?fields=id&limit=1000"
    while path:
        rows, path = caller.page(path)
        found += rows
    took = time.perf_counter() - begun
    assert found == ids, "not the same ids"
    print(f"{len(ids):,} ids in {took:.2f} s (limit 5 for 50,000); bare {in_one:.2f} s", flush=True)
    first = "/api/v1/projects/bench/articles/?limit=100"
    deep = first
    for _ in range(min(500, len(ids) // 100) - 1):
        _rows, deep = caller.page(deep)
    times: dict[str, list[float]] = {first: [], deep: []}
    for _ in range(ROUNDS):
        for path, taken in times.items():
            begun = time.perf_counter()
            caller.page(path)
            taken.append(time.perf_counter() - begun)
    one, last = (statistics.median(taken) for taken in times.values())
    print(f"page 1: {one * 1000:.1f} ms, page 500: {last * 1000:.1f} ms: {last / one:.2f} (limit 1.5)", flush=True)


if __name__ == "__main__":
    main()
