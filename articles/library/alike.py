"""Which articles of a project are almost a given text: candidates by index, a few of them compared exactly."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from django.db import connection

from articles.models import Article, Project
from articles.similar import most_alike, sketch

LOOKED_AT = 2000  # a sentence that ends every article of a paper must not make each search read all of them
COMPARED = 10
COMPARED_UP_TO = 200_000  # characters


class Alike(NamedTuple):
    """An article that is almost the text asked about; `share` of the shorter one stands in both, 0 to 1."""

    article: int
    title: str
    published_at: datetime | None
    share: float

    @property
    def percent(self) -> int:
        return int(self.share * 100)


def similar_to(texts: Sequence[str], project: Project) -> dict[int, list[Alike]]:
    """For each position in `texts` that has any, the current articles almost the same, the most alike first.

    One query for all of them. An article with the very same text is among them, with a share of 1.
    """
    found = _compared(list(texts), [sketch(text) for text in texts], project, leaving=0)
    return {position: alike for position, alike in found.items() if alike}


def similar_articles(article: Article) -> list[Alike]:
    """The other current articles of its project that are almost the same, the most alike first. One query."""
    own = sketch(article.text) if article.sketch is None else article.sketch
    return _compared([article.text], [own], article.project, leaving=article.pk).get(0, [])


def _compared(texts: list[str], sketches: list[list[int]], project: Project, *, leaving: int) -> dict[int, list[Alike]]:
    asked = [(position, numbers) for position, numbers in enumerate(sketches) if numbers]
    if not asked:
        return {}
    rows = ", ".join(["(%s, %s::int[])"] * len(asked))
    with connection.cursor() as cursor:
        cursor.execute(
            _CANDIDATES.format(rows=rows),
            [COMPARED_UP_TO, *(value for one in asked for value in one), project.pk, leaving, LOOKED_AT, COMPARED],
        )
        candidates: list[tuple[int, int, str, datetime | None, str]] = cursor.fetchall()
    found: dict[int, list[Alike]] = {}
    for position, _numbers in asked:
        named = {key: (title, at) for n, key, title, at, _text in candidates if n == position}
        others = [(key, text) for n, key, _title, _at, text in candidates if n == position]
        alike = most_alike(texts[position], others)
        found[position] = [Alike(key, *named[key], share) for key, share in alike]
    return found


_CANDIDATES = """
SELECT asked.n, found.id, found.title, found.published_at, left(found.text, %s)
FROM (VALUES {rows}) asked(n, numbers) CROSS JOIN LATERAL (
  SELECT near.*, (SELECT count(*) FROM unnest(near.sketch) number WHERE number = ANY(asked.numbers)) AS shared
  FROM (SELECT id, title, published_at, text, sketch FROM articles_article
        WHERE project_id = %s AND withdrawn_at IS NULL AND id <> %s AND sketch && asked.numbers LIMIT %s) near
  ORDER BY shared DESC, id LIMIT %s
) found
WHERE found.shared >= LEAST(2, cardinality(asked.numbers))
"""
