"""What became of every entry of a file, row by row. It only reads."""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet

from articles.formulas import guarded
from articles.models import UploadItem

COLUMNS = ("entry", "place", "line", "state", "title", "article", "code", "reason", "notes")


def rows(items: "QuerySet[UploadItem]") -> Iterator[list[Any]]:
    """One row an entry, in the order of COLUMNS; the sentences in English, as programs read them."""
    light = items.order_by("ordinal").defer("blocks", "readings", "metadata")
    for item in light.iterator(chunk_size=1000):
        told = [item.ordinal, guarded(item.place), item.line or "", item.state, guarded(" ".join(item.title.split()))]
        yield [*told, item.article_id or "", item.code, item.reason, "; ".join(item.notes)]
