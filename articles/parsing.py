"""JSON that comes in through the API: bounded in size and depth before anything looks at it."""

from collections.abc import Mapping
from typing import IO, Any

from django.conf import settings
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser

from articles.access import Refusal


class BoundedJSONParser(JSONParser):
    """Django REST framework reads past DATA_UPLOAD_MAX_MEMORY_SIZE, and deep nesting ends in a RecursionError."""

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        sent = int((parser_context or {})["request"].META.get("CONTENT_LENGTH") or 0)
        if limit is not None and sent > limit:
            raise Refusal("too_large", f"At most {limit // 2**20} MB fit into one request.", 413)
        try:
            return super().parse(stream, media_type, parser_context)
        except RecursionError:
            raise ParseError("This JSON is nested too deeply.") from None
