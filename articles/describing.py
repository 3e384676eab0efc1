"""What every endpoint of the API has in common in the OpenAPI description: how it says no."""

from typing import Any

from drf_spectacular.utils import OpenApiResponse
from rest_framework import serializers

from articles.problems import MEDIA_TYPE

WHEN = {
    400: "Malformed, or a parameter that is not known.",
    401: "No credentials, or bad ones.",
    403: "A member without the right, or a token that may only read.",
    404: "Not there, or not visible to the caller.",
    409: "Not as things stand just now; `code` says why.",
    410: "It was withdrawn; `detail` says why.",
    422: "Well-formed, and refused; `code` says why.",
}


class Problem(serializers.Serializer[Any]):
    """RFC 9457 problem details. `code` is stable and for programs, `detail` a sentence a person can act on."""

    type = serializers.CharField(help_text="A page that explains the code.")
    title = serializers.CharField()
    status = serializers.IntegerField()
    code = serializers.CharField()
    detail = serializers.CharField()
    instance = serializers.CharField(help_text="The address that was asked.")
    request_id = serializers.CharField(help_text="To name when reporting it; also the header X-Request-ID.")


def answers(*statuses: int, **of: Any) -> dict[Any, Any]:
    """The responses of an endpoint: `answers(422, ok=ActorOut)`. 400, 401 and 404 may always happen."""
    good = {{"ok": 200, "created": 201}[name]: serializer for name, serializer in of.items()}
    bad = {400, 401, 404, *statuses}
    return good | {(status, MEDIA_TYPE): OpenApiResponse(Problem, WHEN[status]) for status in sorted(bad)}
