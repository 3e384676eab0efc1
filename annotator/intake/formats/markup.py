"""HTML as the lines a reader sees, in order: from a page, or from what a library made of a document. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml.html import HtmlElement

# Never seen by a reader, or nothing but controls.
UNSEEN = frozenset(
    (
        *("head", "script", "style", "noscript", "template", "iframe", "object", "embed", "svg"),
        *("math", "canvas", "audio", "video", "map", "select", "datalist", "textarea", "input"),
        *("meter", "progress", "title", "meta", "link", "base"),
    )
)
INLINE = frozenset(
    (
        *("a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code"),
        *("data", "del", "dfn", "em", "font", "i", "ins", "kbd", "label"),
        *("mark", "nobr", "output", "q", "rb", "rp", "rt", "ruby", "s"),
        *("samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt"),
        *("u", "var", "wbr", "img", "picture", "source", "slot"),
    )
)
CELLS = frozenset({"td", "th"})
_SPACE = re.compile(r"[ \t\n\r\f]+")
_INVISIBLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_QUOTES = {"de": "„“", "cs": "„“", "pl": "„”", "fr": "«»", "it": "«»", "es": "«»", "ru": "«»", "uk": "«»", "el": "«»"}


@dataclass(slots=True)
class Line:
    """One line: its text, the element that holds it, how many of its characters are links, and what follows it.

    `breaks` counts the line breaks after it: 0 when the element ends there.
    """

    text: str
    holder: HtmlElement
    linked: int = 0
    breaks: int = 0


@dataclass(slots=True)
class _Line:
    holder: HtmlElement
    pieces: list[str] = field(default_factory=list)
    linked: int = 0


class Lines:
    """Walks a tree. `spaces`: keep white space as it is, as in what a library wrote without indentation."""

    def __init__(self, *, spaces: bool = False, language: str = "") -> None:
        self._keep_spaces = spaces
        self._quotes = _QUOTES.get(language.partition("-")[0].lower(), "“”")
        self._found: list[Line] = []
        self._open: _Line | None = None

    def of(self, root: HtmlElement) -> list[Line]:
        """The lines of the tree, empty ones left out. Raises RecursionError for a tree that is too deep."""
        self._found, self._open = [], None
        self._walk(root, root)
        self._close()
        return self._found

    def _walk(self, element: HtmlElement, holder: HtmlElement, linked: bool = False) -> None:
        name = element.tag
        if not isinstance(name, str) or name in UNSEEN or is_hidden(element):
            return
        if name == "br":
            self._break()
        elif name == "tr" and (row := self._row(element)) is not None:
            self._close()
            self._found.extend(row)
        elif name in INLINE:
            self._inside(element, holder, linked or name == "a")
        else:
            self._close()
            self._inside(element, element, linked)
            self._close()

    def _inside(self, element: HtmlElement, holder: HtmlElement, linked: bool) -> None:
        quotes = self._quotes if element.tag == "q" else ""
        self._write(quotes[:1] + (element.text or ""), holder, linked)
        for child in element:
            self._walk(child, holder, linked)
            self._write(child.tail or "", holder, linked)
        self._write(quotes[1:], holder, linked)

    def _row(self, row: HtmlElement) -> list[Line] | None:
        """The row as one line with tabs, unless it is there for the layout and a cell holds several lines."""
        cells = []
        for cell in row:
            if cell.tag in CELLS:
                inside = Lines(spaces=self._keep_spaces)
                inside._quotes = self._quotes
                inside._inside(cell, cell, False)
                inside._close()
                if len(inside._found) > 1:
                    return None
                cells.append(inside._found)
            elif isinstance(cell.tag, str):
                return None
        text = "\t".join(one.text for found in cells for one in found or [Line("", row)]).rstrip("\t")
        linked = sum(one.linked for found in cells for one in found)
        return [Line(text, row, linked)] if text.strip() else []

    def _write(self, text: str, holder: HtmlElement, linked: bool) -> None:
        if not text:
            return
        if self._open is None:
            if not text.strip(" \t\n\r\f"):
                return
            self._open = _Line(holder)
        self._open.pieces.append(text)
        if linked:
            self._open.linked += len(text)

    def _break(self) -> None:
        self._close()
        if self._found:
            self._found[-1].breaks += 1

    def _close(self) -> None:
        line, self._open = self._open, None
        if line is None:
            return
        text = "".join(line.pieces)
        if not self._keep_spaces and line.holder.tag != "pre":
            text = _SPACE.sub(" ", text)
        text = text.strip(" \t\n\r\f")
        for piece in text.split("\n") if text else []:
            self._found.append(Line(piece, line.holder, min(line.linked, len(piece))))


def is_hidden(element: HtmlElement) -> bool:
    """Whether a page says that nobody sees this element."""
    return "hidden" in element.attrib or bool(_INVISIBLE.search(element.get("style", "")))


def around(element: HtmlElement) -> Iterator[HtmlElement]:
    """The element and those it lies in, innermost first."""
    yield element
    yield from element.iterancestors()
