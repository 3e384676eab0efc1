"""Word files: headings, paragraphs, lists, tables, text boxes and tracked insertions, in order. Pure.

Deleted and hidden words, comments, headers and footers stay out; notes come at the end. Mammoth turns the file into
HTML; `markup` cuts it into lines.
"""

from collections.abc import Iterator
from itertools import zip_longest
from typing import BinaryIO
from zipfile import ZipFile

import lxml.html
import mammoth
from lxml import etree

from annotator.intake.blocks import Block
from annotator.intake.formats import packages, wordxml
from annotator.intake.formats.layout import block_of, folded, found_in
from annotator.intake.formats.markup import Line, Lines
from annotator.intake.formats.nexis import articles_in
from annotator.intake.formats.nexiswords import is_export
from annotator.intake.formats.source import Asked, Source
from annotator.intake.found import Bad, Found

MAIN = "[Content_Types].xml"
STYLES = "br[type='page'] => br"
NEAR = 6  # blocks among which the file's own title and author are looked for
_CORE = "docProps/core.xml"
_DUBLIN = "{http://purl.org/dc/elements/1.1/}"


def read(source: Source, asked: Asked) -> Iterator[Found | Bad]:
    """The one article of a Word file, or the many of a Nexis export. Raises Fault for a damaged or hostile one."""
    archive = packages.opened(source.file, MAIN)
    packages.check(archive)
    blocks = _blocks(_html(source.file), asked.language)
    if is_export(lines := [one["text"] for one in blocks]):
        yield from articles_in(lines, asked.language)
        return
    yield found_in(blocks, _fields(archive, blocks))


def _html(file: BinaryIO) -> lxml.html.HtmlElement:
    try:
        unnamed = wordxml.plain(file)  # mammoth takes the name of an open file for a path, and it may be a number
        converted = mammoth.convert_to_html(
            unnamed, convert_image=_no_image, style_map=STYLES, external_file_access=False
        )
        return lxml.html.fragment_fromstring(converted.value, create_parent="div")
    except RecursionError:
        raise packages.too_deep() from None
    except (OSError, KeyError, ValueError, AttributeError, IndexError, TypeError, etree.LxmlError):
        raise packages.damaged() from None  # what mammoth trips over when a part is missing or malformed


@mammoth.images.img_element  # type: ignore[untyped-decorator]
def _no_image(_image: object) -> dict[str, str]:
    return {"src": ""}


def _blocks(tree: lxml.html.HtmlElement, language: str) -> list[Block]:
    for marker in tree.xpath(".//a[starts-with(@id, 'footnote-ref') or starts-with(@id, 'endnote-ref')]"):
        marker.drop_tree()
    for back in tree.xpath(".//a[starts-with(@href, '#footnote-ref') or starts-with(@href, '#endnote-ref')]"):
        back.drop_tree()
    lines = Lines(spaces=True, language=language).of(tree)
    return [block_of(one.text, gap=_gap(one, after)) for one, after in zip_longest(lines, lines[1:])]


def _gap(line: Line, after: Line | None) -> str:
    """One line break inside a paragraph, a list or a table, a blank line elsewhere."""
    if after is None or line.holder is after.holder:
        return "\n"
    same = line.holder.tag in ("li", "tr") and after.holder.tag == line.holder.tag
    return "\n" if same else "\n\n"


def _fields(archive: ZipFile, blocks: list[Block]) -> dict[str, str]:
    """Title and author, if the text itself has them near its beginning: templates leave those of other files."""
    if _CORE not in archive.NameToInfo:
        return {}
    core = etree.fromstring(archive.read(_CORE), etree.XMLParser(resolve_entities=False, no_network=True))
    title, author = (" ".join((core.findtext(_DUBLIN + name) or "").split()) for name in ("title", "creator"))
    begins = [folded(one["text"]) for one in blocks[:NEAR]]
    fields = {"title": title} if title and folded(title) in begins else {}
    if author and any(folded(author) in one for one in begins):
        fields["byline"] = author
    return fields
