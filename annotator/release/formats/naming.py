"""Names of files in an archive. Pure."""

import re

LONGEST_NAME = 80
_UNSAFE = re.compile(r"(?:[^\w.-]|\.{2,})+")
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)


class Names:
    """Names of files that no system minds, none twice."""

    def __init__(self) -> None:
        self._met: set[str] = set()

    def new(self, *wanted: str, key: object) -> str:
        """The first of `wanted` that leaves something, with `key` behind it where it is taken already."""
        name = next(filter(None, map(safe, wanted)), "article")
        if name.casefold() in self._met:
            name = f"{name}-{key}"
        self._met.add(name.casefold())
        return name


def safe(name: str) -> str:
    """A name without separators, leading dots or words that Windows keeps for itself; empty when nothing is left."""
    name = _UNSAFE.sub("-", name).strip(".-_ ")[:LONGEST_NAME].strip(".-_ ")
    return f"{name}-" if _RESERVED.fullmatch(name) else name
