"""Files of annotations for tests, read as an upload would be."""

import io
import json

from annotator.intake.formats.registry import HEAD, encoding_of, format_of
from annotator.intake.formats.source import Asked, Source
from articles.texts import canonical


def as_bytes(content, *, by_line=False):
    if isinstance(content, bytes):
        return content
    if isinstance(content, str):
        return content.encode()
    return "\n".join(map(json.dumps, content)).encode() if by_line else json.dumps(content).encode()


def read(name, content, **asked):
    """What is found in a file of this name, by the format its first bytes choose."""
    raw = as_bytes(content, by_line=name.endswith("l"))
    source = Source(name, io.BytesIO(raw), len(raw))
    kind = format_of(name, raw[:HEAD], len(raw), largest=10**9)
    wanted = Asked(**asked)
    if kind.coded:
        wanted = Asked(**{**asked, "encoding": encoding_of(source, kind, wanted)})
    return list(kind.read(source, wanted))


def format_named(name, content):
    raw = as_bytes(content, by_line=name.endswith("l"))
    return format_of(name, raw[:HEAD], len(raw), largest=10**9).name


def said(found, reading=0):
    """The words of every mark of a reading with its label: [("Cue", "said"), …]."""
    text = canonical(found.draft.text)
    return [
        (mark.label, " … ".join(text[start:end] for start, end in mark.fragments))
        for mark in found.readings[reading].marks
    ]


def utf16(text, part):
    """Where a part of a text lies, in UTF-16 code units."""
    start = len(text[: text.index(part)].encode("utf-16-le")) // 2
    return start, start + len(part.encode("utf-16-le")) // 2
