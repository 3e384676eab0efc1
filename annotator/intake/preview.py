"""What the page of one proposed article shows: its blocks, what it repeats, how it was read. It only reads."""

from dataclasses import dataclass
from typing import Any

from annotator.intake import furniture
from annotator.intake.blocks import TITLE, Block
from annotator.intake.encodings import CERTAIN, CHOICES
from articles.models import Article, Upload, UploadItem
from articles.words import _, gettext_noop

SHOWN = 500  # blocks: a form may have a thousand fields
REASONS = {**furniture.REASONS, TITLE: gettext_noop("The title was not in the text; it goes first")}


@dataclass(frozen=True)
class Shown:
    """One block with its tick, its number in the item and why it is as it is."""

    number: int
    text: str
    keep: bool
    reason: str
    is_title: bool


@dataclass(frozen=True)
class Preview:
    """One item as its page shows it."""

    item: UploadItem
    blocks: list[Shown]
    hidden: int
    article: Article | None
    twin: UploadItem | None

    @property
    def further(self) -> list[tuple[str, Any]]:
        """The free metadata, name by name."""
        return list(self.item.metadata.get("metadata", {}).items())

    @property
    def kept(self) -> int:
        return sum(block.keep for block in self.blocks)


def preview_of(item: UploadItem) -> Preview:
    """The item, the article that has its text already, and the entry of the same file that does."""
    twins = UploadItem.objects.filter(upload=item.upload_id, state=UploadItem.State.PROPOSED)
    twin = twins.filter(text_sha256=item.text_sha256, ordinal__lt=item.ordinal).order_by("ordinal").first()
    return Preview(item, shown(item.blocks), max(0, len(item.blocks) - SHOWN), item.duplicate_of, twin)


def shown(blocks: list[Block]) -> list[Shown]:
    """The first blocks, the one that is the headline marked."""
    headline = next((number for number, block in enumerate(blocks) if block["keep"]), None)
    return [
        Shown(number, block["text"], block["keep"], _(REASONS.get(block["why"], "")), number == headline)
        for number, block in enumerate(blocks[:SHOWN])
    ]


def twins_on(items: list[UploadItem]) -> set[int]:
    """Of these items, those whose text an earlier one of the same upload proposes as well."""
    if not items:
        return set()
    digests = [item.text_sha256 for item in items if item.state == UploadItem.State.PROPOSED]
    proposed = UploadItem.objects.filter(upload=items[0].upload_id, state=UploadItem.State.PROPOSED)
    first: dict[str, int] = {}
    same = proposed.filter(text_sha256__in=digests).order_by("text_sha256", "ordinal").distinct("text_sha256")
    first.update(same.values_list("text_sha256", "pk"))
    return {item.pk for item in items if first.get(item.text_sha256, item.pk) != item.pk}


def encoding_of(upload: Upload) -> dict[str, Any]:
    """The name of the encoding, and whether it is worth a doubt."""
    return {"name": CHOICES.get(upload.encoding, upload.encoding), "sure": upload.encoding == CERTAIN}
