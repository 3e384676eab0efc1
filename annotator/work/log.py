"""The log of one reading, a page at a time: forward to catch up with it, backward to undo. Reads only."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from annotator.work.models import AnnotationSet, Change
from articles.access import Refusal
from articles.models import Membership, User
from articles.paging import refuse_unknown

A_PAGE = 200
NUMBERS = {"after": "a revision: a number from 0", "before": "a revision: a number from 0", "limit": "1 to 200"}


@dataclass(frozen=True)
class Asked:
    """Which part of a log: behind `after`, oldest first, or in front of `before`, newest first."""

    after: int
    before: int | None
    limit: int
    own: bool


def asked(given: Mapping[str, str]) -> Asked:
    """What a request's parameters ask for. Raises Refusal 400 for any that are not understood."""
    refuse_unknown(given, (*NUMBERS, "own"))
    numbers = {name: _number(name, given[name]) for name in NUMBERS if name in given}
    limit = numbers.get("limit", A_PAGE)
    if not 1 <= limit <= A_PAGE:
        raise Refusal("malformed", _("“limit” is %(what)s.") % {"what": NUMBERS["limit"]}, 400)
    if given.get("own", "1") != "1":
        raise Refusal("malformed", _("“own” is 1, or is left out."), 400)
    if "after" in numbers and "before" in numbers:
        raise Refusal("malformed", _("Ask for what is after a revision, or before one; not both."), 400)
    return Asked(numbers.get("after", 0), numbers.get("before"), limit, "own" in given)


def page(annotation_set: AnnotationSet, wanted: Asked, by: User) -> dict[str, Any]:
    """At most `wanted.limit` batches, how the reading stands now, and where the next page is."""
    codes: dict[int | None, str] = dict(
        Membership.objects.filter(project=annotation_set.project_id).values_list("user_id", "code")
    )
    rows = list(_rows(annotation_set, wanted, by)[: wanted.limit + 1])
    results = [_change(row, codes) for row in rows[: wanted.limit]]
    more = len(rows) > wanted.limit
    return {
        "results": results,
        "next": _address(annotation_set, wanted, results[-1]["revision"]) if more else None,
        "revision": annotation_set.revision,
        "status": annotation_set.status,
        "submitted_by": codes.get(annotation_set.submitted_by_id),
        "locked_by": codes.get(annotation_set.locked_by_id),
    }


def _rows(annotation_set: AnnotationSet, wanted: Asked, by: User) -> Any:
    rows = Change.objects.filter(set=annotation_set)
    if wanted.own:
        rows = rows.filter(by=by.pk)
    if wanted.before is not None:
        return rows.filter(revision__lt=wanted.before).order_by("-revision")
    return rows.filter(revision__gt=wanted.after).order_by("revision")


def _change(row: Change, codes: Mapping[int | None, str]) -> dict[str, Any]:
    answer = {"revision": row.revision, "seen": row.seen, "batch": row.batch, "undoes": row.undoes}
    return answer | {"by": codes.get(row.by_id), "at": row.at, "operations": row.operations, "inverse": row.inverse}


def _address(annotation_set: AnnotationSet, wanted: Asked, last: int) -> str:
    ends = {"after": last} if wanted.before is None else {"before": last}
    parameters = ends | ({"limit": wanted.limit} if wanted.limit != A_PAGE else {}) | ({"own": 1} if wanted.own else {})
    words = "&".join(f"{name}={value}" for name, value in parameters.items())
    return f"/api/v1/sets/{annotation_set.pk}/changes/?{words}"


def _number(name: str, given: str) -> int:
    if not (given.isascii() and given.isdecimal()) or len(given) > 9:
        raise Refusal("malformed", _("“%(name)s” is %(what)s.") % {"name": name, "what": NUMBERS[name]}, 400)
    return int(given)
