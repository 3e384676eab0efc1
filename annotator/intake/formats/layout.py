"""From blocks with ticks to what a reader finds: title, fields and limits, the same for every layout format. Pure."""

import re
from collections.abc import Iterable, Mapping, Sequence

from annotator.intake import furniture
from annotator.intake.blocks import LOOKED_AT, TITLE, Block, text_of
from annotator.intake.formats.fields import leniently
from annotator.intake.formats.packages import too_many_lines
from annotator.intake.found import Found
from articles.drafts import Draft, Fault
from articles.texts import MAX_CHARACTERS, MAX_LINES, canonical
from articles.words import _

PARAGRAPH = "\n\n"
SOFT_HYPHEN = "\u00ad"  # unseen, and nobody who searches for the word types it


def block_of(text: str, *, keep: bool = True, why: str = "", gap: str = PARAGRAPH) -> Block:
    """A block; furniture is recognised and unticked unless a reason is given. Hints where a word may be parted go."""
    text = text.replace(SOFT_HYPHEN, "")
    reason = why or furniture.why(text)
    block = Block(text=text, keep=keep and not (reason and not why), why=reason)
    if gap != "\n":
        block["gap"] = gap
    return block


def found_in(blocks: Sequence[Block], fields: Mapping[str, object], notes: Iterable[str] = ()) -> Found:
    """One article of these blocks. A title that stands in none of the first is put above them, ticked.

    A field that is no good is dropped and said in the notes. Raises Fault without text, and for too much of it.
    """
    cleaned, dropped = leniently(fields)
    kept = [Block(**{**one, "text": text}) for one in blocks if (text := canonical(one["text"]).strip())]
    if not any(one["keep"] for one in kept):
        raise Fault("no_text", _("There is no text of an article in this file."))
    if len(kept) > MAX_LINES:
        raise too_many_lines()
    if sum(len(one["text"]) for one in kept) > MAX_CHARACTERS:
        raise Fault(
            "too_long",
            _("This file has more than %(number)s characters. Cut it into several.")
            % {"number": f"{MAX_CHARACTERS:,}"},
        )
    title = cleaned["title"]
    if title and folded(title) not in {folded(one["text"]) for one in kept[:LOOKED_AT]}:
        kept.insert(0, block_of(title, why=TITLE))
    return Found(1, Draft(text=text_of(kept), **cleaned), blocks=tuple(kept), notes=(*notes, *dropped))


def folded(text: str) -> str:
    """The text as two blocks are compared: letters in small, one space."""
    return re.sub(r"\s+", " ", text).strip().casefold()
