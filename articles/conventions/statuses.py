"""What is said where nobody has said anything better: by the framework, or by a fault of ours."""

from articles.access import Refusal
from articles.words import _


def in_general(status: int) -> Refusal:
    """A refusal with this status."""
    if status == 404:
        return Refusal("not_found", _("There is no such address in this API; /api/v1/ lists them all."), 404)
    if status == 405:
        return Refusal("method_not_allowed", _("This method is not understood here; see the header Allow."), 405)
    if status == 406:
        return Refusal("not_acceptable", _("The API answers in JSON; leave the header Accept out."), 406)
    if status == 413:
        return Refusal("too_large", _("This is too much for one request; send it in several."), 413)
    if status == 415:
        return Refusal("unsupported_media_type", _("Send JSON with “Content-Type: application/json”."), 415)
    if status < 500:
        return Refusal("malformed", _("This request could not be understood."), status)
    return Refusal("fault", _("Something is wrong on our side. Say `request_id` when you report it."), status)
