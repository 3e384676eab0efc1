"""Names of files in an archive. Pure."""

import re
import unicodedata

LONGEST_NAME = 80
_UNSAFE = re.compile(r"(?:[^\w.-]|\.{2,})+")
_RESERVED = re.compile(r"(con|prn|aux|nul|com[\d¹²³]|lpt[\d¹²³])(\..*)?", re.IGNORECASE)


class Names:
    """Names of files that no system minds, none twice."""

    def __init__(self) -> None:
        self._met: set[str] = set()

    def new(self, *wanted: str, key: object) -> str:
        """The first of `wanted` that leaves something, with `key` behind it where it is taken already."""
        first = name = next(filter(None, map(safe, wanted)), "article")
        tries = 1
        while (met := _as_met(name)) in self._met:
            name = f"{first}-{key}" if tries == 1 else f"{first}-{key}-{tries}"
            tries += 1
        self._met.add(met)
        return name


def _as_met(name: str) -> str:
    """What systems take for the same name: some know neither case nor how an accent is written."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def safe(name: str) -> str:
    """A name without separators, leading dots or words that Windows keeps for itself; empty when nothing is left."""
    name = _UNSAFE.sub("-", name).strip(".-_ ")[:LONGEST_NAME].strip(".-_ ")
    return f"{name}-" if _RESERVED.fullmatch(name) else name
