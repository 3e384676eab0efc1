"""Tokens with tags, one a line: CoNLL, IOB1, IOB2, BILOU, BIOES. Pure.

The first column is the token, the last one its tag. The text is put together from the tokens: single spaces between
them, a line for each sentence; so every offset is ours.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from annotator.intake.formats.source import Asked, Source
from annotator.intake.formats.text import decoded
from annotator.intake.found import Bad, Found, Mark, Reading
from articles.drafts import Draft, Fault, fields_of
from articles.texts import canonical
from articles.words import _

TOOL = "CoNLL"
_TAG = re.compile(r"([BIELSUO])(?:-(\S+))?")
_NEW = re.compile(r"-DOCSTART-|#\s*newdoc\b|#\s*doc_id\s*=")
_ID = re.compile(r"#\s*(?:newdoc\s+id|doc_id)\s*=\s*(.+)")


@dataclass(slots=True)
class _Document:
    """A text as it grows: `at` is its length, `open` the label and ends of the span the last token belongs to."""

    line: int
    id: str = ""
    pieces: list[str] = field(default_factory=list)
    at: int = 0
    marks: list[Mark] = field(default_factory=list)
    open: tuple[str, int, int] | None = None
    bad: list[Bad] = field(default_factory=list)

    def add(self, token: str, place: str, label: str) -> None:
        start = self._put(token)
        goes_on = self.open is not None and self.open[0] == label and place in "IEL"
        if not goes_on:
            self.close()
        if place != "O":
            self.open = (label, self.open[1] if self.open else start, self.at)
        if place in "ELSU":
            self.close()

    def end_sentence(self) -> None:
        self.close()
        if self.pieces and self.pieces[-1] != "\n":
            self.pieces.append("\n")
            self.at += 1

    def close(self) -> None:
        if self.open:
            label, start, end = self.open
            self.marks.append(Mark(str(len(self.marks) + 1), label, ((start, end),)))
        self.open = None

    def _put(self, token: str) -> int:
        if self.pieces and self.pieces[-1] != "\n":
            self.pieces.append(" ")
            self.at += 1
        start = self.at
        self.pieces.append(token)
        self.at += len(token)
        return start


def read(source: Source, asked: Asked) -> Iterator[Found | Bad]:
    """Each document of the file; -DOCSTART-, “# newdoc” and “# doc_id =” begin one. Raises Fault without tokens."""
    several = False
    for document in _documents(decoded(source, asked).split("\n")):
        several = True
        yield from document.bad
        fields = fields_of({"external_id": document.id[:200]})
        yield Found(
            document.line,
            Draft(text="".join(document.pieces).rstrip("\n"), **fields),
            readings=(Reading("", TOOL, tuple(document.marks)),),
            notes=(_("The text was put together from tokens, with single spaces between them."),),
        )
    if not several:
        raise Fault("no_text", _("There are no tokens with tags in this file."))


def _documents(lines: Iterable[str]) -> Iterator[_Document]:
    current = _Document(1)
    for number, line in enumerate(lines, 1):
        if _NEW.match(line):
            yield from _whole(current)
            current = _Document(number)
        if line.startswith(("#", "-DOCSTART-")) and not _tagged(line):
            if named := _ID.match(line):
                current.id = named[1].strip()
        elif not line.strip():
            current.end_sentence()
        elif found := _tagged(line):
            current.add(*found)
        else:
            current.bad.append(Bad(number, "bad_line", _("This line has no token with a tag.")))
    yield from _whole(current)


def _whole(document: _Document) -> Iterator[_Document]:
    document.end_sentence()
    if document.pieces or document.bad:
        yield document


def _tagged(line: str) -> tuple[str, str, str] | None:
    """The token, the place of its tag (one of BIELSUO) and the label."""
    words = line.split("\t") if "\t" in line else line.split()
    found = _TAG.fullmatch(words[-1].strip()) if len(words) > 1 else None
    token = " ".join(canonical(words[0]).split())
    if not found or not token or line.startswith("-DOCSTART-") or (found[1] == "O") != (found[2] is None):
        return None
    return token, found[1], found[2] or ""
