"""A line of the canonical export, and what a writer must know besides. Pure.

A line is an article as the export has it, with the label of each reading and the notes on attributions.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import orjson

Json = dict[str, Any]
KINDS = ("actor", "cue", "content", "claim", "supplement")
ROLES = ("source", "cue", "content", "addressee", "supplement")


@dataclass(frozen=True)
class About:
    """What is written out: `title` and `address` name it, `kinds` are those of its spans, all when empty.

    `fields` are (applies to, name, kind, choices) of every question of its schemes.
    """

    title: str
    address: str = "urn:ascribe:"
    kinds: tuple[str, ...] = ()
    fields: list[tuple[str, str, str, list[str]]] = field(default_factory=list)


def who(reading: Json) -> str:
    """Whose reading it is: a pseudonym, the label of an imported one, else its kind."""
    return str(reading["annotator"] or reading.get("label") or reading["kind"])


def lines_of(chunks: Iterable[bytes]) -> Iterator[Json]:
    """The lines in chunks of JSONL, which may be cut anywhere."""
    kept: list[bytes] = []
    for chunk in chunks:
        first, *others = chunk.split(b"\n")
        kept.append(first)
        for other in others:
            yield from _loaded(b"".join(kept))
            kept = [other]
    yield from _loaded(b"".join(kept))


def one_line(words: object) -> str:
    """Words without line breaks and tabs."""
    return " ".join(str(words).split())


def _loaded(line: bytes) -> Iterator[Json]:
    if line:
        yield orjson.loads(line)
