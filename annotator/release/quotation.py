"""Whether somebody's words are given word for word: read off the quotation marks. Pure."""

from collections.abc import Sequence
from typing import Literal

Form = Literal["direct", "mixed", "indirect"]
Fragments = Sequence[tuple[int, int]]

# Opening mark, and what may close it: English, German, French, Swedish, Polish, Russian, Chinese, Japanese and more.
CLOSED_BY = {
    **{"“": "”", "„": "“”", "”": "”", "«": "»", "»": "«»", "‹": "›", "›": "‹›", "‘": "’", "‚": "‘’"},
    **{"「": "」", "『": "』", "《": "》", "〈": "〉", "〝": "〞〟", '"': '"', "＂": "＂"},
}
CLOSERS = frozenset("".join(CLOSED_BY.values()))
ALSO_APOSTROPHES = frozenset("‘’")
NEED_A_GAP_BEFORE = frozenset('”»›‘"＂')  # they also close, or shorten a word: within or after a word they do not open


def form_of(text: str, fragments: Fragments) -> Form:
    """direct when every word of the fragments stands within quotation marks, mixed when some do.

    `text` is the whole article: a quotation may have opened before the fragments, and one that is never closed
    runs to the end of its paragraph, as quotations of several paragraphs do.
    """
    quoted = [
        at in inside
        for start, end in fragments
        for inside in [_quoted(text, start, end)]
        for at in range(start, end)
        if text[at].isalnum()
    ]
    if not any(quoted):
        return "indirect"
    return "direct" if all(quoted) else "mixed"


def _quoted(text: str, start: int, end: int) -> set[int]:
    """The positions within quotation marks, in the paragraphs from `start` to `end`."""
    begin = text.rfind("\n", 0, start) + 1
    found: set[int] = set()
    for paragraph in text[begin : _end_of_paragraph(text, end)].split("\n"):
        for first, last in quotations(paragraph.replace("''", '"\0').replace("``", '"\0')):
            found.update(range(begin + first, begin + last))
        begin += len(paragraph) + 1
    return found


def quotations(paragraph: str) -> list[tuple[int, int]]:
    """Where something is quoted, marks included; what lies inside another quotation may come on its own, too."""
    found, opened = [], list[tuple[str, int]]()
    for at, mark in enumerate(paragraph):
        match = next((one for one in reversed(opened) if mark in CLOSED_BY[one[0]]), None)
        if match and not _apostrophe(paragraph, at):
            del opened[opened.index(match) :]
            found.append((match[1], at + 1))
        elif mark in CLOSED_BY and _opens(paragraph, at):
            opened.append((mark, at))
    open_ended = [at for mark, at in opened if mark not in ALSO_APOSTROPHES]
    return [*found, *((at, len(paragraph)) for at in open_ended[:1])]


def _opens(paragraph: str, at: int) -> bool:
    if paragraph[at] in NEED_A_GAP_BEFORE and at and not _gap(paragraph[at - 1]):
        return False
    return at + 1 < len(paragraph)


def _gap(before: str) -> bool:
    return before.isspace() or before in CLOSED_BY or before in "([{—–-:;,/\0"


def _apostrophe(paragraph: str, at: int) -> bool:
    """don’t, ’90s: a mark before a letter or digit does not close."""
    return paragraph[at] in ALSO_APOSTROPHES and paragraph[at + 1 : at + 2].isalnum()


def _end_of_paragraph(text: str, end: int) -> int:
    found = text.find("\n", max(end - 1, 0))
    return len(text) if found < 0 else found
