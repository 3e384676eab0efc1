"""What the tests of readers share: a file in memory, read as the process that reads does it."""

import io
from dataclasses import replace
from typing import Any

from annotator.intake.formats.registry import encoding_of, inspect
from annotator.intake.formats.source import Asked, Source
from annotator.intake.found import Bad, Found

GIGABYTE = 10**9


def source_of(content: bytes | str, name: str = "articles") -> Source:
    raw = content.encode() if isinstance(content, str) else content
    return Source(name, io.BytesIO(raw), len(raw))


def everything(content: bytes | str, name: str, **asked: Any) -> list[Found | Bad]:
    """All that is found in a file, by the format its name and its beginning say."""
    source = source_of(content, name)
    kind = inspect(source.file, name, source.size, largest=2 * GIGABYTE)
    wanted = Asked(**asked)
    if kind.coded:
        wanted = replace(wanted, encoding=encoding_of(source, kind, wanted))
    return list(kind.read(source, wanted))


def found(content: bytes | str, name: str, **asked: Any) -> list[Found]:
    """The same where nothing is refused."""
    read = everything(content, name, **asked)
    assert not [one for one in read if isinstance(one, Bad)], read
    return [one for one in read if isinstance(one, Found)]
