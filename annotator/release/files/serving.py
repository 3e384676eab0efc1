"""A stored file as an answer: exactly its bytes, in constant memory, from here or by the web server in front.

No redirect, no encoding, no look at Accept: what is asked for by name is given as it lies there.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.core.files.storage import FileSystemStorage, Storage
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from annotator.release.files.ranges import Stored, Told, answer
from annotator.release.files.reading import BLOCK, Part, part_of
from annotator.release.slow_clients import give_up_on_stalled_clients, let_go_of_the_request_connection
from articles.access import Refusal
from articles.problems import problem

METHODS = ("GET", "HEAD")
FOR_EVER = "private, max-age=31536000, immutable"


@dataclass(frozen=True)
class File:
    """A stored file and what it is called. It is never altered under its address."""

    storage: Storage
    stored_as: str
    name: str
    media_type: str
    known: Stored


class Download(StreamingHttpResponse):
    """A part of a file, which Django hands to the server's `wsgi.file_wrapper` where there is one."""

    block_size = BLOCK

    def __init__(self, part: Part, **more: object) -> None:
        super().__init__(part, **more)
        self.file_to_stream = part  # `part.close` was noted above: Django now replaces it by ours

    def __iter__(self) -> Iterator[bytes]:
        return iter(self.file_to_stream)


def judged(request: HttpRequest, file: File) -> Told:
    """What the request is answered; nothing is opened yet."""
    return answer(file.known, request.method or "GET", request.headers)


def served(request: HttpRequest, file: File, told: Told) -> HttpResponseBase:
    """The answer that was judged right."""
    if told.status not in (200, 206):
        return _with(_without_file(told), told.headers)
    named = told.headers | _naming(file)
    if request.method == "HEAD":
        return _with(HttpResponse(status=told.status), named)
    let_go_of_the_request_connection()
    if settings.X_ACCEL_REDIRECT and (place := _shared_place(request, file)):
        left_to_nginx = {"Content-Length", "Content-Range"}
        response = HttpResponse(headers={"X-Accel-Redirect": place})
        return _with(response, {name: value for name, value in named.items() if name not in left_to_nginx})
    return _with(_streamed(request, file, told), named)


def _naming(file: File) -> dict[str, str]:
    return {
        "Content-Type": file.media_type,
        "Content-Disposition": content_disposition_header(True, file.name.rpartition("/")[2]) or "attachment",
        "X-Content-Type-Options": "nosniff",
    }


def _with(response: HttpResponseBase, headers: Mapping[str, str]) -> HttpResponseBase:
    for name, value in headers.items():
        response[name] = value
    response["Cache-Control"] = FOR_EVER if response.status_code < 400 else "no-store"
    return response


def _streamed(request: HttpRequest, file: File, told: Told) -> HttpResponseBase:
    if told.start == told.stop:
        return HttpResponse(status=told.status)
    part = part_of(file.storage, file.stored_as, start=told.start, stop=told.stop, size=file.known.bytes)
    give_up_on_stalled_clients(request)
    return Download(part, status=told.status)


def _shared_place(request: HttpRequest, file: File) -> str:
    """Where nginx finds it on the disk we share. If-Range stays ours: nginx would judge it by another tag."""
    if not isinstance(file.storage, FileSystemStorage) or "If-Range" in request.headers:
        return ""
    below = Path(file.storage.path(file.stored_as)).relative_to(settings.ASCRIBE_HOME.resolve())
    return quote(f"{settings.X_ACCEL_REDIRECT.rstrip('/')}/{below}")


def _without_file(told: Told) -> HttpResponseBase:
    if told.status == 416:
        return problem(Refusal("range", _("The file has fewer bytes than that; ask for a part it has."), 416))
    if told.status == 412:
        return problem(Refusal("precondition", _("The file is not the one that If-Match names."), 412))
    response = StreamingHttpResponse((), status=told.status)  # Django would say that the length is 0
    del response["Content-Type"]
    return response
