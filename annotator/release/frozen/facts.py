"""What is known of a release when its cards are written. Pure."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

Json = dict[str, Any]
TABULAR = {
    "parquet": "application/vnd.apache.parquet",
    "csv": "text/csv; charset=utf-8; header=present",
    "jsonl.gz": "application/gzip",
}


@dataclass(frozen=True)
class Question:
    """A field of the scheme."""

    applies_to: str
    name: str
    kind: str
    choices: list[str]
    required: bool
    guideline: str


@dataclass(frozen=True)
class Built:
    """A file of the release, with what is in it; `rows` is None where it has none."""

    name: str
    media_type: str
    bytes: int
    sha256: str
    rows: int | None = None


@dataclass(frozen=True)
class Facts:
    """The release, in plain values. `address` is its page."""

    slug: str
    project: str
    about_project: str
    language: str
    licence: str
    number: int
    title: str
    description: str
    words: str
    sets: str
    split: str
    seed: int
    shares: list[int]
    rights: str
    day: date
    address: str
    scheme: int
    guidelines: str
    questions: list[Question]
    counts: Json
    narrow: bool = False
    """Whether only some spans of a reading were chosen."""

    parts: dict[str, int] = field(default_factory=dict)
    """Articles in each nested file, by its name without suffix."""

    files: list[Built] = field(default_factory=list)

    @property
    def version(self) -> str:
        """The number as a version: a release never changes, so each is a major one."""
        return f"{self.number}.0.0"

    @property
    def name(self) -> str:
        return f"{self.slug}-{self.number}"
