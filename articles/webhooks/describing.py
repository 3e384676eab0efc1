"""The messages in the OpenAPI description, each with an example. Pure."""

from datetime import UTC, datetime
from typing import Any

from articles.webhooks.kinds import KINDS, Kind, payload

AT = datetime(2026, 5, 1, 12, tzinfo=UTC)
ORIGIN = "https://ascribe.example"
EXAMPLES: dict[str, Any] = {
    "articles": [12, 13], "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "counts": {"added": 120, "refused": 2},
}  # fmt: skip


def webhooks() -> dict[str, Any]:
    """The section `webhooks`: what a receiver gets, by the name of the event."""
    return {kind.name: {"post": _message(kind)} for kind in KINDS}


def _message(kind: Kind) -> dict[str, Any]:
    detail = {name: EXAMPLES.get(name, 12) for name in kind.ids}
    example = payload(kind, project="demo", origin=ORIGIN, at=AT, by="A02", detail=detail)
    names = {"type": {"const": kind.name}, "timestamp": {"type": "string", "format": "date-time"}}
    schema = {
        "type": "object",
        "properties": {**names, "data": {"type": "object"}},
        "required": ["type", "timestamp", "data"],
    }
    headers = ("webhook-id", "webhook-timestamp", "webhook-signature")
    return {
        "operationId": f"webhook_{kind.name.replace('.', '_')}",
        "summary": kind.words,
        "tags": ["webhooks"],
        "parameters": [
            {"name": name, "in": "header", "required": True, "schema": {"type": "string"}} for name in headers
        ],
        "requestBody": {"content": {"application/json": {"schema": schema, "example": example}}},
        "responses": {"2XX": {"description": "Taken."}, "410": {"description": "Never send anything again."}},
    }
