"""What the page of one proposed article shows: its blocks, what it repeats, how it was read. It only reads."""

from dataclasses import dataclass
from typing import Any

from annotator.intake import furniture
from annotator.intake.blocks import TITLE, Block, text_of
from annotator.intake.encodings import CERTAIN, CHOICES
from annotator.intake.formats.registry import BY_NAME
from articles.library.alike import Alike, similar_to
from articles.models import Article, Project, Upload, UploadItem
from articles.words import _, gettext_noop

UNIT_ASKED = ("ambiguous_offsets", "offsets_do_not_fit")
ENCODING_ASKED = ("unknown_encoding", "wrong_encoding")
COLUMNS_ASKED = ("no_text_column", "unknown_column")
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
    near: Alike | None

    @property
    def further(self) -> list[tuple[str, Any]]:
        """The free metadata, name by name."""
        return list(self.item.metadata.get("metadata", {}).items())

    @property
    def readings(self) -> list[dict[str, Any]]:
        """Who annotated it, and how much."""
        given = self.item.readings
        return [
            {"who": one["annotator"] or one["tool"], "spans": len(one["marks"]), "links": len(one["links"])}
            for one in given
        ]

    @property
    def kept(self) -> int:
        return sum(block.keep for block in self.blocks)


def preview_of(item: UploadItem) -> Preview:
    """The item, the article that has its text or almost its text, and the entry of the same file that has it."""
    twins = UploadItem.objects.filter(upload=item.upload_id, state=UploadItem.State.PROPOSED)
    twin = twins.filter(text_sha256=item.text_sha256, ordinal__lt=item.ordinal).order_by("ordinal").first()
    near = near_on([item], item.upload.project).get(item.pk)
    return Preview(item, shown(item.blocks), max(0, len(item.blocks) - SHOWN), item.duplicate_of, twin, near)


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


def kind_of(upload: Upload) -> str:
    """The format of a file in words; empty when it is not known."""
    kind = BY_NAME.get(upload.format)
    return _(kind.label) if kind else ""


def near_on(items: list[UploadItem], project: Project) -> dict[int, Alike]:
    """For each of these items that is still proposed and repeats nothing, the article that is almost its text.

    One query for all of them; only what is ticked is compared.
    """
    asked = [item for item in items if item.state == UploadItem.State.PROPOSED and item.duplicate_of_id is None]
    found = similar_to([text_of(item.blocks) for item in asked], project)
    return {asked[position].pk: alike[0] for position, alike in found.items()}


def how_read(upload: Upload, code: str = "") -> dict[str, Any]:
    """How the bytes were read, what is worth a doubt, and what can be chosen: `code` says why they were not."""
    kind = BY_NAME.get(upload.format)
    coded = kind is None or kind.coded
    return {
        "kind": kind_of(upload),
        "coded": coded or upload.format == "zip",
        "encoding": _(CHOICES.get(upload.encoding, upload.encoding)) if coded and upload.encoding else "",
        "sure": not coded or upload.encoding == CERTAIN,
        "columns": bool((upload.report.get("columns") or {}).get("names")),
        "units": "labels" in upload.report or code in UNIT_ASKED,
        "labels": upload.report.get("labels"),
        "can_be_mended": code in UNIT_ASKED or code in ENCODING_ASKED or code in COLUMNS_ASKED,
    }
