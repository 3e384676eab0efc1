"""What a reader is given: one file, and what was asked about it. Pure."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from annotator.intake.found import Bad, Found


@dataclass(frozen=True, slots=True)
class Source:
    """A file to read: a name as its sender gave it, its bytes (seekable), and how many there are."""

    name: str
    file: BinaryIO
    size: int


def _nobody(_place: str) -> None:
    """Nobody follows the reading."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person or a program said about a file.

    `language` is the project's or the upload's; `encoding` a name of `encodings.CHOICES`, or empty to detect it;
    `columns` says which column of a table holds which field of a `Draft` ({"body": "text"}), empty to guess;
    `unit` says what the offsets of annotations count, a name of `units.UNITS`, empty to find out;
    `cut` asks the process that reads to find paragraphs, sentences and a sketch too, for what is stored at once;
    `skip` are entries of an archive that could not be read before; a reader of archives tells each as a Bad. It calls
    `entering` with the name of each entry before it reads it, always in the same order: what follows belongs to it.
    """

    language: str = ""
    encoding: str = ""
    columns: dict[str, str] = field(default_factory=dict)
    unit: str = ""
    cut: bool = False
    skip: frozenset[str] = frozenset()
    entering: Callable[[str], None] = _nobody


Read = Callable[[Source, Asked], Iterator[Found | Bad]]
