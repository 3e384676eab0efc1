"""Versions of what the API answers: strong ETags, and the conditions a request may put on them."""

import hashlib


def tag_of(body: bytes) -> str:
    """The ETag of these bytes.

    It depends on nothing but them: two callers who may see the same have the same tag, and who sees less has another.
    """
    return f'"{hashlib.sha256(body).hexdigest()[:40]}"'


def names(condition: str, tag: str) -> bool:
    """Whether an If-Match or If-None-Match header names this tag.

    A `W/` in front is passed over, also for If-Match: a proxy that compresses puts it there, the version is the same.
    """
    wanted = [one.strip().removeprefix("W/") for one in condition.split(",")]
    return "*" in wanted or tag.removeprefix("W/") in wanted
