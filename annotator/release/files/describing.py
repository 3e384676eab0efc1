"""What OpenAPI says of the door to a file. Pure."""

from collections.abc import Callable
from typing import Any

Json = dict[str, Any]
FILE = "/api/v1/projects/{slug}/releases/{number}/files/{name}"
PREPARED_FILE = "/api/v1/projects/{slug}/exports/{export_id}/files/{name}"
CONDITIONS = {
    "Range": "One range, `bytes=a-b`, `bytes=a-` or `bytes=-n`. Several are answered with the whole file.",
    "If-Range": "The ETag, or the date, of the part one has: of another file everything is sent.",
    "If-None-Match": "ETags one has: 304 when this is one of them.",
    "If-Modified-Since": "Unless If-None-Match is sent.",
}
REFUSED_HEAD = "As GET refuses it, without a body."


def file_door(path: str, operation_id: Callable[[str, str], str], tag: str, security: list[Json], problem: Any) -> Json:
    """GET and HEAD of a file that lies ready."""
    return {
        "get": _operation(path, operation_id("get", path), tag, security, problem, _content()),
        "head": _operation(path, operation_id("head", path), tag, security, problem, {}),
    }


def _operation(path: str, name: str, tag: str, security: list[Json], problem: Any, content: Json) -> Json:
    told = {"headers": {one: {"schema": {"type": "string"}} for one in ("ETag", "Last-Modified", "Accept-Ranges")}}
    answers: Json = {
        "200": {"description": "The file, exactly as it was stored.", **told, **content},
        "206": {"description": "The part that was asked for; Content-Range says which.", **told, **content},
        "304": {"description": "The client has it already."},
        "410": problem("The release was withdrawn; `detail` says why."),
        "412": problem("The file is not the one that If-Match names."),
        "416": problem("The file has no such part; Content-Range says how many bytes it has."),
    }
    if not content:
        del answers["206"], answers["416"]
        answers |= {status: {"description": REFUSED_HEAD} for status in ("401", "403", "404", "410", "412", "429")}
    return {
        "operationId": name,
        "summary": "A file that lies ready: whole, in parts, or only if it changed.",
        "description": "Never redirected, never compressed on the way; Accept is not looked at. The ETag is the "
        "SHA-256 of the file. Also takes a token as the password of HTTP Basic.",
        "tags": [tag],
        "security": security,
        "parameters": [
            _in("path", "slug"),
            _in("path", "number" if path == FILE else "export_id", "integer"),
            _in("path", "name"),
        ]
        + [_in("header", one, about=about) for one, about in CONDITIONS.items()],
        "responses": answers,
    }


def _content() -> Json:
    return {"content": {"*/*": {"schema": {"type": "string", "format": "binary"}}}}


def _in(place: str, name: str, kind: str = "string", about: str = "") -> Json:
    return {"name": name, "in": place, "required": place == "path", "schema": {"type": kind}, "description": about}
