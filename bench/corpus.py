"""A big made-up newsroom, copied into a scratch database: the same rows for the same sizes.

    python -m bench.corpus --articles 20000 --spans 50      with DATABASE_URL and SECRET_KEY set

Ten attributions an article at 50 spans: a source, a cue, a content and a claim each, and further actors.
One attribution in ten lies inside another one.
"""

import argparse
import hashlib
import json
import os
import random
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from psycopg import Cursor

    from articles.models import Project

FIRST_DAY = datetime(2020, 1, 1, tzinfo=UTC)
WORDS = (
    *("harbour", "council", "budget", "minister", "report", "strike", "energy", "school", "hospital", "border"),
    *("treaty", "inquiry", "market", "tunnel", "ferry", "court", "union", "summit", "river", "festival", "pension"),
    *("audit", "reform", "railway", "vaccine", "drought", "election", "museum"),
)
NAMES = ("Ada Brok", "Ivo Daran", "Mira Quell", "Tomas Ferrin", "Lena Oru", "Pavel Stane", "Noor Halimi", "Jo Wendt")
VERBS = ("said", "told reporters", "argued", "claimed", "denied", "warned")
SPANS_AN_ATTRIBUTION = 5
OUTLETS = ("The Ledger", "Morning Post", "Radio Nord", "Kurier")


@dataclass
class Rows:
    """What one article needs, table by table, in the order of COLUMNS."""

    article: tuple[Any, ...] = ()
    reading: tuple[Any, ...] = ()
    spans: list[tuple[Any, ...]] = field(default_factory=list)
    attributions: list[tuple[Any, ...]] = field(default_factory=list)
    parts: list[tuple[Any, ...]] = field(default_factory=list)


COLUMNS = {
    "articles_article": "id project_id external_id title text text_sha256 paragraphs sentences outlet byline section"
    " url language published_at licence metadata created_at created_by_id",
    "annotator_annotationset": "id project_id article_id kind owner_id scheme_id revision label system created_at"
    " started_at submitted_at submitted_by_id active_seconds",
    "annotator_span": "id uuid set_id project_id kind fragments quote actor_id topic_id values",
    "annotator_attribution": "id uuid set_id implicit_source values note",
    "annotator_part": "id set_id attribution_id role span_id ordinal",
}


def fill(project: "Project", *, articles: int, spans: int = 50, chunk: int = 1000) -> None:
    """Copy `articles` with `spans` each into `project`, all in submitted readings of its manager."""
    from django.db import connection

    maker = Maker(project, spans)
    with connection.cursor() as cursor:
        for start in range(0, articles, chunk):
            made = [maker.rows(number) for number in range(start, min(start + chunk, articles))]
            cursor.execute("ANALYZE")  # else foreign keys are checked by plans made for empty tables
            _copy(cursor.cursor, "articles_article", (one.article for one in made))
            _copy(cursor.cursor, "annotator_annotationset", (one.reading for one in made))
            _copy(cursor.cursor, "annotator_span", (row for one in made for row in one.spans))
            _copy(cursor.cursor, "annotator_attribution", (row for one in made for row in one.attributions))
            _copy(cursor.cursor, "annotator_part", (row for one in made for row in one.parts))
        for table in COLUMNS:
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))")
        cursor.execute("ANALYZE")


class Maker:
    """Makes the rows of one article after the other, with keys after the ones there are."""

    def __init__(self, project: "Project", spans: int) -> None:
        from annotator.registry.models import Actor, Topic
        from annotator.scheme.models import Scheme
        from annotator.work.models import AnnotationSet, Attribution, Part, Span
        from articles.models import Article

        self.project, self.spans = project, spans
        self.by = project.created_by_id
        self.scheme = Scheme.objects.filter(project=project).published()[0].pk
        self.actors = [
            Actor.objects.get_or_create(project=project, name=name, defaults={"kind": "person"})[0].pk for name in NAMES
        ]
        self.topics = [Topic.objects.get_or_create(project=project, name=f"About the {word}")[0].pk for word in WORDS]
        self.last = {
            model: model.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
            for model in (Article, AnnotationSet, Span, Attribution, Part)
        }
        self.models = (Article, AnnotationSet, Span, Attribution, Part)

    def rows(self, number: int) -> Rows:
        """The article `number` with its reading."""
        self.random = random.Random(number)
        self.text, self.made = "", Rows()
        self.article, self.reading = self._next(0), self._next(1)
        paragraphs: list[int] = []
        while len(self.made.spans) + SPANS_AN_ATTRIBUTION <= self.spans:
            start = len(self.text)
            self._say(nested=len(self.made.attributions) % 10 == 8)
            self._write(". " + " ".join(self.random.choice(WORDS) for _ in range(40)) + ".")
            paragraphs += [start, len(self.text)]
            self._write("\n")
        while len(self.made.spans) < self.spans:
            self._span("actor", *self._write(NAMES[0]), name=0)
        return self._finished(number, paragraphs or [0, len(self.text)])

    def _say(self, *, nested: bool) -> None:
        """A sentence that somebody says, tagged; a nested one says what somebody else says."""
        say = self.random.choice
        name = say(range(len(NAMES)))
        source = self._span("actor", *self._write(NAMES[name]), name=name)
        self._write(" ")
        cue = self._span("cue", *self._write(say(VERBS)))
        self._write(" that ")
        begin = len(self.text)
        if self.random.random() < 0.3:
            self._write("“" + " ".join(say(WORDS) for _ in range(12)) + "” 👋 ")
        if nested:
            self._say(nested=False)
        else:
            self._write(" ".join(say(WORDS) for _ in range(20)))
        content = self._span("content", begin, len(self.text))
        self._span("claim", begin, len(self.text), topic=say(self.topics))
        self._write(" ")
        self._span("actor", *self._write(NAMES[name]), name=name)
        self._attribute(source, cue, content)

    def _write(self, words: str) -> tuple[int, int]:
        start = len(self.text)
        self.text += words
        return start, len(self.text)

    def _span(self, kind: str, start: int, end: int, name: int | None = None, topic: int | None = None) -> int:
        key = self._next(2)
        values = {"stance": "supports"} if kind == "claim" else {}
        actor = None if name is None else self.actors[name]
        row = (key, self._uuid(), self.reading, self.project.pk, kind, f"{{[{start},{end})}}", [self.text[start:end]])
        self.made.spans.append((*row, actor, topic, json.dumps(values)))
        return key

    def _attribute(self, *spans: int) -> None:
        key = self._next(3)
        self.made.attributions.append((key, self._uuid(), self.reading, False, '{"form": "indirect"}', ""))
        for role, span in zip(("source", "cue", "content"), spans, strict=True):
            self.made.parts.append((self._next(4), self.reading, key, role, span, 0))

    def _finished(self, number: int, paragraphs: list[int]) -> Rows:
        at = FIRST_DAY + timedelta(hours=number)
        digest = hashlib.sha256(self.text.encode()).hexdigest()
        title = f"{WORDS[number % len(WORDS)].title()} news {number}"
        self.made.article = (
            *(self.article, self.project.pk, f"made-{number}", title, self.text, digest, paragraphs, paragraphs),
            *(OUTLETS[number % len(OUTLETS)], "A. Reporter", "", f"https://example.org/{number}", "en", at, "", "{}"),
            *(at, self.by),
        )
        self.made.reading = (
            *(self.reading, self.project.pk, self.article, "human", self.by, self.scheme, 1, "", "", at, at, at),
            *(self.by, 600),
        )
        return self.made

    def _next(self, model: int) -> int:
        self.last[self.models[model]] += 1
        return int(self.last[self.models[model]])

    def _uuid(self) -> uuid.UUID:
        return uuid.UUID(int=self.random.getrandbits(128), version=4)


def _copy(cursor: "Cursor[Any]", table: str, rows: Iterator[tuple[Any, ...]]) -> None:
    columns = ", ".join(f'"{name}"' for name in COLUMNS[table].split())
    with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=20_000)
    parser.add_argument("--spans", type=int, default=50, help="spans an article")
    parser.add_argument("--slug", default="corpus")
    given = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "annotator.settings")
    import django

    django.setup()
    fill(project(given.slug), articles=given.articles, spans=given.spans)
    print(f"{given.articles:,} articles with {given.spans} spans each are in the project {given.slug}.")


def project(slug: str) -> "Project":
    """The project to fill, with `bench` as its manager; made when it is missing."""
    from annotator.scheme.actions import start_project
    from articles.models import Project, User

    by, _ = User.objects.get_or_create(username="bench", defaults={"is_staff": True})
    return Project.objects.filter(slug=slug).first() or start_project(slug=slug, name=slug.title(), by=by)


if __name__ == "__main__":
    main()
