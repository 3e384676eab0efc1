"""An export of Factiva, as HTML or RTF: many articles, each a table whose rows begin with codes (HD, TD). Pure."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import lxml.html
from lxml import etree

from annotator.intake.blocks import Block
from annotator.intake.formats.dates import understood
from annotator.intake.formats.elements import article, blocks_of, line_of
from annotator.intake.formats.nexiswords import LANGUAGES
from annotator.intake.formats.source import Asked, Source
from annotator.intake.formats.text import decoded
from annotator.intake.found import Bad, Found
from articles.drafts import Fault
from articles.words import _

BODY = ("LP", "TD")  # the first paragraphs and the rest
LAST = "AN"  # every article ends with its own number
LONGEST_CODE = 3
USUAL = frozenset(("HD", "PD", "SN", "SC", "WC", "LP", "TD", "AN"))
MOST_USUAL = 4
_BESIDE = {"CR": "credit", "ED": "edition", "PG": "page", "WC": "words", "CY": "copyright", "NS": "subjects"}


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands beside a code: in one line, and in the paragraphs of the text."""

    said: str
    blocks: list[Block]


Row = tuple[str, Cell]


def read(source: Source, asked: Asked) -> Iterator[Found | Bad]:
    """The articles of an export saved as HTML, in order. Raises Fault where there is none."""
    parser = lxml.html.HTMLParser(remove_comments=True, remove_pis=True, no_network=True, huge_tree=False)
    try:
        tree = lxml.html.document_fromstring(decoded(source, asked).replace("\x00", ""), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError):
        raise _empty() from None
    yield from articles_in(_rows(tree), asked.language)


def articles_in(rows: Iterable[Row], language: str) -> Iterator[Found | Bad]:
    """The articles in the rows of an export, whatever it was saved as. Raises Fault where there is none."""
    number = 0
    for number, cells in enumerate(_articles(rows), 1):
        try:
            yield _article(number, cells, language)
        except Fault as fault:
            yield Bad(number, fault.code, fault.message)
    if not number:
        raise _empty()


def is_export(codes: Iterable[str]) -> bool:
    """Whether most of the codes that every article has are among these."""
    return len(USUAL.intersection(codes)) >= MOST_USUAL


def _empty() -> Fault:
    return Fault("no_articles", _("There is no article in this file."))


def _rows(tree: Any) -> Iterator[Row]:
    for row in tree.iter("tr"):
        cells = [cell for cell in row if cell.tag in ("td", "th")]
        if len(cells) == 2:
            code = line_of(cells[0])
            yield code, Cell(line_of(cells[1]), blocks_of(cells[1]) if code in BODY else [])


def _articles(rows: Iterable[Row]) -> Iterator[dict[str, Cell]]:
    """The cells of each article by their codes; a code that comes again begins another one."""
    cells: dict[str, Cell] = {}
    for code, cell in rows:
        if not code.isascii() or not code.isupper() or len(code) > LONGEST_CODE:
            continue
        if code in cells:
            yield cells
            cells = {}
        cells[code] = cell
        if code == LAST:
            yield cells
            cells = {}
    if cells:
        yield cells


def _article(number: int, cells: Mapping[str, Cell], language: str) -> Found:
    said = {code: cell.said for code, cell in cells.items()}
    spoken = LANGUAGES.get(said.get("LA", "").casefold(), "")
    found: dict[str, object] = {
        "title": said.get("HD", ""),
        "byline": said.get("BY", ""),
        "outlet": said.get("SN", ""),
        "section": said.get("SE", ""),
        "language": spoken,
        "published_at": _moment(said, spoken or language),
        "external_id": said.get(LAST, "").rpartition(" ")[2],
    }
    metadata = {name: said[code] for code, name in _BESIDE.items() if said.get(code)}
    return article(number, _body(cells), found, metadata, spoken or language)


def _moment(said: Mapping[str, str], language: str) -> object:
    """Day and time of print. The day alone where the time is not clear; as it is written where nothing is."""
    day = said.get("PD", "")
    return understood(f"{day} {said.get('ET', '')}", language) or understood(day, language) or day


def _body(cells: Mapping[str, Cell]) -> list[Block]:
    return [block for code in BODY if code in cells for block in cells[code].blocks]
