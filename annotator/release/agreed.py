"""What the OpenAPI description says of every operation alike: conditions, repeats, rates, an example of each answer.

Pure: dictionaries in, dictionaries out.
"""

from collections.abc import Mapping
from typing import Any

Json = dict[str, Any]
DEEPEST = 14
WORDS = {
    "name": "Ada Brok",
    "title": "Officials deny it",
    "text": "Officials denied it.",
    "outlet": "The Herald",
    "code": "A02",
    "annotator": "A02",
    "slug": "newsroom",
    "language": "en",
    "username": "ada",
}
FORMATS = {
    "uuid": "0199a000-0000-7000-8000-000000000001",
    "date-time": "2026-01-31T09:30:00Z",
    "date": "2026-01-31",
    "uri": "https://ascribe.example/api/v1/",
}
_CONDITIONS = {
    "get": ("If-None-Match", "An ETag one has: 304 when it is still that."),
    "post": ("Idempotency-Key", "Up to 255 characters of one's own: sent again within 24 hours, it is done once."),
    **dict.fromkeys(("put", "patch", "delete"), ("If-Match", "The ETag of what one has read: 412 when it is another.")),
}
_REFUSED = {
    "409": "Not as things stand just now, such as the same Idempotency-Key still at work; `code` says why.",
    "422": "Well-formed, and refused; `code` says why.",
}
_ALSO: dict[str, Json] = {
    "get": {"304": {"description": "It is still what If-None-Match names."}},
    "post": _REFUSED,
    **{
        kind: {"412": "`changed_meanwhile`: read it again; `etag` is the new one.", **_REFUSED}
        for kind in ("put", "patch", "delete")
    },
}


def agree(operation: Json, method: str, problem: Any, schemas: Mapping[str, Json]) -> None:
    """Add to an operation what all of its kind keep to. `problem` makes the response of a refusal from a sentence."""
    name, help_text = _CONDITIONS[method]
    taken = {(one.get("in"), one.get("name")) for one in operation.get("parameters", [])}
    if ("header", name) not in taken:
        asked = {"name": name, "in": "header", "schema": {"type": "string"}, "description": help_text}
        operation["parameters"] = [*operation.get("parameters", []), asked]
    also: Json = {**_ALSO[method], "429": "`too_many_requests`: wait as long as Retry-After says."}
    for status, said in also.items():
        operation["responses"].setdefault(status, problem(said) if isinstance(said, str) else said)
    for status, answer in operation["responses"].items():
        for media, content in answer.get("content", {}).items():
            if "schema" in content and "example" not in content and "json" in media and "ndjson" not in media:
                shown = example_of(content["schema"], schemas)
                content["example"] = _refusal(shown, status) if media.endswith("problem+json") else shown


def example_of(schema: Mapping[str, Any], schemas: Mapping[str, Json], name: str = "", depth: int = 0) -> Any:
    """A value that the schema allows; `name` is what it is called where it stands."""
    if "example" in schema or "default" in schema:
        return schema.get("example", schema.get("default"))
    if "$ref" in schema:
        return example_of(schemas[schema["$ref"].rpartition("/")[2]], schemas, name, depth + 1)
    for several in ("oneOf", "anyOf"):
        if several in schema:
            return example_of(schema[several][0], schemas, name, depth + 1)
    if "allOf" in schema:
        return example_of(schema["allOf"][0], schemas, name, depth + 1)
    if "enum" in schema:
        return schema["enum"][0]
    return _of_type(schema, schemas, name, depth)


def _of_type(schema: Mapping[str, Any], schemas: Mapping[str, Json], name: str, depth: int) -> Any:
    kind = schema.get("type", "object")
    kind = kind[0] if isinstance(kind, list) else kind
    if kind == "object":
        shown = {} if depth > DEEPEST else schema.get("properties", {})
        return {key: example_of(one, schemas, key, depth + 1) for key, one in shown.items()}
    if kind == "array":
        items = schema.get("items", {})
        few = [] if depth > DEEPEST or not items else [example_of(items, schemas, name, depth + 1)]
        return few * int(schema.get("minItems", 1))
    if kind == "string":
        return FORMATS.get(schema.get("format", ""), WORDS.get(name, ""))
    return {"integer": int(schema.get("minimum", 1)), "number": 1.0, "boolean": True, "null": None}[kind]


def _refusal(shown: Any, status: str) -> Any:
    codes = {
        "400": "malformed",
        "401": "not_signed_in",
        "403": "forbidden",
        "404": "not_found",
        "429": "too_many_requests",
    }
    code = {**codes, "412": "changed_meanwhile", "413": "too_large", "409": "conflict"}.get(status, "malformed")
    address = f"https://ascribe.example/api/v1/errors/{code}/"
    said = {"type": address, "status": int(status), "code": code, "instance": "/api/v1/projects/newsroom/"}
    return {**shown, **said, "title": "No", "detail": "A sentence one can act on.", "request_id": "8f1d0f3c9a2b4e57"}
