"""Rich Text Format: its text in the encodings of its fonts, without what was deleted or lies behind a link. Pure."""

import codecs
import re
from collections.abc import Iterator

from striprtf.striprtf import rtf_to_text

from annotator.intake import encodings
from annotator.intake.formats import factiva, packages
from annotator.intake.formats.layout import block_of, found_in
from annotator.intake.formats.nexis import articles_in
from annotator.intake.formats.nexiswords import is_export
from annotator.intake.formats.source import Asked, Source
from annotator.intake.found import Bad, Found
from articles.words import _

DEEPEST = 500  # groups in groups
CELL, ROW, LINE = "\ue000", "\ue001", "\ue002"  # private characters that stand for marks until the text is cut
_TOKEN = re.compile(r"\\([a-zA-Z]{1,32})(-?\d{1,10})?[ ]?|\\'[0-9a-fA-F]{2}|\\[^a-zA-Z]|[{}]|[^\\{}]+", re.DOTALL)
_PAGE = re.compile(r"\\ansicpg(\d{2,5})")
# Groups whose text nobody reads in the text: instructions of fields, pictures, old numbering.
_OUT = frozenset({"fldinst", "pict", "nonshppict", "objdata", "header", "headerl", "headerr", "headerf", "footer",
                  "footerl", "footerr", "footerf", "annotation", "listtext", "pntext", "info"})  # fmt: skip
_UNREAD = {"deleted": 1, "v": 2}  # tracked deletions and hidden text
_WORDS = {"cell": CELL, "nestcell": CELL, "row": ROW, "nestrow": ROW, "line": LINE}


def read(source: Source, asked: Asked) -> Iterator[Found | Bad]:
    """The one article of a file, or the many of an export of Nexis or Factiva.

    Raises Fault for what is damaged, hostile or empty.
    """
    source.file.seek(0)
    raw = source.file.read().decode("latin-1")
    page = _code_page(raw, asked.language)
    try:
        text: str = rtf_to_text(_plain(raw, page), encoding=page, errors="replace")  # type: ignore[no-untyped-call]
    except (ValueError, LookupError, OverflowError, IndexError, TypeError):
        raise packages.damaged() from None  # a number or a code page that cannot be
    rows = list(_rows(text))
    if factiva.is_export(code for code, _cell in rows):
        yield from factiva.articles_in(rows, asked.language)
        return
    notes = [_("Some characters of this file could not be read.")] if "\ufffd" in text else []
    lines = list(_lines(text))
    if is_export(said := [line for line, _gap in lines]):
        yield from articles_in(said, asked.language)
        return
    yield found_in([block_of(line, gap=gap) for line, gap in lines], {}, notes)


def _code_page(raw: str, language: str) -> str:
    """The encoding of text in no font of its own: the file's, or the one of the language's old files."""
    said = _PAGE.search(raw[:5000])
    try:
        return codecs.lookup(f"cp{said[1]}").name if said else _by_language(language)
    except LookupError:
        return _by_language(language)


def _by_language(language: str) -> str:
    return encodings.LEGACY.get(language.partition("-")[0].lower(), ["cp1252"])[0]


def _plain(raw: str, page: str) -> str:
    """The file without what is not read, without deleted and hidden words, ready for `rtf_to_text`.

    Bytes beyond ASCII are escaped, so that they are decoded in the font's encoding and not as Latin-1; a font of
    the "ANSI" charset is taken to be in the file's code page, as word processors do.
    """
    pieces: list[str] = []
    stack: list[int] = []
    struck = 0
    for token, word, number in _tokens(raw):
        if token == "{":
            stack.append(struck)
        elif token == "}":
            struck = stack.pop() if stack else 0
        elif word == "plain":
            struck = 0
        elif word in _UNREAD:
            struck = struck & ~_UNREAD[word] if number == "0" else struck | _UNREAD[word]
            continue
        if not struck or token in "{}":
            pieces.append(_told(token, word, number, page))
    return "".join(pieces)


def _tokens(raw: str) -> Iterator[tuple[str, str, str]]:
    """Each token, its word and its number; groups that are not read are empty, binary data is passed over."""
    at = depth = above = 0
    while found := _TOKEN.match(raw, at):
        at, token, word, number = found.end(), found[0], found[1] or "", found[2] or ""
        depth += {"{": 1, "}": -1}.get(token, 0)
        if depth > DEEPEST:
            raise packages.too_deep()
        if word == "bin":
            at += max(int(number or 0), 0)
        elif word in _OUT and not above:
            above = depth
        elif not above or depth < above:
            above = 0
            yield token, word, number


def _told(token: str, word: str, number: str, page: str) -> str:
    if word in _WORDS:
        return f"{{\\uc0\\u{ord(_WORDS[word])} }}"
    if word == "fcharset" and number == "0":
        return "\\fcharset1" if page != "cp1252" else token
    if not word and token[0] not in "\\{}":
        return "".join(one if one < "\x80" else f"\\'{ord(one):02x}" for one in token)
    return token


def _rows(text: str) -> Iterator[factiva.Row]:
    """The rows of tables with two cells: the first as it is, the second in paragraphs."""
    for row in text.split(ROW)[:-1]:
        cells = row.split(CELL)
        if len(cells) == 3 and not cells[2].strip():
            paragraphs = [piece.strip() for piece in cells[1].replace(LINE, "\n").split("\n")]
            blocks = [block_of(piece) for piece in paragraphs if piece]
            yield cells[0].strip(), factiva.Cell(" ".join(filter(None, paragraphs)), blocks)


def _lines(text: str) -> Iterator[tuple[str, str]]:
    """Each paragraph with what follows it: a line break after a row of a table or a soft one, else a blank line."""
    for paragraph in text.split("\n"):
        rows = paragraph.split(ROW)
        for number, row in enumerate(rows, 1):
            pieces = row.replace(CELL, "\t").strip().split(LINE)
            for count, piece in enumerate(pieces, 1):
                inside = count < len(pieces) or number < len(rows) - 1
                yield piece, "\n" if inside else "\n\n"
