"""The items of an upload: made from what was read, counted, and turned into drafts again. It writes nothing."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

import msgspec
from psycopg.types.json import Jsonb

from annotator.intake.blocks import Block, blocks_of, digest_of, section_of, text_of, title_of
from annotator.intake.found import Bad, Found, Reading
from articles.access import Refusal
from articles.drafts import Draft, Fault
from articles.models import Upload, UploadItem
from articles.storing import Fate, storable
from articles.texts import canonical
from articles.words import _

MOST_REFUSED = 10_000
MOST_ARTICLES = 2_000_000
MOST_CHARACTERS = 2_000_000  # of text in one batch
COLUMNS = (
    *("upload_id", "ordinal", "line", "state", "title", "text_sha256", "blocks", "metadata"),
    *("code", "reason", "duplicate_of_id", "article_id", "place", "readings", "notes"),
)
State = UploadItem.State
_FIELDS = ("external_id", "outlet", "byline", "section", "url", "language", "licence")


def proposal(one: Found | Bad, upload: Upload) -> UploadItem:
    """What a person is asked about: the text in blocks, the fields beside it, the readings that came with it."""
    if isinstance(one, Bad):
        return refused(one)
    try:
        blocks = _blocks(one)
    except Refusal as no:
        return refused(Bad(one.line, no.code, no.message, one.place), one.draft.title)
    item = UploadItem(line=one.line, place=one.place, state=State.PROPOSED, blocks=blocks, metadata=as_json(one.draft))
    item.title = one.draft.title or title_of(blocks)
    item.metadata["section"] = one.draft.section or section_of(blocks)
    item.metadata["language"] = one.draft.language or upload.language
    item.text_sha256 = digest_of(blocks)
    item.readings, item.notes = msgspec.to_builtins(one.readings), list(one.notes)
    return item


def _blocks(one: Found) -> list[Block]:
    text = storable(one.draft.text)
    if one.readings:
        return [Block(text=text, keep=True, why="")]  # offsets point into it: it stays one piece
    if one.blocks is None:
        return blocks_of(text, one.draft.title)
    return [Block(**{**block, "text": canonical(block["text"])}) for block in one.blocks]


def readings_of(item: UploadItem) -> list[Reading]:
    """The readings that came with a proposed item."""
    return msgspec.convert(item.readings, list[Reading])


def stored(one: Found, fate: Fate) -> UploadItem:
    """What became of an article that nobody is asked about."""
    title = fate.draft.title
    if fate.code:
        return refused(Bad(one.line, fate.code, fate.reason, one.place), title)
    item = UploadItem(line=one.line, place=one.place, state=State.ADDED, title=title, article_id=fate.article)
    item.text_sha256, item.notes = fate.digest, list(one.notes)
    item.code, item.duplicate_of_id = "" if fate.is_new else "already_there", fate.same_text
    return item


def refused(bad: Bad, title: str = "") -> UploadItem:
    """What cannot become an article, with the sentence that says why."""
    return UploadItem(
        line=bad.line, place=bad.place, state=State.REFUSED, code=bad.code, reason=bad.reason, title=title
    )


def row(upload: Upload, ordinal: int, item: UploadItem) -> list[Any]:
    """The item as COPY takes it, in the order of COLUMNS."""
    return [
        *(upload.pk, ordinal, item.line, item.state, item.title, item.text_sha256),
        *(Jsonb(item.blocks), Jsonb(item.metadata)),
        *(item.code, item.reason, item.duplicate_of_id, item.article_id, item.place),
        *(Jsonb(item.readings), Jsonb(item.notes)),
    ]


def draft_of_item(item: UploadItem) -> Draft:
    """The article an item proposes, with its ticks as they are."""
    given = item.metadata
    at = given.get("published_at")
    return Draft(
        text=text_of(item.blocks),
        title=item.title,
        published_at=datetime.fromisoformat(at) if at else None,
        metadata=given.get("metadata", {}),
        **{name: given.get(name, "") for name in _FIELDS},
    )


def as_json(draft: Draft) -> dict[str, Any]:
    """The fields of a draft as an item keeps them."""
    at = draft.published_at.isoformat() if draft.published_at else None
    return {**{name: getattr(draft, name) for name in _FIELDS}, "published_at": at, "metadata": draft.metadata}


def tally(counts: dict[str, int], items: Iterable[UploadItem]) -> None:
    """Count what was found, and stop at a file made to fill the disk."""
    for item in items:
        name = "known" if item.code == "already_there" else item.state
        counts[name] = counts.get(name, 0) + 1
    if counts.get(State.REFUSED, 0) > MOST_REFUSED:
        raise Fault(
            "too_many_refused",
            _("More than %(most_refused)s entries are no articles; nothing was stored.")
            % {"most_refused": f"{MOST_REFUSED:,}"},
        )
    if sum(counts.values()) > MOST_ARTICLES:
        raise Fault(
            "too_many_articles",
            _("A file may hold %(most_articles)s articles; nothing was stored.")
            % {"most_articles": f"{MOST_ARTICLES:,}"},
        )


def batches(found: Iterable[Found | Bad], size: int) -> Iterator[list[Found | Bad]]:
    """Lists of at most `size` whose texts together stay within MOST_CHARACTERS, or one article more."""
    batch: list[Found | Bad] = []
    room = MOST_CHARACTERS
    for one in found:
        batch.append(one)
        room -= len(one.draft.text) if isinstance(one, Found) else 0
        if len(batch) == size or room <= 0:
            yield batch
            batch, room = [], MOST_CHARACTERS
    if batch:
        yield batch
