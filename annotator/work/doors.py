"""The lean doors of a reading: its log of changes and its submission. No serializers: saving must cost little."""

from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.csrf import csrf_exempt

from annotator.work import actions, log, operations
from annotator.work.models import AnnotationSet
from annotator.work.states import rights
from articles.access import Can, Refusal, not_found, require_scope
from articles.authentication import caller
from articles.models import User
from articles.paging import refuse_unknown
from articles.problems import as_json, problem


class Submission(msgspec.Struct, forbid_unknown_fields=True):
    """What may be said when submitting: that the warnings were read."""

    confirm: bool = False


@csrf_exempt  # `caller` checks it itself, for sessions only
def changes(request: HttpRequest, set_id: int) -> HttpResponse:
    """POST a batch of operations; GET the log, forward from a revision or backward from one."""
    try:
        by = caller(request)
        if request.method == "POST":
            return _save(request, set_id, by)
        if request.method in ("GET", "HEAD"):
            return _log(request, _visible(set_id, by), by)
        return _not_allowed("GET, POST")
    except Refusal as refusal:
        return problem(refusal)


@csrf_exempt  # `caller` checks it itself, for sessions only
def submission(request: HttpRequest, set_id: int) -> HttpResponse:
    """GET says how far a reading is, PUT submits it, DELETE reopens it."""
    try:
        by = caller(request)
        if request.method not in ("GET", "HEAD", "PUT", "DELETE"):
            return _not_allowed("GET, PUT, DELETE")
        annotation_set = _visible(set_id, by)
        if request.method in ("GET", "HEAD"):
            refuse_unknown(request.GET, ())
            return as_json(_status(annotation_set, by))
        if request.method == "DELETE":
            return as_json(_status(actions.reopen(annotation_set, by=by), by))
        submitted, warnings = actions.submit(annotation_set, by=by, confirm=_confirmed(request.body))
        return as_json({**_status(submitted, by), "problems": warnings})
    except Refusal as refusal:
        return problem(refusal)


def _save(request: HttpRequest, set_id: int, by: User) -> HttpResponse:
    require_scope(by, Can.ANNOTATE)
    operations.refuse_longer(int(request.META.get("CONTENT_LENGTH") or 0), operations.MAX_BYTES_UNDOING)
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
        raise not_found(gettext_noop("set"))
    return found


def _log(request: HttpRequest, annotation_set: AnnotationSet, by: User) -> HttpResponse:
    """Nothing but 304 to whoever has all of it already: a page that looks every few seconds costs one statement."""
    asked = log.asked(request.GET)
    seen = f'W/"{annotation_set.revision}-{annotation_set.status}"'
    if asked.before is None and request.headers.get("If-None-Match") == seen:
        answer = HttpResponse(status=304)
    else:
        answer = as_json(log.page(annotation_set, asked, by))
    answer["ETag"] = seen
    answer["Cache-Control"] = "private, no-cache"
    return answer


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
        raise Refusal("malformed", _("This is not a submission: %(error)s.") % {"error": error}, 400) from None


def _not_allowed(methods: str) -> HttpResponse:
    answer = problem(
        Refusal("method_not_allowed", _("Only %(methods)s are understood here.") % {"methods": methods}, 405)
    )
    answer["Allow"] = methods
    return answer
