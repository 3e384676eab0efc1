"""An export of Factiva saved as HTML: many articles, each a table whose rows begin with codes (HD, TD). Pure."""

from collections.abc import Iterator, Mapping
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
_BESIDE = {"CR": "credit", "ED": "edition", "PG": "page", "WC": "words", "CY": "copyright", "NS": "subjects"}

Rows = dict[str, Any]


def read(source: Source, asked: Asked) -> Iterator[Found | Bad]:
    """The articles of an export, in order. Raises Fault where there is none."""
    parser = lxml.html.HTMLParser(remove_comments=True, remove_pis=True, no_network=True, huge_tree=False)
    try:
        tree = lxml.html.document_fromstring(decoded(source, asked).replace("\x00", ""), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError):
        raise _empty() from None
    number = 0
    for number, rows in enumerate(_articles(tree), 1):
        try:
            yield _article(number, rows, asked.language)
        except Fault as fault:
            yield Bad(number, fault.code, fault.message)
    if not number:
        raise _empty()


def _empty() -> Fault:
    return Fault("no_articles", _("There is no article in this file."))


def _articles(tree: Any) -> Iterator[Rows]:
    """The cells of each article by their codes; a code that comes again begins another one."""
    rows: Rows = {}
    for row in tree.iter("tr"):
        cells = [cell for cell in row if cell.tag in ("td", "th")]
        code = line_of(cells[0]) if len(cells) == 2 else ""
        if not code.isascii() or not code.isupper() or len(code) > LONGEST_CODE:
            continue
        if code in rows:
            yield rows
            rows = {}
        rows[code] = cells[1]
        if code == LAST:
            yield rows
            rows = {}
    if rows:
        yield rows


def _article(number: int, rows: Mapping[str, Any], language: str) -> Found:
    said = {code: line_of(cell) for code, cell in rows.items()}
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
    return article(number, _body(rows), found, metadata, spoken or language)


def _moment(said: Mapping[str, str], language: str) -> object:
    """Day and time of print. The day alone where the time is not clear; as it is written where nothing is."""
    day = said.get("PD", "")
    return understood(f"{day} {said.get('ET', '')}", language) or understood(day, language) or day


def _body(rows: Mapping[str, Any]) -> list[Block]:
    return [block for code in BODY if code in rows for block in blocks_of(rows[code])]
