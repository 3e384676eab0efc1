"""The lean doors of a reading: its log of changes and its submission. No serializers: saving must cost little."""

from typing import Any
from uuid import UUID

import msgspec
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from annotator.work import actions, operations
from annotator.work.models import AnnotationSet, Change
from annotator.work.states import rights
from articles.access import Can, Refusal, not_found, require_scope
from articles.authentication import caller
from articles.models import Membership, User
from articles.problems import as_json, problem

CHANGES_A_PAGE = 200


class Submission(msgspec.Struct, forbid_unknown_fields=True):
    """What may be said when submitting: that the warnings were read."""

    confirm: bool = False


@csrf_exempt  # `caller` checks it itself, for sessions only
def changes(request: HttpRequest, set_id: int) -> HttpResponse:
    """POST a batch of operations; GET the log after a revision."""
    try:
        by = caller(request)
        if request.method == "POST":
            return _save(request, set_id, by)
        if request.method == "GET":
            return as_json(_log(_visible(set_id, by), _after(request)))
        return _not_allowed("GET, POST")
    except Refusal as refusal:
        return problem(refusal)


@csrf_exempt  # `caller` checks it itself, for sessions only
def submission(request: HttpRequest, set_id: int) -> HttpResponse:
    """PUT submits a reading, DELETE reopens it."""
    try:
        by = caller(request)
        if request.method not in ("PUT", "DELETE"):
            return _not_allowed("PUT, DELETE")
        annotation_set = _visible(set_id, by)
        if request.method == "DELETE":
            return as_json(_status(actions.reopen(annotation_set, by=by), by))
        submitted, warnings = actions.submit(annotation_set, by=by, confirm=_confirmed(request.body))
        return as_json({**_status(submitted, by), "problems": warnings})
    except Refusal as refusal:
        return problem(refusal)


def _save(request: HttpRequest, set_id: int, by: User) -> HttpResponse:
    require_scope(by, Can.ANNOTATE)
    if int(request.META.get("CONTENT_LENGTH") or 0) > operations.MAX_BYTES:
        raise Refusal("too_large", "A batch has at most 1 MB; send it in several.", 413)
    try:
        command = operations.read(request.body)
    except Refusal:
        _visible(set_id, by)  # who may not see the set is not told what was wrong with the body
        raise
    saved = actions.save(set_id, command=command, by=by)
    return as_json({"revision": saved.revision, "missed": saved.missed})


def _visible(set_id: int, by: User) -> AnnotationSet:
    found = AnnotationSet.objects.visible_to(by).select_related("project").filter(pk=set_id).first()
    if found is None:
        raise not_found("set")
    return found


def _after(request: HttpRequest) -> int:
    if unknown := set(request.GET) - {"after"}:
        raise Refusal("unknown_parameter", f"There is no parameter “{min(unknown)}” here.", 400)
    after = request.GET.get("after", "0")
    if not after.isdecimal() or len(after) > 9:
        raise Refusal("malformed", "“after” is a revision: a number from 0.", 400)
    return int(after)


def _log(annotation_set: AnnotationSet, after: int) -> dict[str, Any]:
    rows = Change.objects.filter(set=annotation_set, revision__gt=after).order_by("revision")[: CHANGES_A_PAGE + 1]
    codes = dict(Membership.objects.filter(project=annotation_set.project_id).values_list("user_id", "code"))
    page = [_change(row, codes) for row in rows[:CHANGES_A_PAGE]]
    more = f"?after={page[-1]['revision']}" if len(rows) > CHANGES_A_PAGE else None
    return {"results": page, "next": more and f"/api/v1/sets/{annotation_set.pk}/changes/{more}"}


def _change(row: Change, codes: dict[int, str]) -> dict[str, Any]:
    undoes: UUID | None = row.undoes
    answer = {"revision": row.revision, "seen": row.seen, "batch": row.batch, "undoes": undoes}
    return answer | {"by": codes.get(row.by_id), "at": row.at, "operations": row.operations, "inverse": row.inverse}


def _status(annotation_set: AnnotationSet, by: User) -> dict[str, Any]:
    return {
        "id": annotation_set.pk,
        "status": annotation_set.status,
        "revision": annotation_set.revision,
        "submitted_at": annotation_set.submitted_at,
        "can": rights(annotation_set, by),
    }


def _confirmed(body: bytes) -> bool:
    try:
        return msgspec.json.decode(body, type=Submission).confirm if body.strip() else False
    except (msgspec.DecodeError, RecursionError) as error:
        raise Refusal("malformed", f"This is not a submission: {error}.", 400) from None


def _not_allowed(methods: str) -> HttpResponse:
    answer = problem(Refusal("method_not_allowed", f"Only {methods} are understood here.", 405))
    answer["Allow"] = methods
    return answer
