"""A text as blocks with ticks, and ticked blocks as a text again. Pure.

Nothing is lost: with every block ticked the text is the one received, but for blank lines around it.
"""

import re
from collections.abc import Sequence
from typing import Required, TypedDict

from annotator.intake import furniture
from articles.texts import sha256_of

TITLE = "title"  # why a block is there that was not in the text: it was the title beside it
LONGEST_TITLE = 200
LOOKED_AT = 5  # blocks in which a title may stand, so that it is not put above them a second time
WRAPPED_AT = 100  # characters: whoever breaks lines by hand breaks them before this
_AROUND = re.compile(r"\A(?:[^\S\n]*\n)+|(?:\n[^\S\n]*)+\Z")
_LINE = re.compile(r"([^\n]+)(\n\s*\n|\n|$)")
_PARAGRAPH = re.compile(r"((?:[^\n]*\S[^\n]*\n?)+?)(\n\s*\n|\n?\s*$)")


class Block(TypedDict, total=False):
    """One block. `gap` is what stands between it and the next, when that is not one newline."""

    text: Required[str]
    keep: Required[bool]
    why: Required[str]
    gap: str


def blocks_of(text: str, title: str = "") -> list[Block]:
    """The text in blocks, furniture unticked; a title that is not among the first of them is put above, ticked."""
    found = [_block(*piece) for piece in _pieces(_AROUND.sub("", text))]
    if len(found) > 1 and (reason := furniture.why(found[0]["text"], first=True)):
        found[0]["keep"], found[0]["why"] = False, reason
    if not any(block["keep"] for block in found):
        found = [Block(**{**block, "keep": True, "why": ""}) for block in found]  # then it is no furniture
    if title and _same(title) not in {_same(block["text"]) for block in found[:LOOKED_AT]}:
        gap = {"gap": found[0]["gap"]} if found and "gap" in found[0] else {}
        found.insert(0, Block(text=title, keep=True, why=TITLE, **gap))  # type: ignore[typeddict-item]
    return found


def text_of(blocks: Sequence[Block]) -> str:
    """The text the ticks make: each ticked block and what stood after it, nothing after the last."""
    kept = [block for block in blocks if block["keep"]]
    return "".join(block["text"] + block.get("gap", "\n") for block in kept[:-1]) + "".join(
        block["text"] for block in kept[-1:]
    )


def digest_of(blocks: Sequence[Block]) -> str:
    return sha256_of(text_of(blocks))


def title_of(blocks: Sequence[Block]) -> str:
    """The first ticked block, if it is short enough for a headline and something follows it."""
    kept = [block["text"].strip() for block in blocks if block["keep"]]
    return kept[0] if len(kept) > 1 and len(kept[0]) <= LONGEST_TITLE and "\n" not in kept[0] else ""


def section_of(blocks: Sequence[Block]) -> str:
    """The section named above the headline, if any."""
    return next((block["text"].strip() for block in blocks[:1] if block["why"] == "section"), "")


def ticked(blocks: Sequence[Block], kept: set[int], shown: int, title: str) -> list[Block]:
    """The blocks as a person left them: of the first `shown`, those in `kept` are ticked; the title as edited."""
    changed = [Block(**block) for block in blocks]
    for number, block in enumerate(changed[:shown]):
        block["keep"] = number in kept
        if block["why"] == TITLE:
            block["text"] = title or block["text"]
    return changed


def _pieces(text: str) -> list[tuple[str, str]]:
    """Lines; or paragraphs, where somebody broke lines by hand and left blank ones between paragraphs."""
    lines = text.split("\n")
    blank = sum(not line.strip() for line in lines)
    wrapped = blank and len(lines) - blank >= 3 * (blank + 1) and max(map(len, lines)) <= WRAPPED_AT
    return [(found[1], found[2]) for found in (_PARAGRAPH if wrapped else _LINE).finditer(text)]


def _block(text: str, gap: str) -> Block:
    reason = furniture.why(text)
    block = Block(text=text, keep=not reason, why=reason)
    if gap not in ("\n", ""):
        block["gap"] = gap
    return block


def _same(text: str) -> str:
    return " ".join(text.split()).casefold()
