"""`If-Match`: change something only if it still is what one has seen.

The version of a thing is the ETag of its GET, so the server looks at it as the caller would, under a lock that all
conditional requests for this address take: of two who have seen the same version one gets 412.
"""

import copy
import hashlib
from collections.abc import Callable
from typing import Any

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase

from articles.access import Refusal
from articles.conventions.versions import names, tag_of
from articles.problems import problem
from articles.words import _

View = Callable[..., HttpResponseBase]
CHANGING = ("PUT", "PATCH", "DELETE")
RIGHTS = (401, 403, 404, 405)


def on_condition(request: HttpRequest, view: View, args: Any, kwargs: Any) -> HttpResponseBase | None:
    """The answer of `view` if the condition holds, else 412; None for a request without a condition."""
    condition = request.headers.get("If-Match", "")
    if not condition or request.method not in CHANGING:
        return None

    def changed() -> HttpResponse:
        return _rendered(view(request, *args, **kwargs))

    with transaction.atomic():
        _lock(request.path)
        seen = _rendered(view(_looking(request), *args, **kwargs))
        if seen.status_code == 200:
            tag = seen.get("ETag") or tag_of(seen.content)
            if not names(condition, tag):
                return _refused_anyway(changed) or _changed(tag)
        elif seen.status_code == 405:
            if refusal := _refused_anyway(changed):
                return refusal
            raise Refusal("no_version", _("This has no version to compare; leave If-Match out."), 400)
        return changed()


def _refused_anyway(change: Callable[[], HttpResponse]) -> HttpResponse | None:
    """The refusal of whoever might not do it at all: a condition is no way around a right (RFC 9110, 13.2.1).

    The change is tried, and whatever it did is taken back.
    """
    with transaction.atomic():
        answer = change()
        transaction.set_rollback(True)
    return answer if answer.status_code in RIGHTS else None


def _changed(tag: str) -> HttpResponse:
    said = problem(
        Refusal(
            "changed_meanwhile",
            _("Somebody changed this since you read it. Read it again, then send your change with its new ETag."),
            412,
            etag=tag,
        )
    )
    said["ETag"] = tag
    return said


def _lock(path: str) -> None:
    key = int.from_bytes(hashlib.sha256(path.encode()).digest()[:8], "big", signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [key])


def _looking(request: HttpRequest) -> HttpRequest:
    """The same caller's GET of the same address, without a query or a body."""
    look = copy.copy(request)
    look.__dict__.pop("headers", None)
    without = {"QUERY_STRING": "", "CONTENT_LENGTH": "", "HTTP_IF_MATCH": "", "HTTP_IF_NONE_MATCH": ""}
    look.META = {**request.META, **without, "REQUEST_METHOD": "GET"}
    look.method, look.GET = "GET", QueryDict()
    return look


def _rendered(answer: HttpResponseBase) -> HttpResponse:
    assert isinstance(answer, HttpResponse)
    if not getattr(answer, "is_rendered", True):
        answer.render()  # type: ignore[attr-defined]
    return answer
