"""A saved web page: the article in blocks, and what stands between them unticked. Pure.

Trafilatura judges which lines are the article's and which are comments. The lines themselves are the page's own, so
that a repeated paragraph, a quoted post or an unusual element is shown even where the judge overlooks it.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import lxml.html
from lxml import etree
from lxml.html import HtmlElement
from trafilatura import bare_extraction

from annotator.intake import encodings, furniture
from annotator.intake.blocks import Block
from annotator.intake.formats import packages
from annotator.intake.formats.layout import block_of, found_in
from annotator.intake.formats.markup import Line, Lines, around
from annotator.intake.formats.pagefields import fields_of_page
from annotator.intake.formats.source import Asked, Source
from annotator.intake.found import Found
from articles.drafts import Fault
from articles.words import _

DEEPEST = 200  # levels; pages of newspapers stay below 60
LONG = 25  # letters after which a line is found again inside a longer one
MOST_ELEMENTS = 30_000  # pages of newspapers have 2,000 to 6,000
FAR = 30  # lines between a headline and the text below it
SHORTEST_HEADLINE = 12  # letters, where it is only a part of the page's title
LATE = 0.6  # how much of the article stands above the heading of its comments
SMALL_SHARE = 0.25  # what holds more of the article than this is no box beside it, whatever it is called
LINKS = 0.6
LONGEST_LINKS = 200
_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")
_NO_LETTER = re.compile(r"[\W_]+")
_INLINE = frozenset({"hi", "ref", "del", "code"})
_BESIDE = frozenset({"nav", "aside", "footer", "form", "button", "menu", "dialog"})
_ROLES = frozenset({"navigation", "complementary", "banner", "contentinfo", "search", "dialog", "form"})
_BOX = re.compile(
    r"(?:^|[\s_-])(?:related|promo|newsletter|share|sharing|social|recirc|outbrain|taboola|advert|advertisement|ads?|"
    r"cookie|consent|breadcrumbs?|most-read|mostread|popular|trending|sidebar|subscribe|paywall|toolbar|tags)"
    r"(?:$|[\s_-])",
    re.IGNORECASE,
)
_COMMENTS = re.compile(r"(?:^|[\s_-])(?:comments?|disqus\w*|commentlist|kommentare?)(?:$|[\s_-])", re.IGNORECASE)
_STANDFIRST = re.compile(r"standfirst|\bdek\b|subtitle|subhead|summary|\blede\b|\bintro|teaser", re.IGNORECASE)
_WRITTEN = frozenset({"p", "li", "h2", "h3", "h4", "h5", "h6", "pre", "tr", "dd", "dt", "blockquote", "q"})


def read(source: Source, asked: Asked) -> Iterator[Found]:
    """The article of a page. Raises Fault where there is none, or the page cannot be read."""
    encoding = asked.encoding or encodings.detect(source.file, language=asked.language)
    text = b"".join(encodings.chunks(source.file)).decode(encoding, "replace").removeprefix("\ufeff")
    yield page(text, asked.language)


def page(text: str, language: str = "") -> Found:
    """The article of a page that is decoded already."""
    notes = [_("Some characters of this page could not be read.")] if "\ufffd" in text else []
    tree = _tree(text)
    document = bare_extraction(
        tree,
        include_links=True,
        with_metadata=True,
        date_extraction_params={"original_date": True, "extensive_search": False},
    )
    if document is None or isinstance(document, dict):
        raise Fault("no_text", _("No article was found on this page. Copy its text and paste it instead."))
    fields = fields_of_page(tree, document, text)
    lines = Lines(language=str(fields.get("language") or language)).of(tree)
    first, blocks = _blocks(lines, _Judged.of(document), (str(fields["title"]), tree.findtext(".//title") or ""))
    if first is not None:
        fields["title"] = lines[first].text
    return found_in(blocks, fields, notes)


def _tree(text: str) -> HtmlElement:
    parser = lxml.html.HTMLParser(remove_comments=True, remove_pis=True, no_network=True, huge_tree=False)
    try:
        tree = lxml.html.document_fromstring(_DECLARATION.sub("", text).replace("\x00", ""), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError):
        raise Fault("no_text", _("No article was found on this page. Copy its text and paste it instead.")) from None
    level = 0
    for count, (event, _element) in enumerate(etree.iterwalk(tree, events=("start", "end")), 1):
        level += 1 if event == "start" else -1
        if level > DEEPEST:
            raise packages.too_deep()
        if count > 2 * MOST_ELEMENTS:
            raise Fault("too_many_elements", _("This page has far more on it than an article. Paste its text instead."))
    return tree


@dataclass(frozen=True, slots=True)
class _Judged:
    """What the judge keeps and what it calls a comment: each line as its letters alone, and all of them in a row."""

    kept: frozenset[str]
    comments: frozenset[str]
    body: str
    said: str

    @classmethod
    def of(cls, document: object) -> "_Judged":
        body, said = (_lines_of(getattr(document, name)) for name in ("body", "commentsbody"))
        return cls(frozenset(body), frozenset(said), "".join(body), "".join(said))

    def keeps(self, letters: str) -> bool:
        return letters in self.kept or (len(letters) >= LONG and letters in self.body)

    def is_comment(self, letters: str) -> bool:
        return not self.keeps(letters) and (letters in self.comments or (len(letters) >= LONG and letters in self.said))


def _lines_of(root: HtmlElement | None) -> list[str]:
    """The letters of each line in what Trafilatura found. `lb` ends a line, as every element but the inline ones."""
    lines = [""]
    if root is None:
        return []
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if element.tag not in _INLINE:
            lines.append("")
        lines[-1] += (element.text if event == "start" else element.tail) or ""
    return [found for line in lines if (found := letters_of(line))]


def letters_of(text: str) -> str:
    """Only letters and digits, small and composed: what survives every way to write out the same line."""
    return _NO_LETTER.sub("", unicodedata.normalize("NFC", text)).casefold()


def _blocks(lines: Sequence[Line], judged: _Judged, titles: Sequence[str]) -> tuple[int | None, list[Block]]:
    """Which line is the headline, and all from it, or from the first one kept, to the last one kept.

    The judge's comments come too, wherever they stand.
    """
    letters = [letters_of(line.text) for line in lines]
    anchors = [at for at, one in enumerate(letters) if len(one) >= LONG and judged.keeps(one)]
    kept = {at for at, one in enumerate(letters) if one and judged.keeps(one)}
    if anchors:
        first, last = anchors[0], anchors[-1]
        while last + 1 in kept and not lines[last + 1].linked:
            last += 1
    else:
        first, last = min(kept, default=0), max(kept, default=-1)
    headline = _headline(lines, first, titles)
    first = first if headline is None else headline
    sorted_out = _Sorted(lines, letters, judged, {at for at in kept if first <= at <= last} | {first})
    blocks = [sorted_out.block(at) for at in range(first, last + 1)]
    later = [sorted_out.block(at) for at in range(last + 1, len(lines)) if judged.is_comment(letters[at])]
    return headline, blocks + later


def _headline(lines: Sequence[Line], first: int, titles: Sequence[str]) -> int | None:
    """Where the headline stands: the nearest line at or above the first one kept that the page's title contains."""
    same = [letters_of(title) for title in titles]
    for at in range(min(first, len(lines) - 1), max(first - FAR, -1), -1):
        letters = letters_of(lines[at].text)
        named = letters in same or (len(letters) >= SHORTEST_HEADLINE and any(letters in one for one in same))
        if letters and named and lines[at].linked < len(lines[at].text):
            return at
    return None


class _Sorted:
    """Says of each line between the first and the last of the article whether it is the article's, and why not."""

    def __init__(self, lines: Sequence[Line], letters: Sequence[str], judged: _Judged, kept: set[int]) -> None:
        self._lines, self._letters, self._judged, self._kept = lines, letters, judged, kept
        self._size = sum(len(lines[at].text) for at in kept)
        self._written = {lines[at].text for at in kept}
        self._shares: dict[HtmlElement, int] = {}
        for at in kept:
            for element in around(lines[at].holder):
                self._shares[element] = self._shares.get(element, 0) + len(lines[at].text)
        self._parents = {lines[at].holder.getparent() for at in kept if len(letters[at]) >= LONG}
        self._discussion = self._comments_from()

    def block(self, at: int) -> Block:
        line = self._lines[at]
        reason = self._reason(at)
        gap = "\n" if line.breaks == 1 or _listed(line, self._lines[at + 1 : at + 2]) else "\n\n"
        return block_of(line.text, keep=not reason, why=reason, gap=gap)

    def _reason(self, at: int) -> str:
        line = self._lines[at]
        if at >= self._discussion or self._judged.is_comment(self._letters[at]) or self._inside(line, _COMMENTS):
            return "comments" if furniture.why(line.text) == "comments" else "comment"
        if reason := furniture.why(line.text):
            return reason
        if line.linked > LINKS * len(line.text) and len(line.text) < LONGEST_LINKS:
            return "links"
        if any(element.tag == "figcaption" for element in around(line.holder)):
            return "caption"
        if self._beside(line):
            return "beside"
        return "" if at in self._kept or self._overlooked(line) else "beside"

    def _overlooked(self, line: Line) -> bool:
        """Whether a line the judge dropped reads on with those it kept."""
        if line.holder.tag == "h1" or line.text in self._written:
            return True
        for element in around(line.holder):
            if _STANDFIRST.search(element.get("class", "")):
                return True
            if element.getparent() in self._parents:
                return line.holder.tag in _WRITTEN or element.tag == "blockquote" or line.holder is element.getparent()
        return line.holder in self._parents

    def _beside(self, line: Line) -> bool:
        for element in around(line.holder):
            named = element.tag in _BESIDE or element.get("role", "") in _ROLES
            if (named or _BOX.search(_names(element))) and self._is_small(element):
                return True
        return False

    def _inside(self, line: Line, names: re.Pattern[str]) -> bool:
        return any(names.search(_names(element)) and self._is_small(element) for element in around(line.holder))

    def _is_small(self, element: HtmlElement) -> bool:
        return self._shares.get(element, 0) <= SMALL_SHARE * self._size

    def _comments_from(self) -> int:
        """The heading under which only readers speak: one that stands below most of the article."""
        read = 0
        for at, line in enumerate(self._lines):
            read += len(line.text) if at in self._kept else 0
            if read >= LATE * self._size and furniture.why(line.text) == "comments":
                return at
        return len(self._lines)


def _names(element: HtmlElement) -> str:
    return f"{element.get('class', '')} {element.get('id', '')}"


def _listed(line: Line, after: Sequence[Line]) -> bool:
    return bool(after) and line.holder.tag in ("li", "tr") and after[0].holder.tag == line.holder.tag
