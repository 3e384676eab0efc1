"""`Idempotency-Key`: a POST that is sent again is answered again, and done once."""

import hashlib
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from articles.access import Refusal
from articles.authentication import caller
from articles.conventions.actions import begin_answer, forget_answer, keep_answer
from articles.models import User
from articles.words import _

LONGEST_KEY = 255
LARGEST_KEPT = 1_000_000  # bytes of an answer
KEPT_STATUSES = (400, 409, 422)  # besides all good ones: what a right or a rate decided may be decided anew
KEPT_HEADERS = ("Content-Type", "Location")
REPLAYED = "Idempotency-Replayed"


def answered(request: HttpRequest) -> HttpResponse | None:
    """The kept answer, or None when the request is to be done. Raises Refusal for a key that means something else."""
    key = request.headers.get("Idempotency-Key", "")
    if request.method != "POST" or not key or _is_enormous(request):
        return None
    if len(key) > LONGEST_KEY or "\0" in key:
        raise Refusal("bad_key", _("An Idempotency-Key has at most %(most)s characters.") % {"most": LONGEST_KEY}, 400)
    try:
        by = caller(request)
    except Refusal:
        return None  # the view says it
    digest = _digest(request)
    row, is_new = begin_answer(by=by, caller=_name(by), route=request.path[:300], key=key, digest=digest)
    if is_new:
        request.kept_answer = row  # type: ignore[attr-defined]
        return None
    if row.digest != digest:
        raise Refusal("key_reused", _("This Idempotency-Key belongs to a request with another content."))
    if row.status is None:
        raise Refusal("in_progress", _("The first request with this Idempotency-Key is still being done."), 409)
    if row.secret:
        raise Refusal(
            "secret_shown", _("This was done, and its secret was shown then. Revoke it and make a new one."), 409
        )
    again = HttpResponse(bytes(row.body), status=row.status, headers=row.headers)
    again[REPLAYED] = "true"
    return again


def keep(request: HttpRequest, answer: HttpResponse) -> None:
    """Remember the answer to a request that named itself, unless it did nothing and might do something next time."""
    row = getattr(request, "kept_answer", None)
    if row is None:
        return
    good = answer.status_code < 300 or answer.status_code in KEPT_STATUSES
    if not good or len(answer.content) > LARGEST_KEPT:
        return forget_answer(row)
    headers = {name: answer[name] for name in KEPT_HEADERS if name in answer}
    secret = getattr(request, "holds_secret", False)
    keep_answer(row, status=answer.status_code, headers=headers, body=answer.content, secret=secret)


def not_to_be_kept(request: Any) -> None:
    """Called by a view whose answer holds a secret that is shown once."""
    getattr(request, "_request", request).holds_secret = True


def _name(by: User) -> str:
    return f"{by.pk}:{by.token.pk}" if by.token else str(by.pk)


def _is_enormous(request: HttpRequest) -> bool:
    """The view refuses it before it reads a byte; nothing is to be kept."""
    return int(request.META.get("CONTENT_LENGTH") or 0) > settings.MAX_UPLOAD_BYTES


def _digest(request: HttpRequest) -> str:
    """SHA-256 of what was sent. A file is hashed from where it was put down, in pieces."""
    found = hashlib.sha256(f"{request.META.get('QUERY_STRING', '')}\n".encode())
    if request.content_type != "multipart/form-data":
        found.update(request.body)
        return found.hexdigest()
    for name in sorted(request.POST):
        found.update(repr((name, request.POST.getlist(name))).encode())
    for name in sorted(request.FILES):
        for file in request.FILES.getlist(name):
            found.update(repr((name, file.name, file.size)).encode())
            for piece in file.chunks():
                found.update(piece)
            file.seek(0)
    return found.hexdigest()
