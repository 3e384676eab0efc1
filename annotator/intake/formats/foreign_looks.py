"""What the first bytes of a file of annotations say about the tool that wrote it. Pure, and free of heavy imports.

The beginning may end within the first article: then only words that no other file has in this company count.
"""

import json
import re
from typing import Any

LEAST_TAGGED = 0.9  # of the lines of a file of tokens
_TAG = re.compile(r"O|[BIELSU]-\S+")
_MARKED = ("label", "labels", "annotations", "entities")


def ours(head: bytes) -> bool:
    first = head.removeprefix(b"\xef\xbb\xbf").lstrip().partition(b"\n")[0]
    return first.startswith(b'{"id":') and b'"text_sha256":' in first and b'"project":' in first


def doccano_lines(head: bytes) -> bool:
    return _doccano(_first(head.removeprefix(b"\xef\xbb\xbf").lstrip().partition(b"\n")[0]))


def doccano_list(head: bytes) -> bool:
    return _doccano(_first(head))


def label_studio(head: bytes) -> bool:
    first = _first(head)
    if first:
        return isinstance(first.get("data"), dict) and ("annotations" in first or "completions" in first)
    return all(key in head for key in (b'"result"', b'"annotations"', b'"from_name"', b'"to_name"'))


def citron(head: bytes) -> bool:
    first = _first(head)
    if first:
        return isinstance(first.get("text"), str) and isinstance(first.get("quotes"), list)
    return all(key in head for key in (b'"quotes"', b'"cue"', b'"sources"', b'"contents"'))


def web_annotation(head: bytes) -> bool:
    return b"www.w3.org/ns/anno" in head or b'"TextPositionSelector"' in head or b'"TextQuoteSelector"' in head


def cas_json(head: bytes) -> bool:
    return b'"%TYPES"' in head or b'"%FEATURE_STRUCTURES"' in head


def xmi(head: bytes) -> bool:
    return b"http://www.omg.org/XMI" in head and b"cas" in head


def sqlite(head: bytes) -> bool:
    return head.startswith(b"SQLite format 3\x00")


def tokens(head: bytes) -> bool:
    """Whether nearly every line is a token and a tag of IOB, BILOU or the like, and some token is tagged."""
    lines = [line.split() for line in head.decode(errors="replace").split("\n")[:-1][:500]]
    tagged = [line for line in lines if len(line) > 1 and _TAG.fullmatch(line[-1])]
    full = [line for line in lines if line and not line[0].startswith(("#", "-DOCSTART-"))]
    return len(tagged) >= max(2, LEAST_TAGGED * len(full)) and any(line[-1] != "O" for line in tagged)


def _doccano(first: dict[str, Any]) -> bool:
    given = [first[name] for name in _MARKED if isinstance(first.get(name), list)]
    return (
        isinstance(first.get("text", first.get("data")), str)
        and bool(given)
        and (any(given) or "entities" in first)
        and all(_is_mark(one) for marks in given for one in marks)
    )


def _is_mark(one: Any) -> bool:
    if isinstance(one, dict):
        return "start_offset" in one and "end_offset" in one
    return isinstance(one, list) and len(one) == 3 and isinstance(one[2], str)


def _first(head: bytes) -> dict[str, Any]:
    """The first object; empty when there is none, or it goes on beyond the beginning."""
    try:
        text = head.decode(errors="ignore").lstrip("\ufeff \t\r\n[")
        value, _end = json.JSONDecoder(strict=False).raw_decode(text)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}
