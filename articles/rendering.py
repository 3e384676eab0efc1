"""JSON as the API sends it."""

from datetime import datetime
from typing import Any

import orjson
from rest_framework.renderers import JSONRenderer
from rest_framework.utils.encoders import JSONEncoder


class ExactEncoder(JSONEncoder):
    """Moments to the microsecond, as fields of serializers write them."""

    def default(self, obj: Any) -> Any:
        return obj.isoformat().replace("+00:00", "Z") if isinstance(obj, datetime) else super().default(obj)


class FastJSON(JSONRenderer):
    """JSON by orjson, in a tenth of the time; what it does not take, such as huge integers, is written slowly."""

    encoder_class = ExactEncoder

    def render(self, data: Any, accepted_media_type: str | None = None, renderer_context: Any = None) -> bytes:
        if data is None:
            return b""
        if self.get_indent(accepted_media_type or "", renderer_context or {}) is None:
            try:
                return orjson.dumps(data, default=self.encoder_class().default, option=orjson.OPT_UTC_Z)
            except TypeError:
                pass
        written: bytes = super().render(data, accepted_media_type, renderer_context)
        return written
