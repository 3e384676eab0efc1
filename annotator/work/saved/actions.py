"""Keeping, renaming and dropping filters."""

from urllib.parse import parse_qsl, urlencode

from django.db import IntegrityError, transaction

from annotator.work.forms import LibraryForm
from annotator.work.models import SavedFilter
from articles.access import Can, Refusal, require, require_scope
from articles.models import Project, User
from articles.paging import refuse_unknown
from articles.words import _

LONGEST_NAME = 60
LONGEST_QUERY = 2000
MOST_SAVED = 100


@transaction.atomic
def save_filter(project: Project, *, name: str, query: str, by: User, shared: bool = False) -> SavedFilter:
    """Keep a query of the library under a name. For oneself; a manager may share it with everybody."""
    require(by, Can.READ, project)
    _may_keep(project, by, shared)
    if SavedFilter.objects.filter(project=project, by=by).count() >= MOST_SAVED:
        raise Refusal(
            "too_many_filters",
            _("There are %(most)s saved filters already; delete one first.") % {"most": MOST_SAVED},
        )
    try:
        with transaction.atomic():
            return SavedFilter.objects.create(
                project=project, by=by, name=_named(name), query=_understood(query), shared=shared
            )
    except IntegrityError:
        raise _taken() from None


@transaction.atomic
def rename_filter(saved: SavedFilter, *, name: str, by: User) -> SavedFilter:
    """Give a filter another name: one's own, or for managers a shared one."""
    _require_hold(saved, by)
    saved.name = _named(name)
    try:
        with transaction.atomic():
            saved.save(update_fields=["name"])
    except IntegrityError:
        raise _taken() from None
    return saved


@transaction.atomic
def delete_filter(saved: SavedFilter, *, by: User) -> None:
    """Drop a filter: one's own, or for managers a shared one."""
    _require_hold(saved, by)
    saved.delete()


def _require_hold(saved: SavedFilter, by: User) -> None:
    require(by, Can.READ, saved.project)
    _may_keep(saved.project, by, shared=saved.by_id != by.pk)


def _may_keep(project: Project, by: User, shared: bool) -> None:
    if shared:
        require(by, Can.MANAGE, project)
    require_scope(by, Can.COMMENT)  # a token that only reads keeps nothing


def _named(name: str) -> str:
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME or "\x00" in name:
        raise Refusal("bad_name", _("A filter has a name of at most %(most)s characters.") % {"most": LONGEST_NAME})
    return name


def _understood(query: str) -> str:
    """The query without what is empty and without a cursor. Raises 400 for a filter that there is not."""
    wanted = [(name, value) for name, value in parse_qsl(query.lstrip("?")) if name != "cursor"]
    refuse_unknown((name for name, _value in wanted), LibraryForm.base_fields)
    kept = urlencode(wanted)
    if not kept or len(kept) > LONGEST_QUERY or "%00" in kept:
        raise Refusal("no_filter", _("Set a filter before you save it."))
    return kept


def _taken() -> Refusal:
    return Refusal("name_taken", _("You have a filter with this name already."))
