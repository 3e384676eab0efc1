"""How an editor's reading of a demo article is written down, and how that becomes spans.

A reading is plain text that people can write, review and diff. A head says how far the editor got, a line
`¶ 3` says which paragraph is meant, and every block of lines is one attribution:

    status: submitted

    ¶ 3
    source: The port authority => port-authority probable
    cue: denied
    content: that the channel [...] too deep || as critics claim
    claim: => harbour-deepening supports

Words are quoted as they stand in the paragraph. `[...]` skips words inside a fragment, `||` starts a further
fragment, `#2` picks the second of several equal places, and `¶ 4` before a fragment looks in another paragraph.
`=>` links a source or a mention to an actor and a claim to a topic, followed by its certainty or stance. A claim
without words covers the content of its block; `source: -` says that the source is implicit; `mention:` is an actor
who says nothing here; a line that starts with `//` is a remark. Whatever is not found, or is found twice, is an
error: a reading that drifts from its text is wrong.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby

from annotator.demo.quoting import Fragments, QuoteError, Quoter

ROLES = {"source": "actor", "addressee": "actor", "cue": "cue", "content": "content", "supplement": "supplement"}
KINDS = ROLES | {"mention": "actor", "claim": "claim"}
VALUES = {"actor": ("certain", "probable"), "claim": ("supports", "opposes", "unclear")}
FORMS = ("direct", "mixed", "indirect")
STATUSES = ("started", "submitted")


class ReadingError(ValueError):
    """A line of a reading that does not fit its article."""


@dataclass(frozen=True)
class Span:
    """One stretch of the article; `link` names an actor or topic, `value` its certainty or stance."""

    kind: str
    fragments: Fragments
    link: str = ""
    value: str = ""


@dataclass
class Attribution:
    """One "who said what": spans by role."""

    parts: dict[str, list[Span]] = field(default_factory=dict)
    implicit_source: bool = False
    form: str = ""
    note: str = ""


@dataclass
class Block:
    """The spans that appear here for the first time, and the attribution made of them and of earlier ones, if any."""

    spans: list[Span] = field(default_factory=list)
    attribution: Attribution | None = None


@dataclass
class Reading:
    """What one editor sees in one article, in the order it was written."""

    status: str
    blocks: list[Block] = field(default_factory=list)

    @property
    def spans(self) -> list[Span]:
        return [span for block in self.blocks for span in block.spans]

    @property
    def attributions(self) -> list[Attribution]:
        return [block.attribution for block in self.blocks if block.attribution]


@dataclass(frozen=True)
class Line:
    number: int
    key: str
    value: str

    def error(self, message: str) -> ReadingError:
        return ReadingError(f"line {self.number}: {message}")


def parse_reading(source: str, text: str) -> Reading:
    """The reading written in `source`, with offsets in code points of `text`."""
    runs = runs_of(source)
    head = next(runs, [Line(1, "", "")])
    if len(head) > 1 or head[0].key != "status" or head[0].value not in STATUSES:
        raise head[0].error("a reading starts with `status: started` or `status: submitted` and a blank line")
    scribe = Scribe(text)
    return Reading(head[0].value, [scribe.block(lines) for lines in runs])


class Scribe:
    """Reads one block after the other, remembering the paragraph and the spans made so far."""

    def __init__(self, text: str) -> None:
        self.quoter = Quoter(text)
        self.paragraph = 0
        self.made: dict[tuple[str, Fragments, str], Span] = {}

    def block(self, lines: list[Line]) -> Block:
        """At most one attribution, any number of claims and mentions."""
        before = len(self.made)
        attribution = Attribution()
        for line in lines:
            if line.key == "¶":
                self.paragraph = int(line.value)
            elif line.key in KINDS:
                self.take_span(line, attribution)
            else:
                describe(attribution, line)
        if not attribution.parts and attribution != Attribution():
            raise lines[0].error("this attribution quotes nothing")
        return Block(list(self.made.values())[before:], attribution if attribution.parts else None)

    def take_span(self, line: Line, attribution: Attribution) -> None:
        words, _, link = (part.strip() for part in line.value.partition("=>"))
        if line.key == "source" and (words == "-" or attribution.implicit_source):
            if words != "-" or "source" in attribution.parts:
                raise line.error("a source cannot be implicit and quoted")
            attribution.implicit_source = True
            return
        fragments = covered(attribution, line) if line.key == "claim" and not words else self.find(words, line)
        span = self.one(Span(KINDS[line.key], fragments, *linked(link, line)), line)
        if line.key in ROLES:
            attribution.parts.setdefault(line.key, []).append(span)

    def find(self, words: str, line: Line) -> Fragments:
        try:
            return self.quoter.fragments(words, self.paragraph)
        except QuoteError as error:
            raise line.error(str(error)) from error

    def one(self, wanted: Span, line: Line) -> Span:
        """The one span of this kind at this place: attributions that share a source share the span."""
        place = (wanted.kind, wanted.fragments, wanted.link if wanted.kind == "claim" else "")
        known = self.made.setdefault(place, wanted)
        if wanted.link and wanted != known:
            raise line.error(f"this span is already linked to {known.link or 'nobody'}")
        return known


def runs_of(source: str) -> Iterator[list[Line]]:
    """Runs of lines between blank lines, without the remarks."""
    lines = [(number, line.strip()) for number, line in enumerate(source.splitlines(), 1)]
    kept = [(number, line) for number, line in lines if not line.startswith("//")]
    for filled, run in groupby(kept, key=lambda item: bool(item[1])):
        if filled:
            yield [line_of(number, line) for number, line in run]


def line_of(number: int, line: str) -> Line:
    if line.startswith("¶"):
        paragraph = Line(number, "¶", line[1:].strip())
        if not paragraph.value.isdecimal():
            raise paragraph.error("`¶` is followed by a number")
        return paragraph
    key, colon, value = line.partition(":")
    if not colon:
        raise ReadingError(f"line {number}: expected `key: words`, not {line!r}")
    return Line(number, key.strip(), value.strip())


def linked(link: str, line: Line) -> tuple[str, str]:
    """The key and the value after `=>`; a claim may have a stance on no topic: `- unclear`."""
    if not link:
        return "", ""
    allowed = VALUES.get(KINDS[line.key])
    if allowed is None:
        raise line.error(f"a {line.key} is linked to nothing")
    key, _, value = link.partition(" ")
    if value and value not in allowed:
        raise line.error(f"{value!r} is not one of {', '.join(allowed)}")
    return ("" if key == "-" else key), value


def covered(attribution: Attribution, line: Line) -> Fragments:
    contents = attribution.parts.get("content", [])
    if len(contents) != 1:
        raise line.error("a claim without words needs one content above it")
    return contents[0].fragments


def describe(attribution: Attribution, line: Line) -> None:
    if line.key == "form" and line.value in FORMS:
        attribution.form = line.value
    elif line.key == "note" and line.value:
        attribution.note = line.value
    else:
        raise line.error(f"not understood: {line.key}: {line.value}")
