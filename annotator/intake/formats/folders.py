"""Files of an archive that mean something only together: annotations and the texts they are about. Pure."""

from collections.abc import Callable, Collection, Iterator, Mapping

from annotator.intake.formats import brat, cas, webannotation
from annotator.intake.formats.source import Asked
from annotator.intake.found import Bad, Found

_TOGETHER = (brat, cas, webannotation)
Files = Mapping[str, Callable[[], bytes]]


def consumed(names: Collection[str]) -> set[str]:
    """The files that `read_folder` reads."""
    return {name for part in _parts(names) for name in part}


def read_folder(files: Files, asked: Asked) -> Iterator[Found | Bad]:
    """Every article in these files with its readings, one way of writing annotations after the other."""
    for one, names in zip(_TOGETHER, _parts(files), strict=True):
        if names:
            yield from one.read_folder({name: files[name] for name in names}, asked)


def _parts(names: Collection[str]) -> list[set[str]]:
    """Which files belong to which way of writing annotations; one set each."""
    left, parts = set(names), []
    for one in _TOGETHER:
        parts.append(one.consumed(left))
        left -= parts[-1]
    return parts
