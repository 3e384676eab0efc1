"""Pages of articles as the API gives them, from plain columns: a model and a serializer a row would cost most of it.

A test holds these rows against what the serializer `FoundRow` says.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from annotator.work.library import ORDERS, in_order
from articles.models import ArticleQuerySet, Project
from articles.paging import Page, read_page
from articles.searching import passages
from articles.segmenting import pairs

Json = dict[str, Any]
PAIRS = ("paragraphs", "sentences")
NO_COLUMNS = ("project", "snippet")


def page_of(articles: ArticleQuerySet, wanted: Mapping[str, Any], names: Sequence[str]) -> Page[Json]:
    """A page of columns: those behind `names`, and what the page is sorted by."""
    order = ORDERS[wanted["sort"]]
    columns = {name for name in names if name not in NO_COLUMNS} | {name.lstrip("-") for name in order} | {"pk"}
    return read_page(in_order(articles).values(*sorted(columns)), order=order, wanted=wanted)


def rows_of(page: Page[Json], names: Sequence[str], project: Project, words: str = "") -> list[Json]:
    """Each article of a page, by `names` in this order; with `words`, also where these stand."""
    found = [{**row, "project": project.slug} for row in page.rows]
    for name in PAIRS:
        for row in found if name in names else ():
            row[name] = pairs(row[name])
    if words and "snippet" in names:
        _show(found, words)
    return [{name: row[name] for name in names if name in row} for row in found]


def _show(rows: Sequence[Json], words: str) -> None:
    shown = passages([row["pk"] for row in rows], words)
    for row in rows:
        row["snippet"] = [piece._asdict() for piece in shown.get(row["pk"], [])]
