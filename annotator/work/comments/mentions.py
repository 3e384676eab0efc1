"""Who is meant by “@anna” or “@A03” in a comment. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

_MENTION = re.compile(r"(?<![\w@.])@([\w.+-]*\w)")


@dataclass(frozen=True)
class Reader:
    """Somebody who may read a reading; `name` is what the writer may know them by, besides the code."""

    user: int
    code: str
    name: str = ""


def mentioned(text: str, readers: Mapping[str, Reader]) -> tuple[str, set[Reader]]:
    """The text with everybody named by their code, and who they are. Whoever may not read it stays plain words.

    `readers` are found by `known_by`. A full stop or a hyphen after a name is not part of it, unless it is.
    """
    found: set[Reader] = set()

    def coded(match: re.Match[str]) -> str:
        whole = match[1]
        for end in (len(whole), *(at.start() for at in reversed(list(re.finditer(r"[.+-]", whole))))):
            if reader := readers.get(whole[:end].casefold()):
                found.add(reader)
                return f"@{reader.code}{whole[end:]}"
        return match[0]

    return _MENTION.sub(coded, text), found


def codes_in(text: str) -> list[str]:
    """What may be codes in a stored text, in order."""
    return list(dict.fromkeys(re.findall(r"(?<![\w@.])@(A\d+)(?!\w)", text)))


def known_by(readers: list[Reader]) -> dict[str, Reader]:
    """Readers by everything they may be called; a code wins over somebody's name."""
    names = {reader.name.casefold(): reader for reader in readers if reader.name}
    return names | {reader.code.casefold(): reader for reader in readers}
