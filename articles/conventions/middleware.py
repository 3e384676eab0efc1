"""The conventions of the API around every view below /api/v1/. Pages pass through untouched; only links to files,
which programs follow, too, are counted."""

import secrets
from collections.abc import Callable
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers

from articles.access import Refusal
from articles.authentication import known_caller
from articles.conventions import matching, rates, repeating
from articles.conventions.statuses import in_general
from articles.conventions.versions import names, tag_of
from articles.paging import refuse_unknown
from articles.problems import MEDIA_TYPE, problem
from articles.words import _

API = "/api/v1/"
WRITING = ("POST", "PUT", "PATCH", "DELETE")
View = Callable[..., HttpResponseBase]


class Conventions:
    """Request ids, rates, kept answers, conditions, ETags, links and whole problems, in this order."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path.startswith(API):
            answer = self.get_response(request)
            if hasattr(request, "bucket"):
                _count(request, answer)
            return answer
        request.id = secrets.token_hex(8)  # type: ignore[attr-defined]
        answer = self.get_response(request)
        if not answer.streaming and isinstance(answer, HttpResponse):
            repeating.keep(request, answer)
            answer = _complete(request, answer)
        _count(request, answer)
        answer["X-Request-ID"] = request.id  # type: ignore[attr-defined]
        return answer

    def process_view(self, request: HttpRequest, view: View, args: Any, kwargs: Any) -> HttpResponseBase | None:
        """What can be said before the view runs."""
        counted = rates.bucket_of(view)
        if not request.path.startswith(API) and counted == rates.EVERYTHING_ELSE:
            return None
        request.bucket = counted  # type: ignore[attr-defined]
        try:
            _refuse_too_many(request)
            if not request.path.startswith(API):
                return None
            _refuse_a_query(request, view)
            kept = repeating.answered(request)
            return kept or matching.on_condition(request, view, args, kwargs)
        except Refusal as refusal:
            return problem(refusal)


def _refuse_too_many(request: HttpRequest) -> None:
    who = known_caller(request)
    left = rates.allowance(request.bucket, who)  # type: ignore[attr-defined]
    request.allowance = left  # type: ignore[attr-defined]
    if left.left <= 0 and not _is_editing(request, who):
        raise Refusal(
            "too_many_requests",
            _("This is more than %(quota)s requests a minute. Wait %(seconds)s seconds.")
            % {"quota": left.quota, "seconds": left.seconds},
            429,
        )


def _refuse_a_query(request: HttpRequest, view: View) -> None:
    """What is to be written stands in the body; a view that also listens to the query says `takes_query = True`."""
    if request.method in WRITING and not getattr(view, "takes_query", False):
        refuse_unknown(request.GET, ())


def _is_editing(request: HttpRequest, who: str) -> bool:
    """What people do in the editor is counted and never refused: their work must not wait for a script of theirs."""
    return who.startswith("user") and request.path.startswith(f"{API}sets/")


def _count(request: HttpRequest, answer: HttpResponseBase) -> None:
    """A 304 is free, and so is a no for having asked too much."""
    left: rates.Allowance | None = getattr(request, "allowance", None)
    free = answer.status_code in (304, 429)
    if not free:
        rates.spend(getattr(request, "bucket", "api"), known_caller(request))
    if left is None:
        return
    for name, value in left.after(0 if free else 1).headers.items():
        answer[name] = value
    if answer.status_code == 429 and "Retry-After" not in answer:
        answer["Retry-After"] = str(left.seconds)


def _complete(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    if answer.status_code >= 400:
        return _whole_problem(request, answer)
    patch_vary_headers(answer, ["Authorization", "Cookie"])
    if following := getattr(request, "next_page", ""):
        answer["Link"] = f'<{following}>; rel="next"'
    if request.method not in ("GET", "HEAD") or answer.status_code != 200:
        return answer
    if "ETag" in answer:
        return answer  # the view knows its own versions, and what to say to whoever has one
    answer["ETag"] = tag_of(answer.content)
    if "Cache-Control" not in answer:
        answer["Cache-Control"] = "private, no-cache"
    if names(request.headers.get("If-None-Match", ""), answer["ETag"]):
        return _not_modified(answer)
    return answer


def _not_modified(answer: HttpResponse) -> HttpResponse:
    kept = ("ETag", "Cache-Control", "Vary", "Link")
    return HttpResponse(status=304, headers={name: answer[name] for name in kept if name in answer})


def _whole_problem(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """Every no has the same members, also what the framework says as a page of HTML."""
    if answer.get("Content-Type", "") != MEDIA_TYPE:
        said = problem(in_general(answer.status_code))
        for name in ("Allow", "WWW-Authenticate", "Retry-After"):
            if name in answer:
                said[name] = answer[name]
        answer = said
    members = orjson.loads(answer.content)
    members["type"] = request.build_absolute_uri(members["type"])
    members |= {"instance": request.path, "request_id": request.id}  # type: ignore[attr-defined]
    answer.content = orjson.dumps(members)
    return answer
