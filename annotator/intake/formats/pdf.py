"""PDF: lines put together to paragraphs, in reading order; what repeats from page to page unticked. Pure.

A PDF knows where letters stand and nothing of sentences: whatever comes out is to be proofread.
"""

import logging
import re
import struct
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

from pdfminer.converter import PDFPageAggregator
from pdfminer.layout import LAParams, LTPage, LTTextBox, LTTextLine
from pdfminer.pdfdocument import PDFDocument, PDFEncryptionError, PDFPasswordIncorrect
from pdfminer.pdfexceptions import PDFException
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import stream_value
from pdfminer.psexceptions import PSException

from annotator.intake.blocks import Block
from annotator.intake.formats import packages
from annotator.intake.formats.layout import block_of, found_in
from annotator.intake.formats.source import Asked, Source
from annotator.intake.found import Found
from articles.drafts import Fault
from articles.texts import MAX_CHARACTERS
from articles.words import _

MOST_PAGES = 400
MOST_ON_A_PAGE = 40_000  # characters, lines and curves: a page of a broadsheet has 20,000
MOST_DRAWING = 8 * 2**20  # bytes of what draws a page, unpacked
MOST_DRAWINGS = 4_000  # on a page
MOST_BOXES = 1_500
INDENT = 0.6  # of a line's height
SHORT = 0.2  # of a column's width
EDGE = 0.12  # of the page's height: where running heads and feet stand
MOST_UNKNOWN = 0.3  # of the letters, which a font does not name
# What pdfminer trips over in a file that is damaged or was made to trip it.
_BROKEN = (PDFException, PSException, ArithmeticError, AssertionError, AttributeError, LookupError, OSError, TypeError,
           ValueError, struct.error, zlib.error)  # fmt: skip
_LIGATURES = dict(zip("ﬀﬁﬂﬃﬄﬅﬆ", ("ff", "fi", "fl", "ffi", "ffl", "st", "st"), strict=True))
_EXPAND = str.maketrans({**_LIGATURES, "\u00ad": "\u00ad", "\ufffe": "\u00ad"})
_UNKNOWN = re.compile(r"\(cid:\d+\)")
_HYPHENATED = re.compile(r"(?<=\w)[-\u00ad\u2010]$")
_NUMBER = re.compile(r"\d+")
_SPACES = re.compile(r"[ \t\u2000-\u200a]+")
# What browsers and word processors print at the edge of a page: its number, its address, when it was printed.
_OF_PAGES = r"\d{1,3}(?:\s*(?:/|of|von|de|sur|di|van)\s*\d{1,3})?"
_PRINTED = re.compile(
    rf"(?:https?|file)://\S+(?:\s+{_OF_PAGES})?"
    rf"|[-–—]?\s*(?:(?:page|seite|pagina|página|p\.|s\.)\s*)?{_OF_PAGES}\s*[-–—]?"
    r"|\d{1,4}[./-]\d{1,2}[./-]\d{2,4},?\s+\d{1,2}[:.]\d\d(?:[:.]\d\d)?(?:\s?[ap]\.?m\.?)?",
    re.IGNORECASE,
)
_ENDS = re.compile(r"[.!?:;…。！？][\"'”’»)\]]*$")


def read(source: Source, asked: Asked) -> Iterator[Found]:
    """The one article of a file. Raises Fault for what is damaged, hostile, protected, or a scan."""
    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    pages = _pages(source.file)
    if not pages:
        raise packages.damaged()
    written = sum(len(one.text) for page in pages for one in page)
    if not written:
        raise Fault(
            "scan", _("There is no text in this PDF: it is a scan. Recognise its text (OCR) first, or paste the text.")
        )
    unknown = sum(len(found) for page in pages for one in page for found in _UNKNOWN.findall(one.text))
    if unknown > MOST_UNKNOWN * written:
        raise Fault("no_letters", _("The letters of this PDF cannot be told from its shapes. Paste the text instead."))
    yield found_in(_blocks(pages), {}, [_("From a PDF: proofread before tagging.")])


@dataclass(slots=True)
class _Piece:
    """What stands together on a page, its lines joined. `edge`: it stands where running heads and feet do."""

    text: str
    edge: bool
    why: str = ""


def _pages(file: BinaryIO) -> list[list[_Piece]]:
    pages: list[list[_Piece]] = []
    room = MAX_CHARACTERS
    try:
        for page in _layouts(file):
            pieces = list(_pieces(page))
            room -= sum(len(one.text) for one in pieces)
            if len(pages) >= MOST_PAGES or room < 0:
                raise Fault(
                    "too_many_pages",
                    _("This PDF has more than %(number)s pages. Cut it into several.") % {"number": MOST_PAGES},
                )
            pages.append(pieces)
    except (PDFPasswordIncorrect, PDFEncryptionError):
        raise packages.locked() from None
    except RecursionError:
        raise packages.too_deep() from None
    except _BROKEN:
        raise packages.damaged() from None
    return pages


def _layouts(file: BinaryIO) -> Iterator[LTPage]:
    file.seek(0)
    document = PDFDocument(PDFParser(file))
    device = _Device(PDFResourceManager(), laparams=LAParams())
    interpreter = PDFPageInterpreter(device.rsrcmgr, device)
    for page in PDFPage.create_pages(document):
        if sum(len(stream_value(one).get_data()) for one in page.contents) > MOST_DRAWING:
            raise _crowded()
        device.drawn = 0
        interpreter.process_page(page)
        yield device.get_result()


class _Page(LTPage):
    def group_textboxes(self, laparams: LAParams, boxes: Sequence[LTTextBox]) -> list[Any]:
        if len(boxes := list(boxes)) > MOST_BOXES:
            raise _crowded()
        return super().group_textboxes(laparams, boxes)


class _Device(PDFPageAggregator):
    """Keeps the text of a page and nothing else; text in drawings counts as the page's own."""

    drawn = 0

    def begin_page(self, page: PDFPage, ctm: Any) -> None:
        super().begin_page(page, ctm)
        self.cur_item = _Page(self.pageno, self.cur_item.bbox)

    def begin_figure(self, *_figure: Any) -> None:
        self._count(MOST_ON_A_PAGE // MOST_DRAWINGS)

    def end_figure(self, *_figure: Any) -> None:
        """Nothing was begun."""

    def render_image(self, *_image: Any) -> None:
        self._count()

    def paint_path(self, *_path: Any) -> None:
        """Lines and shapes are no text."""

    def render_char(self, *args: Any, **named: Any) -> float:
        self._count()
        return super().render_char(*args, **named)

    def _count(self, number: int = 1) -> None:
        self.drawn += number
        if self.drawn > MOST_ON_A_PAGE:
            raise _crowded()


def _crowded() -> Fault:
    return Fault("bomb", _("A page of this PDF has more on it than a page holds. It was not read."))


def _pieces(page: LTPage) -> Iterator[_Piece]:
    foot, head = page.y0 + EDGE * page.height, page.y1 - EDGE * page.height
    for box in page:
        if isinstance(box, LTTextBox):
            for text in _paragraphs([line for line in box if isinstance(line, LTTextLine)], box):
                yield _Piece(text, edge=box.y0 > head or box.y1 < foot)


def _paragraphs(lines: Sequence[LTTextLine], box: LTTextBox) -> Iterator[str]:
    """The lines of a box, joined; a line that is indented after a full stop, or follows a short one, begins anew."""
    text, last = "", None
    for line in lines:
        words = _SPACES.sub(" ", line.get_text().translate(_EXPAND)).strip()
        if last is not None and _ENDS.search(text):
            indented = line.x0 - box.x0 > INDENT * line.height and last.x0 - box.x0 < INDENT * line.height
            if indented or box.x1 - last.x1 > SHORT * box.width:
                yield text
                text = ""
        text, last = joined(text, words), line
    if text:
        yield text


def joined(before: str, after: str) -> str:
    """Two lines as one: a word torn at the end of a line is whole again."""
    if not before or not after:
        return before or after
    if after[0].islower() and _HYPHENATED.search(before):
        return before[:-1] + after
    return f"{before} {after}"


def _blocks(pages: Sequence[list[_Piece]]) -> list[Block]:
    _find_running(pages)
    blocks: list[Block] = []
    open_at: int | None = None  # the paragraph that may go on in the next column or on the next page
    for piece in (one for page in pages for one in page):
        if piece.why:
            blocks.append(block_of(piece.text, keep=False, why=piece.why))
        elif open_at is not None and piece.text[0].islower() and not _ENDS.search(blocks[open_at]["text"]):
            blocks[open_at]["text"] = joined(blocks[open_at]["text"], piece.text)
        else:
            open_at = len(blocks)
            blocks.append(block_of(piece.text))
    return blocks


def _find_running(pages: Sequence[list[_Piece]]) -> None:
    """Mark what stands at the edge of more than half of the pages, whatever its numbers, and what printers add."""
    seen = Counter(key for page in pages for key in {_anonymous(one) for one in page if one.edge})
    for page in pages:
        for one in page:
            if one.edge and len(pages) > 1 and 2 * seen[_anonymous(one)] > len(pages):
                one.why = "running"
            elif one.edge and _PRINTED.fullmatch(one.text):
                one.why = "printed"


def _anonymous(piece: _Piece) -> str:
    return _NUMBER.sub("#", piece.text).casefold()
