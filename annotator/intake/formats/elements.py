"""XML of strangers: parsed without entities, network or end, and the bodies in it read as blocks. Pure."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import lxml.html
from lxml import etree

from annotator.intake.blocks import Block
from annotator.intake.formats import packages
from annotator.intake.formats.fields import drafted
from annotator.intake.formats.layout import block_of, found_in
from annotator.intake.formats.markup import Lines
from annotator.intake.found import Found
from articles.drafts import Fault
from articles.words import _

_BREAKING = frozenset(
    (
        *(
            "p",
            "hl1",
            "hl2",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "block",
            "bq",
            "blockquote",
            "q-block",
            "li",
            "dt",
            "dd",
        ),
        *(
            "ul",
            "ol",
            "dl",
            "table",
            "tr",
            "td",
            "th",
            "br",
            "hr",
            "pre",
            "fn",
            "ednote",
            "note",
            "media",
            "media-caption",
        ),
        *("div", "section", "article", "figure", "figcaption", "caption", "body", "body.content", "credit", "abstract"),
    )
)
_SILENT = frozenset(("media-producer", "media-metadata", "media-object", "script", "style", "ednote"))
_CAPTIONS = frozenset(("media-caption", "figcaption"))
_BLANK = re.compile(r"[ \t\n\r\f\v]+")  # not the spaces that newsrooms set on purpose
DEEPEST = 200


def xml(content: bytes) -> Any:
    """The root of an XML document. Raises Fault for one that is broken, nested too deeply or declares entities."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False, recover=False
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None) or 1
        raise Fault(
            "bad_xml", _("This is not valid XML; the mistake is near line %(number)s.") % {"number": f"{line:,}"}
        ) from None
    subset = root.getroottree().docinfo.internalDTD
    if subset is not None and (
        next(subset.iterentities(), None) is not None or next(root.iter(etree.Entity), None) is not None
    ):
        raise Fault("bad_xml", _("This XML uses entities of its own, which are not read. Save it without them."))
    return root


def name_of(element: Any) -> str:
    """A tag without its namespace; empty for a comment or an instruction."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def every(element: Any, path: str) -> Iterator[Any]:
    """The elements at a path of names without namespaces, such as "head/docdata"; ".//x" looks at any depth."""
    steps = "/".join(f"*[local-name()='{step}']" for step in path.removeprefix(".//").split("/"))
    yield from element.xpath(f".//{steps}" if path.startswith(".//") else f"./{steps}")


def first(element: Any, path: str) -> Any:
    """The first of `every`; None without one."""
    return next(every(element, path), None) if element is not None else None


def line_of(element: Any) -> str:
    """All text in an element on one line; empty for None."""
    return " ".join("".join(element.itertext(tag=None)).split()) if element is not None else ""


def article(
    number: int, blocks: Iterable[Block], found: Mapping[str, object], metadata: Mapping[str, Any], language: str
) -> Found:
    """An article of these blocks; a field that is no good is dropped with a note. Raises Fault without text."""
    draft, notes = drafted("", found, metadata, language)
    whole = found_in(tuple(blocks), {"title": draft.title}, notes)
    return replace(whole, line=number, draft=replace(draft, text=whole.draft.text))


def blocks_of_html(content: str, language: str) -> list[Block]:
    """The body of an article in HTML, as a feed or an agency sends it: everything it says, furniture unticked."""
    parser = lxml.html.HTMLParser(remove_comments=True, remove_pis=True, no_network=True, huge_tree=False)
    try:
        root = lxml.html.document_fromstring(f"<div>{content}</div>".replace("\x00", ""), parser=parser)
        return [block_of(line.text) for line in Lines(language=language).of(root)]
    except RecursionError:
        raise packages.too_deep() from None
    except (etree.LxmlError, ValueError):
        return []


def blocks_of_text(text: str) -> list[Block]:
    return [block_of(line.strip()) for line in text.splitlines() if line.strip()]


def blocks_of(root: Any) -> list[Block]:
    """The paragraphs in an element, in order; what begins and ends one is said by the names of the tags."""
    return [block_of(text, keep=not caption, why="caption" if caption else "") for text, caption in _paragraphs(root)]


def _paragraphs(root: Any) -> Iterator[tuple[str, bool]]:
    pieces: list[str] = []
    silent = captions = level = 0
    for event, element in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        tag = name_of(element).lower()
        step = {"start": 1, "end": -1}.get(event, 0)
        level += step
        if level > DEEPEST:
            raise packages.too_deep()
        if tag in _BREAKING and (text := _flushed(pieces)):
            yield text, captions > 0
        silent += step * (tag in _SILENT)
        captions += step * (tag in _CAPTIONS)
        said = element.text if step == 1 else element.tail if element is not root else ""
        if said and not silent:
            pieces.append(said)
    if text := _flushed(pieces):
        yield text, False


def _flushed(pieces: list[str]) -> str:
    text = _BLANK.sub(" ", "".join(pieces)).strip(" ")
    pieces.clear()
    return text
