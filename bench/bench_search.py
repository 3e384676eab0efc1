"""Searching a library: 20,000 articles of 500 words, first page and hundredth page, against the bare SQL.

    python bench/bench_search.py       SIZE=articles (default 20000)

Bare is the search written by hand and sent by psycopg to the same database: the same rows and columns of the page by
the index, and for the library's page also its count and the passages around what was found. Ours is every statement
the request sends about articles, as the product wrote it (rights, filters, languages, names, cursor), sent the same
way. That ratio is the search. What a request costs besides, whatever it asks (signing in, Django, rendering fifty
rows), is told apart: the whole request in process, and the same list without words.
"""

import hashlib
import os
import random
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.corpus import COLUMNS, FIRST_DAY, OUTLETS, WORDS
from bench.scratch import scratch
from bench.serving import serving

if TYPE_CHECKING:
    import psycopg
    from django.test import Client

    from articles.models import Project

PAGE, DEEP, ROUNDS = 50, 100, 12
DOORS = {"api": "/api/v1/projects/bench/articles/", "page": "/projects/bench/articles/"}
OFTEN = ("harbour", "council budget", '"harbour council"', "harbour or budget", "council -rare7")
"""Found in thousands of articles: only those have a hundredth page."""
SELDOM = ("rare17", "rare3 harbour", "rare40 or rare41")
ROWS = """
SELECT id, project_id, external_id, title, text_sha256, outlet, byline, section, url, language, published_at, licence,
metadata, upload_id, supersedes_id, created_at, created_by_id, withdrawn_at, withdrawn_by_id, tags FROM articles_article
WHERE project_id = %(project)s AND withdrawn_at IS NULL AND search @@ websearch_to_tsquery('english', %(words)s)
AND id < %(before)s ORDER BY id DESC LIMIT 51
"""
COUNT = """
SELECT count(*) FROM (SELECT 1 FROM articles_article WHERE project_id = %(project)s AND withdrawn_at IS NULL
AND search @@ websearch_to_tsquery('english', %(words)s) LIMIT 1001) found
"""
PASSAGES = """
SELECT ts_headline('english', left(text, 20000), websearch_to_tsquery('english', %(words)s),
'MaxFragments=2, MaxWords=20, MinWords=8') FROM articles_article WHERE id = ANY(%(keys)s)
"""


def main() -> None:
    with scratch() as server:
        import psycopg
        from django.test import Client

        from annotator.scheme.actions import start_project
        from articles.models import User

        manager = User.objects.create_user("bench", is_staff=True)
        project = start_project(slug="bench", name="Bench", by=manager)
        fill(project, int(os.environ.get("SIZE", "20000")))
        client = Client(HTTP_HOST="localhost")
        client.force_login(manager)
        with serving(), psycopg.connect(server.url(), autocommit=True) as bare:
            for name, deep, searches in (("first", 1, OFTEN + SELDOM), ("hundredth", DEEP, OFTEN)):
                compare(client, bare, project, name, deep, searches)


def compare(
    client: "Client",
    bare: "psycopg.Connection[Any]",
    project: "Project",
    name: str,
    deep: int,
    searches: tuple[str, ...],
) -> None:
    """Print the 95th percentiles of one page of `searches`, in turns so that a busy machine is busy for all."""
    for door in DOORS:
        times = Times()
        for words in searches:
            measure(client, bare, project, Asked(door, words, *reached(bare, project, words, deep)), times)
        search, hand, request, unasked = map(p95, (times.search, times.bare, times.request, times.unasked))
        told = f"{name} {door}: search p95 {search:.1f} ms, bare {hand:.1f} ms: {search / hand:.2f} (limit 3); "
        told += f"request {request:.0f} ms ({request / hand:.1f} of bare), the list without words {unasked:.0f} ms"
        print(told, flush=True)


class Asked(NamedTuple):
    """A page of a search, through one of DOORS: its cursor, and the key above it."""

    door: str
    words: str
    cursor: str
    before: int


@dataclass
class Times:
    """Seconds, of each round one."""

    search: list[float] = field(default_factory=list)
    bare: list[float] = field(default_factory=list)
    request: list[float] = field(default_factory=list)
    unasked: list[float] = field(default_factory=list)


def measure(client: "Client", bare: "psycopg.Connection[Any]", project: "Project", asked: Asked, times: Times) -> None:
    wanted = {"project": project.pk, "words": asked.words, "before": asked.before}
    address, whole = DOORS[asked.door], asked.door == "page"
    statements = about_articles(client, address, asked.words, asked.cursor)
    assert_same_rows(bare, statements, wanted)
    for _ in range(ROUNDS):
        times.search.append(taken(lambda: [bare.execute(sql).fetchall() for sql in statements]))
        times.bare.append(taken(lambda: rows(bare, wanted, whole=whole)))
        times.request.append(taken(lambda: ours(client, address, asked.words, asked.cursor)))
        times.unasked.append(taken(lambda: ours(client, address, "", asked.cursor)))


def about_articles(client: "Client", address: str, words: str, cursor: str) -> list[bytes]:
    """The statements of a request that read articles, with their values in place."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as sent:
        ours(client, address, words, cursor)
    return [one["sql"].encode() for one in sent.captured_queries if "articles_article" in one["sql"]]


def assert_same_rows(bare: "psycopg.Connection[Any]", statements: list[bytes], wanted: dict[str, Any]) -> None:
    """What is compared finds the same."""
    (page,) = (sql for sql in statements if b"LIMIT 51" in sql)
    answer = bare.execute(page)
    key = next(place for place, column in enumerate(answer.description or ()) if column.name in ("id", "pk"))
    found = [row[key] for row in answer]
    assert found, f"{wanted['words']}: nothing is found"
    assert found == [row[0] for row in rows(bare, wanted)], f"{wanted['words']}: not the same rows"


def p95(seconds: list[float]) -> float:
    """In milliseconds."""
    return sorted(seconds)[int(len(seconds) * 0.95)] * 1000


def ours(client: "Client", address: str, words: str, cursor: str) -> Any:
    asked = (
        ({"q": words} if words else {})
        | ({"cursor": cursor} if cursor else {})
        | ({"limit": "50"} if "/api/" in address else {})
    )
    answer = client.get(address, asked)
    assert answer.status_code == 200, answer.content
    return answer


def rows(bare: "psycopg.Connection[Any]", wanted: dict[str, Any], *, whole: bool = False) -> list[Any]:
    found = bare.execute(ROWS, wanted).fetchall()
    if whole:
        bare.execute(COUNT, wanted).fetchone()
        bare.execute(PASSAGES, wanted | {"keys": [row[0] for row in found[:PAGE]]}).fetchall()
    return found


def reached(bare: "psycopg.Connection[Any]", project: "Project", words: str, deep: int) -> tuple[str, int]:
    """The cursor of the page `deep`, and the key above it."""
    from articles.paging import cursor_at

    before = 2**62
    if deep > 1:
        wanted = {"project": project.pk, "words": words, "before": before}
        keys = bare.execute(ROWS.replace("LIMIT 51", f"LIMIT {(deep - 1) * PAGE + 1}"), wanted).fetchall()
        assert len(keys) > (deep - 1) * PAGE, f"{words}: only {len(keys)} are found"
        before = keys[-2][0]
    return cursor_at({"pk": before}, ("-pk",)) if deep > 1 else "", before


def taken(does: Callable[[], Any]) -> float:
    begun = time.perf_counter()
    does()
    return time.perf_counter() - begun


def fill(project: "Project", articles: int) -> None:
    """Articles of 500 words, some of them in half of all articles, some in one of four hundred."""
    from django.db import connection

    with connection.cursor() as cursor, connection.wrap_database_errors:
        columns = COLUMNS["articles_article"].replace(" ", ", ")
        with cursor.cursor.copy(f"COPY articles_article ({columns}) FROM STDIN") as copy:
            for row in made(project, articles):
                copy.write_row(row)
        cursor.execute("SELECT setval(pg_get_serial_sequence('articles_article', 'id'), %s)", [articles])
        cursor.execute("ANALYZE")


def made(project: "Project", articles: int) -> Iterator[tuple[Any, ...]]:
    chance = random.Random(1)
    plain = [f"{word}{ending}" for word in WORDS[8:] for ending in ("", "ing", "ed", "land", "field", "man", "house")]
    for number in range(1, articles + 1):
        words = chance.choices(plain, k=500)
        for place, word in enumerate(WORDS[:3]):
            if chance.random() < 0.6:
                words[place] = word
        words[chance.randrange(490)] = f"rare{chance.randrange(400)}"
        text = " ".join(words)
        day = FIRST_DAY + timedelta(hours=number)
        yield (
            *(number, project.pk, f"made-{number}", f"News {number}", text, hashlib.sha256(text.encode()).hexdigest()),
            *([0, len(text)], [0, len(text)], OUTLETS[number % 4], "A. Reporter", "", f"https://example.org/{number}"),
            *("en", day, "", "{}", day, project.created_by_id),
        )


if __name__ == "__main__":
    main()
