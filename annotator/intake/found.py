"""What a reader finds in a file: articles, what others annotated in them, and what could not be read. Pure.

Offsets are half-open and count Unicode code points of the draft's text as `articles.texts.canonical` leaves it.
"""

from dataclasses import dataclass, field
from typing import Any

from annotator.intake.blocks import Block
from articles.drafts import Draft

Fragments = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Named:
    """An actor or a topic as a file names it. `kind` is one of `Actor.Kind`; `id` a UUID of ours. Both may be empty."""

    name: str
    kind: str = ""
    wikidata: str = ""
    id: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """A labelled stretch of text. `label` is the file's own word; `id` is unique in its reading."""

    id: str
    label: str
    fragments: Fragments
    values: dict[str, Any] = field(default_factory=dict)
    actor: Named | None = None
    topic: Named | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """A labelled relation or event. `ends` are (role, id of a mark or a link), in the file's own words and order."""

    id: str
    label: str
    ends: tuple[tuple[str, str], ...]
    values: dict[str, Any] = field(default_factory=dict)
    note: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading of an article by somebody else: a person, a file or a program.

    `annotator` is the name or code in the file, or empty; `tool` the format it came in, such as "brat".
    """

    annotator: str
    tool: str
    marks: tuple[Mark, ...] = ()
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """An article: where it lies in the file, its text and fields, and what was annotated in it.

    `place` is the name of the entry in an archive, or empty; `line` the line, row or page it begins at. `blocks` are
    what a reader that knows the layout proposes, with its ticks; None lets the text be cut into lines. An article with
    `readings` is stored exactly as its `draft.text`.
    """

    line: int
    draft: Draft
    place: str = ""
    blocks: tuple[Block, ...] | None = None
    readings: tuple[Reading, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Bad:
    """Something that is no article, and why: a stable code and a sentence."""

    line: int
    code: str
    reason: str
    place: str = ""
