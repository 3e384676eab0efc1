"""OpenDocument texts: headings, paragraphs, lists, tables and text boxes, in order. Pure.

Tracked deletions, comments, headers and footers stay out; notes come at the end.
"""

from collections.abc import Iterator
from io import BytesIO

from odfdo import Document, Element

from annotator.intake.blocks import Block
from annotator.intake.formats import packages
from annotator.intake.formats.layout import block_of, folded, found_in
from annotator.intake.formats.source import Asked, Source
from annotator.intake.found import Found

MAIN = "content.xml"
NEAR = 6  # blocks among which the file's own title is looked for
_WRITTEN = frozenset({"text:p", "text:h"})
_SKIPPED = frozenset({
    "text:tracked-changes", "office:annotation", "office:annotation-end", "text:sequence-decls", "office:forms",
    "text:bibliography-source", "text:table-of-content-source", "svg:title", "svg:desc", "text:ruby-text",
    "presentation:notes", "text:bookmark-ref", "table:shapes", "office:binary-data", "text:variable-decls",
})  # fmt: skip
_MARKS = {"text:tab": "\t", "text:line-break": "\n"}


def read(source: Source, asked: Asked) -> Iterator[Found]:
    """The one article of a file. Raises Fault for what is damaged, hostile or empty."""
    archive = packages.opened(source.file, MAIN)
    packages.check(archive)
    source.file.seek(0)
    try:
        document = Document(BytesIO(source.file.read()))
        blocks = _Blocks().of(document.body)
        title = " ".join((document.meta.title or "").split())
    except RecursionError:
        raise packages.too_deep() from None
    except (OSError, KeyError, ValueError, AttributeError, TypeError):
        raise packages.damaged() from None  # what odfdo trips over when a part is missing or malformed
    near = [folded(one["text"]) for one in blocks[:NEAR]]
    yield found_in(blocks, {"title": title} if title and folded(title) in near else {})


class _Blocks:
    """Walks the body; what floats in a paragraph, such as a text box, follows it, and notes follow everything."""

    def __init__(self) -> None:
        self._found: list[Block] = []
        self._floating: list[Element] = []
        self._notes: list[Element] = []

    def of(self, body: Element) -> list[Block]:
        self._inside(body)
        notes, self._notes = self._notes, []
        for note in notes:
            self._inside(note)
        return self._found

    def _inside(self, element: Element, gap: str = "\n\n") -> None:
        for child in element.children:
            if child.tag in _SKIPPED:
                continue
            if child.tag in _WRITTEN:
                self._add(self._text(child), gap)
                self._float()
            elif child.tag == "table:table-row":
                self._row(child)
            elif child.tag == "text:list":
                self._inside(child, "\n")
                self._end()
            else:
                self._inside(child, gap)
                if child.tag == "table:table":
                    self._end()

    def _add(self, text: str, gap: str) -> None:
        lines = [line.strip(" \t") for line in text.split("\n")]
        for count, line in enumerate(lines, 1):
            if line:
                self._found.append(block_of(line, gap="\n" if count < len(lines) else gap))

    def _row(self, row: Element) -> None:
        """A row is one line with tabs, unless a cell holds several paragraphs."""
        cells = [cell for cell in row.children if cell.tag == "table:table-cell"]
        simple = all(sum(1 for _one in cell.children) <= 1 for cell in cells) and not any(
            one.tag in ("text:list", "table:table") for cell in cells for one in cell.children
        )
        if simple:
            self._add("\t".join(self._text(one) for cell in cells for one in list(cell.children) or [cell]), "\n")
            self._float()
        else:
            self._inside(row)

    def _float(self) -> None:
        floating, self._floating = self._floating, []
        for one in floating:
            self._inside(one)

    def _end(self) -> None:
        """A blank line after the last line of a list or a table."""
        if self._found:
            self._found[-1]["gap"] = "\n\n"

    def _text(self, element: Element) -> str:
        pieces = [_words(element.text)]
        for child in element.children:
            pieces.append(self._piece(child))
            pieces.append(_words(child.tail))
        return "".join(pieces)

    def _piece(self, child: Element) -> str:
        tag = child.tag
        if tag in _SKIPPED:
            return ""
        if tag == "text:note":
            self._notes.extend(one for one in child.children if one.tag == "text:note-body")
            return ""
        if tag in ("draw:text-box", "draw:frame", "draw:custom-shape") and tag != "draw:image":
            self._floating.append(child)
            return ""
        if tag == "text:s":
            return " " * min(int(str(child.get_attribute("text:c") or 1)), 1000)
        return _MARKS.get(tag) or self._text(child)


def _words(text: str | None) -> str:
    """White space as OpenDocument means it: any of it is one space, more are written as elements."""
    if not text:
        return ""
    inner = " ".join(text.split(" ")) if "\n" not in text and "\t" not in text else " ".join(text.split())
    return (
        (" " if text[0] in " \n\t" and not inner.startswith(" ") else "")
        + inner
        + (" " if len(text) > 1 and text[-1] in " \n\t" and not inner.endswith(" ") else "")
    )
