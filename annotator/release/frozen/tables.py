"""The tables of a release, made of lines of the canonical export. Pure.

Columns are in this order in every file, rows by article, reading and position. Places are half-open and count Unicode
code points; `start_char` and `end_char` are the first and the last border of all fragments. Ids of spans and
attributions are unique within a set.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import orjson

Json = dict[str, Any]
ROLES = ("source", "cue", "content", "addressee", "supplement")
READING = {"set_id": "BIGINT", "set_kind": "VARCHAR", "annotator": "VARCHAR", "scheme": "INTEGER"}
TABLES: dict[str, dict[str, str]] = {
    "documents": {
        "article_id": "BIGINT",
        "external_id": "VARCHAR",
        "title": "VARCHAR",
        "outlet": "VARCHAR",
        "byline": "VARCHAR",
        "section": "VARCHAR",
        "url": "VARCHAR",
        "language": "VARCHAR",
        "published_at": "TIMESTAMP",
        "licence": "VARCHAR",
        "rights": "VARCHAR",
        "split": "VARCHAR",
        "story": "BIGINT",
        "sets": "INTEGER",
        "n_chars": "INTEGER",
        "text_sha256": "VARCHAR",
        "text": "VARCHAR",
    },
    "spans": {
        "span_id": "VARCHAR",
        "article_id": "BIGINT",
        **READING,
        "kind": "VARCHAR",
        "start_char": "INTEGER",
        "end_char": "INTEGER",
        "fragments": "INTEGER[][]",
        "text": "VARCHAR",
        "actor_id": "VARCHAR",
        "actor_name": "VARCHAR",
        "topic_id": "VARCHAR",
        "topic_name": "VARCHAR",
        "values": "VARCHAR",
        "split": "VARCHAR",
    },
    "attributions": {
        "attribution_id": "VARCHAR",
        "article_id": "BIGINT",
        **READING,
        "parent_id": "VARCHAR",
        "implicit_source": "BOOLEAN",
        "values": "VARCHAR",
        "split": "VARCHAR",
    },
    "parts": {
        "attribution_id": "VARCHAR",
        "article_id": "BIGINT",
        "set_id": "BIGINT",
        "role": "VARCHAR",
        "ordinal": "INTEGER",
        "span_id": "VARCHAR",
    },
    "actors": {"actor_id": "VARCHAR", "name": "VARCHAR", "kind": "VARCHAR", "wikidata": "VARCHAR", "spans": "INTEGER"},
    "topics": {
        "topic_id": "VARCHAR",
        "name": "VARCHAR",
        "code": "VARCHAR",
        "parent_id": "VARCHAR",
        "spans": "INTEGER",
    },
}
Row = Json


@dataclass(frozen=True, slots=True)
class Of:
    """What is known of an article besides its line."""

    rights: str
    licence: str = ""
    section: str = ""
    split: str | None = None
    story: int | None = None
    characters: int = 0


def document(line: Json, of: Of) -> Row:
    """The row of an article."""
    return {
        "article_id": line["id"],
        "external_id": line["external_id"],
        "title": line["title"],
        "outlet": line["outlet"],
        "byline": line["byline"],
        "section": of.section,
        "url": line["url"],
        "language": line["language"],
        "published_at": _utc(line["published_at"]),
        "licence": of.licence,
        "rights": of.rights,
        "split": of.split,
        "story": of.story,
        "sets": len(line["sets"]),
        "n_chars": of.characters,
        "text_sha256": line["text_sha256"],
        "text": line.get("text"),
    }


def spans(line: Json, of: Of) -> Iterator[Row]:
    """A row for each span of an article."""
    actors, topics = line["actors"], line["topics"]
    for one in line["sets"]:
        reading = _reading(line, one)
        for span in one["spans"]:
            actor, topic, fragments = span["actor"], span["topic"], span["fragments"]
            yield {
                "span_id": span["id"],
                **reading,
                "kind": span["kind"],
                "start_char": fragments[0][0],
                "end_char": fragments[-1][1],
                "fragments": fragments,
                "text": span.get("text"),
                "actor_id": actor,
                "actor_name": actors[actor]["name"] if actor else None,
                "topic_id": topic,
                "topic_name": topics[topic]["name"] if topic else None,
                "values": _json(span["values"]),
                "split": of.split,
            }


def attributions(line: Json, of: Of) -> Iterator[Row]:
    """A row for each attribution of an article."""
    for one in line["sets"]:
        reading = _reading(line, one)
        for attribution in one["attributions"]:
            yield {
                "attribution_id": attribution["id"],
                **reading,
                "parent_id": attribution["parent"],
                "implicit_source": attribution["implicit_source"],
                "values": _json(attribution["values"]),
                "split": of.split,
            }


def parts(line: Json) -> Iterator[Row]:
    """A row for each span that plays a role in an attribution."""
    for one in line["sets"]:
        shown = {span["id"] for span in one["spans"]}  # a filter may have left spans out
        for attribution in one["attributions"]:
            for role in ROLES:
                for ordinal, span in enumerate(attribution[role]):
                    if span in shown:
                        yield {
                            "attribution_id": attribution["id"],
                            "article_id": line["id"],
                            "set_id": one["id"],
                            "role": role,
                            "ordinal": ordinal,
                            "span_id": span,
                        }


class Named:
    """Actors and topics as they are met, each once, with how many spans refer to it."""

    def __init__(self) -> None:
        self._actors: dict[str, Row] = {}
        self._topics: dict[str, Row] = {}

    def meet(self, line: Json) -> None:
        for id, actor in line["actors"].items():
            self._actors.setdefault(id, {"actor_id": id, **actor, "spans": 0})
        for id, topic in line["topics"].items():
            row = {"topic_id": id, "name": topic["name"], "code": topic["code"], "parent_id": topic["parent"]}
            self._topics.setdefault(id, {**row, "spans": 0})
        for one in line["sets"]:
            for span in one["spans"]:
                if span["actor"]:
                    self._actors[span["actor"]]["spans"] += 1
                if span["topic"]:
                    self._topics[span["topic"]]["spans"] += 1

    def actors(self) -> list[Row]:
        return [row for _id, row in sorted(self._actors.items())]

    def topics(self) -> list[Row]:
        return [row for _id, row in sorted(self._topics.items())]


def _reading(line: Json, one: Json) -> Row:
    return {
        "article_id": line["id"],
        "set_id": one["id"],
        "set_kind": one["kind"],
        "annotator": one["annotator"],
        "scheme": one["scheme"],
    }


def _json(values: Json) -> str:
    return orjson.dumps(values, option=orjson.OPT_SORT_KEYS).decode()


def _utc(instant: str | None) -> str | None:
    """As a table holds it: without the zone, which is always UTC."""
    return instant.removesuffix("+00:00") if instant else None
