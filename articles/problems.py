"""How a "no" leaves the building as JSON: RFC 9457 problem details with a stable code."""

from http import HTTPStatus
from typing import Any, TypeVar

import orjson
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.response import Response

from articles.access import Refusal
from articles.authentication import CHALLENGE

MEDIA_TYPE = "application/problem+json"
Answer = TypeVar("Answer", bound=HttpResponse)


def as_json(answer: Any, status: int = 200) -> HttpResponse:
    """An answer of a lean door."""
    return HttpResponse(orjson.dumps(answer), status=status, content_type="application/json")


def problem(refusal: Refusal) -> HttpResponse:
    """A refusal as a plain Django response, for the lean doors."""
    response = HttpResponse(orjson.dumps(_members(refusal)), status=refusal.status, content_type=MEDIA_TYPE)
    return _challenged(response, refusal)


def exception_handler(raised: Exception, context: dict[str, Any]) -> Response | None:
    """Django REST framework's handler: every refusal and every malformed request in one shape."""
    refusal = as_refusal(raised)
    if refusal is None:
        return None
    response = Response(_members(refusal), status=refusal.status, content_type=MEDIA_TYPE)
    return _challenged(response, refusal)


def as_refusal(raised: Exception) -> Refusal | None:
    """What an exception means to a caller; None when it is a fault of ours."""
    if isinstance(raised, Refusal):
        return raised
    if isinstance(raised, Http404):
        return Refusal("not_found", _("There is no such thing, or you are not a member of its project."), 404)
    if isinstance(raised, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent):
        return Refusal("too_large", _("This is too much for one request; send it in several."), 413)
    if isinstance(raised, exceptions.ValidationError):
        return Refusal("malformed", _first_sentence(raised.detail), 400, errors=_sendable(raised.detail))
    if isinstance(raised, exceptions.APIException):
        code = str(getattr(raised, "default_code", "error"))
        return Refusal({"parse_error": "malformed"}.get(code, code), str(raised.detail), raised.status_code)
    return None


def _members(refusal: Refusal) -> dict[str, Any]:
    return {
        "type": f"/api/v1/errors/{refusal.code}/",
        "title": HTTPStatus(refusal.status).phrase,
        "status": refusal.status,
        "code": refusal.code,
        "detail": refusal.message.encode(errors="replace").decode(),  # it may quote what no encoding can carry
        **refusal.extra,
    }


def _challenged(response: Answer, refusal: Refusal) -> Answer:
    if refusal.status == 401:
        response["WWW-Authenticate"] = CHALLENGE
    return response


def _sendable(detail: Any) -> Any:
    """Names a caller made up may hold half a character, which no answer can carry."""
    if isinstance(detail, dict):
        return {str(name).encode(errors="replace").decode(): _sendable(value) for name, value in detail.items()}
    return [_sendable(one) for one in detail] if isinstance(detail, list) else detail


def _first_sentence(detail: Any, name: str = "") -> str:
    if isinstance(detail, dict) and detail:
        key, value = next(iter(detail.items()))
        return _first_sentence(value, name if key == "non_field_errors" else str(key))
    if isinstance(detail, list) and detail:
        return _first_sentence(detail[0], name)
    return f"{name}: {detail}" if name else str(detail)
