"""A reading of a file on its way in, and what became of it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from annotator.work.operations import Put


@dataclass(frozen=True, slots=True)
class Typed:
    """The operations of a reading as their types, and the digest of what was given."""

    operations: list[Put]
    digest: str


@dataclass(frozen=True, slots=True)
class Imported:
    """One reading of one article, as operations that `POST sets/{id}/changes/` would take; only `put`s.

    `label` is the annotator's name or code in the file, `system` the tool it was made with, such as "brat".
    `typed` is what `ready.typed` makes of the operations, where that was done ahead; it is used up.
    """

    article_id: int
    label: str
    system: str
    operations: list[dict[str, Any]]
    typed: Typed | None = None


@dataclass(frozen=True, slots=True)
class Stored:
    """What became of it: `set_id` of what was stored now or before, or a refusal and the operation it is about.

    `dropped` counts, by "claim.stance", the values that the scheme has no place for.
    """

    article_id: int
    label: str
    set_id: int | None = None
    is_new: bool = False
    spans: int = 0
    attributions: int = 0
    dropped: Mapping[str, int] = field(default_factory=dict)
    code: str = ""
    reason: str = ""
    operation: int | None = None
