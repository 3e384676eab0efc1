"""The OpenAPI description: names of operations, how to sign in, and the doors that have no serializers."""

import re
from typing import Any

import msgspec
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema as Described

from annotator.release.agreed import agree
from annotator.release.files.describing import FILE, PREPARED_FILE, REFUSED_HEAD, file_door
from annotator.release.formats.registry import FORMATS, NAMES
from annotator.work import operations
from articles.describing import WHEN
from articles.problems import MEDIA_TYPE
from articles.webhooks.describing import webhooks

Json = dict[str, Any]
PREFIX = "/api/v1/"
ROWS_LIST = f"{PREFIX}projects/{{slug}}/spans/"
EXPORT, CHANGES = f"{PREFIX}projects/{{slug}}/export/", f"{PREFIX}sets/{{set_id}}/changes/"
SUBMISSION = f"{PREFIX}sets/{{set_id}}/submission/"
PROBLEM = {"$ref": "#/components/schemas/Problem"}
PARAMETER = re.compile(r"^\{.*\}$")


class AutoSchema(Described):
    """Operations are named by method and path, and grouped by what they are about."""

    def get_operation_id(self) -> str:
        return operation_id(self.method, self.path)

    def get_tags(self) -> list[str]:
        return [tag(self.path)]


class CallerScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """A token for scripts; on pages of Ascribe itself, the session."""

    target_class = "articles.authentication.CallerAuthentication"
    name = ["token", "session"]  # one authenticator, two ways

    def get_security_definition(self, auto_schema: Any) -> list[Json]:
        return [
            {"type": "http", "scheme": "bearer", "description": "A token of one project, made under “Tokens”."},
            {"type": "apiKey", "in": "cookie", "name": "sessionid", "description": "With the header X-CSRFToken."},
        ]


def operation_id(method: str, path: str) -> str:
    """get /api/v1/projects/{slug}/actors/{uuid}/ → get_projects_actors_one"""
    parts = path.removeprefix(PREFIX).strip("/").split("/")
    names = [part for part in parts if part and not PARAMETER.match(part)]
    return "_".join([method.lower(), *(names or ["root"]), *(["one"] if PARAMETER.match(parts[-1]) else [])])


def tag(path: str) -> str:
    """What an address is about: its second part below a project, else its first."""
    names = [part for part in path.removeprefix(PREFIX).split("/") if part and not PARAMETER.match(part)]
    return names[1] if names[:1] == ["projects"] and len(names) > 1 else (names or ["about"])[0]


def complete(result: Json, generator: Any, request: Any, public: bool) -> Json:
    """The last step of generating: add the lean doors, and that every operation can say no."""
    kinds = [operations.Batch, operations.Put, operations.Delete, operations.Dismiss]
    _, structs = msgspec.json.schema_components(kinds, ref_template="#/components/schemas/{name}")
    structs["Batch"]["properties"]["operations"]["items"] = {
        "oneOf": [{"$ref": f"#/components/schemas/{name}"} for name in structs if name not in ("Batch", "From")]
    }
    structs["Batch"]["properties"]["operations"]["maxItems"] = operations.MAX_OPERATIONS_UNDOING
    result["components"]["schemas"] |= structs | {"Change": _CHANGE, "Status": _STATUS}
    result["paths"] |= {
        EXPORT: _exports(result["paths"][ROWS_LIST]["get"]["parameters"]),
        CHANGES: {"get": _log(), "post": _save()},
        SUBMISSION: {"get": _how_far(), "put": _submit(), "delete": _reopen()},
        FILE: file_door(FILE, operation_id, tag(FILE), EITHER, _problem),
        PREPARED_FILE: file_door(PREPARED_FILE, operation_id, tag(PREPARED_FILE), EITHER, _problem),
    }
    result["webhooks"] = webhooks()
    result["paths"] = dict(sorted(result["paths"].items()))
    result["components"]["schemas"] = dict(sorted(result["components"]["schemas"].items()))
    for path, item in result["paths"].items():
        for method in item.keys() & {"get", "post", "put", "patch", "delete"}:
            _say_no(item[method], public=path in OPEN_TO_ALL)
            item[method].setdefault("summary", item[method].get("description", "").partition(". ")[0].rstrip("."))
            agree(item[method], method, _problem, result["components"]["schemas"])
            if item[method].get("security"):
                item[method]["security"] = EITHER
    return result


OPEN_TO_ALL = {PREFIX}
EITHER: list[Json] = [{"token": []}, {"session": []}]  # the library would ask for both at once


def _say_no(operation: Json, *, public: bool) -> None:
    """Add the refusals that any operation may answer, where it does not name them itself."""
    for status in (400,) if public else (400, 401, 403, 404):
        operation["responses"].setdefault(str(status), _problem(WHEN[status]))


def _problem(description: str) -> Json:
    return {"description": description, "content": {MEDIA_TYPE: {"schema": PROBLEM}}}


def _json(schema: Json, description: str = "") -> Json:
    return {"description": description, "content": {"application/json": {"schema": schema}}}


def _door(path: str, method: str, summary: str, **more: Any) -> Json:
    return {
        "operationId": operation_id(method, path),
        "summary": summary,
        "tags": [tag(path)],
        "security": EITHER,
        **more,
    }


def _set_id() -> Json:
    return {"name": "set_id", "in": "path", "required": True, "schema": {"type": "integer"}}


def _query(name: str, schema: Json, description: str) -> Json:
    return {"name": name, "in": "query", "schema": schema, "description": description}


def _exports(parameters: list[Json]) -> Json:
    """GET, and HEAD, which is refused as GET is and has no body."""
    get = _export(parameters)
    told = {status: {"description": REFUSED_HEAD} for status in ("401", "403", "404", "410", "429", "501", "505")}
    head = get | {
        "operationId": operation_id("head", EXPORT),
        "summary": "Whether the export would be given: it is checked like GET, nothing is read and nothing written.",
        "description": "Without `Ascribe-Cursor`, which belongs to the rows that come with it.",
        "responses": {"200": {"description": "It would."}, "400": {"description": REFUSED_HEAD}, **told},
    }
    return {"get": get, "head": head}


def _export(parameters: list[Json]) -> Json:
    extra = [
        _query("as", {"type": "string", "enum": list(NAMES), "default": "jsonl"}, "The format."),
        _query(
            "trailer",
            {"type": "boolean", "default": False},
            "End JSONL with a line that counts the articles and has the SHA-256 of all bytes before it.",
        ),
        _query(
            "changed_since",
            {"type": "string"},
            "The cursor of an earlier export with the same filters: only lines that may have changed since, and "
            '`{"id": 12, "deleted": true}` for each article of which nothing is left to show. Lines may repeat.',
        ),
        _query("empty", {"type": "boolean", "default": False}, "Also give articles of which nothing is left to show."),
    ]
    return _door(
        EXPORT,
        "get",
        "Stream everything the filters leave, in any format: one article a line, one span a row, or as tools want it.",
        description="From one snapshot of the database. A download that breaks off never ends with the last chunk of "
        "HTTP/1.1; over HTTP/1.0 ask for `trailer=1`. Also takes a token as the password of HTTP Basic.",
        parameters=[one for one in parameters if one["name"] not in ("limit", "cursor")] + extra,
        responses={
            "200": {
                "description": "The export.",
                "headers": {
                    "Ascribe-Cursor": {"schema": {"type": "string"}, "description": "For `changed_since`; JSONL only."}
                },
                "content": {one.media_type.partition(";")[0]: {"schema": {"type": "string"}} for one in FORMATS},
            },
            "410": _problem("`cursor_gone`: the database was replaced since; export everything once."),
            "501": _problem("The format needs a package that this server has not."),
            "429": _problem("Several exports run already; see Retry-After.")
            | {"headers": {"Retry-After": {"schema": {"type": "integer"}}}},
            "505": _problem("HTTP/1.0 without `trailer=1`: a torn download could not be told from a whole one."),
        },
    )


def _log() -> Json:
    page = {
        "type": "object",
        "properties": {
            "results": {"type": "array", "items": {"$ref": "#/components/schemas/Change"}},
            "next": {"type": ["string", "null"]},
            "revision": {"type": "integer"},
            "status": {"type": "string"},
            "submitted_by": {"type": ["string", "null"]},
            "locked_by": {"type": ["string", "null"]},
        },
        "required": ["results", "next", "revision", "status", "submitted_by", "locked_by"],
    }
    after = _query("after", {"type": "integer", "minimum": 0, "default": 0}, "Only changes behind this revision.")
    before = _query("before", {"type": "integer", "minimum": 0}, "Instead: changes in front of this one, newest first.")
    limit = _query("limit", {"type": "integer", "minimum": 1, "maximum": 200, "default": 200}, "Changes a page.")
    own = _query("own", {"type": "integer", "enum": [1]}, "Only what the caller has done.")
    return _door(
        CHANGES,
        "get",
        "The log of a reading, oldest first.",
        description="Its ETag changes with the revision and the status: `If-None-Match` is answered by 304.",
        parameters=[_set_id(), after, before, limit, own],
        responses={
            "200": _json(page, "Batches of operations, and what would undo each."),
            "304": {"description": "Nothing has changed since."},
        },
    )


def _save() -> Json:
    saved = {
        "type": "object",
        "properties": {
            "revision": {"type": "integer"},
            "missed": {"type": "array", "items": {"type": "object", "additionalProperties": True}},
        },
        "required": ["revision", "missed"],
    }
    return _door(
        CHANGES,
        "post",
        "Edit a reading: a batch of operations, stored whole or not at all.",
        description="Sending the same batch again is harmless and answers the same.",
        parameters=[_set_id()],
        requestBody={
            "required": True,
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Batch"}}},
        },
        responses={
            "200": _json(saved, "Stored. `missed` are batches of others since the revision one had seen."),
            "409": _problem(
                "`conflict`: somebody changed the same records, `missed` says how. `behind`: more than 200 changes "
                "were missed; read the log, and send again with its revision."
            ),
            "413": _problem("Too large: at most 1 MB and 2,000 operations; one that undoes a batch 10 MB and 8,000."),
            "422": _problem(WHEN[422]),
        },
    )


def _submit() -> Json:
    confirm = {"type": "object", "properties": {"confirm": {"type": "boolean", "default": False}}}
    return _door(
        SUBMISSION,
        "put",
        "Submit a reading.",
        parameters=[_set_id()],
        requestBody={"content": {"application/json": {"schema": confirm | {"additionalProperties": False}}}},
        responses={
            "200": _json({"$ref": "#/components/schemas/Status"}, "Submitted; `problems` are the warnings."),
            "422": _problem("Rules of the scheme are not kept, or warnings were not confirmed."),
        },
    )


def _how_far() -> Json:
    status = _json({"$ref": "#/components/schemas/Status"}, "Its state, and what the caller may do with it.")
    return _door(SUBMISSION, "get", "How far a reading is.", parameters=[_set_id()], responses={"200": status})


def _reopen() -> Json:
    return _door(
        SUBMISSION,
        "delete",
        "Reopen a submitted reading.",
        parameters=[_set_id()],
        responses={
            "200": _json({"$ref": "#/components/schemas/Status"}, "Open again."),
            "422": _problem("It is locked, or was not submitted."),
        },
    )


_CHANGE: Json = {
    "type": "object",
    "properties": {
        "revision": {"type": "integer"},
        "seen": {"type": "integer", "description": "The revision its author knew."},
        "batch": {"type": "string", "format": "uuid"},
        "undoes": {"type": ["string", "null"], "format": "uuid"},
        "by": {"type": ["string", "null"], "description": "A pseudonym, such as A01."},
        "at": {"type": "string", "format": "date-time"},
        "operations": {"type": "array", "items": {"type": "object", "additionalProperties": True}},
        "inverse": {"type": "array", "items": {"type": "object", "additionalProperties": True}},
    },
    "required": ["revision", "seen", "batch", "undoes", "by", "at", "operations", "inverse"],
}
_STATUS: Json = {
    "type": "object",
    "properties": {
        "id": {"type": "integer"},
        "status": {"type": "string", "enum": ["assigned", "started", "submitted", "locked"]},
        "revision": {"type": "integer"},
        "submitted_at": {"type": ["string", "null"], "format": "date-time"},
        "can": {"type": "object", "additionalProperties": {"type": "boolean"}},
        "problems": {"type": "array", "items": {"type": "object", "additionalProperties": True}},
    },
    "required": ["id", "status", "revision", "submitted_at", "can"],
}
