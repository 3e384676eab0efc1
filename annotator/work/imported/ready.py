"""An imported reading made ready: typed, without values unknown here, linked to the registry, judged. Pure.

The same `judge` decides as for every edit. It is given an empty reading to begin with.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid5

import msgspec
import orjson

from annotator.work.imported.shapes import Imported, Stored, Typed
from annotator.work.judging import Known, Question, answers, judge
from annotator.work.operations import Batch, Command, Put, PutActor, PutAttribution, PutSpan, PutTopic
from annotator.work.operations import typed as typed_each
from articles.access import Refusal
from articles.words import _

HOUSE = UUID("5b8a4f0e-6f0c-5a51-9c1e-2f3b7d1c9a64")
MAX_LABEL = 200
Linked = Mapping[tuple[int, UUID], tuple[UUID, bool]]
"""The id an actor or topic has in the project, by article and the id in the file, and whether it is new there."""


@dataclass
class Reading:
    """A reading between the file and the tables. `batch` is the same whenever the same bytes say the same."""

    given: Imported
    operations: list[Put]
    batch: UUID
    dropped: Counter[str] = field(default_factory=Counter)
    numbers: list[int] = field(default_factory=list)


def read(given: Imported, *, upload_sha256: str) -> Reading:
    """The reading with its operations typed. Raises Refusal for what is malformed, and for all that is no `put`."""
    if len(given.label) > MAX_LABEL or len(given.system) > MAX_LABEL or "\0" in given.label + given.system:
        raise Refusal(
            "bad_label", _("The name of an annotator has at most %(number)s characters.") % {"number": MAX_LABEL}
        )
    said = given.typed or typed(given.operations)
    batch = uuid5(HOUSE, f"{upload_sha256}/{given.article_id}/{given.label}/{said.digest}")
    return Reading(given, said.operations, batch)


def typed(given: list[dict[str, Any]]) -> Typed:
    """Operations as their types. Raises Refusal for what is malformed, and for all that is no `put`."""
    try:
        operations = msgspec.convert(given, list[Put])
        kept = orjson.dumps(given, option=orjson.OPT_SORT_KEYS)
        if b"\\u0000" in kept.replace(rb"\\", b""):
            raise msgspec.ValidationError
    except (msgspec.ValidationError, orjson.JSONEncodeError, RecursionError):
        typed_each(given)  # names the operation that is malformed
        raise Refusal(
            "only_puts", _("An imported reading only puts things; it deletes and dismisses nothing.")
        ) from None
    return Typed(operations, hashlib.sha256(kept).hexdigest())


def typed_or_none(given: list[dict[str, Any]]) -> Typed | None:
    """The same, done ahead: what is refused is refused when it would be stored."""
    try:
        return typed(given)
    except Refusal:
        return None


def link(reading: Reading, linked: Linked) -> None:
    """Let the reading name actors and topics as the project does.

    What the project knows is not put again, and what the reading itself puts twice is put once.
    """
    here: dict[UUID, UUID] = {}
    put: set[UUID] = set()
    kept: list[Put] = []
    for number, op in enumerate(reading.operations):
        if isinstance(op, PutActor | PutTopic):
            here[op.id], is_new = linked[reading.given.article_id, op.id]
            if not is_new or here[op.id] in put:
                continue
            op.id = here[op.id]
            put.add(op.id)
        kept.append(op)
        reading.numbers.append(number)
    reading.operations = kept
    for op in kept:
        if isinstance(op, PutSpan):
            op.actor = here.get(op.actor, op.actor) if op.actor else None
            op.topic = here.get(op.topic, op.topic) if op.topic else None


def drop_unknown_values(reading: Reading, questions: Mapping[tuple[str, str], Question]) -> None:
    """Leave out and count the values that no field of the scheme takes: they never cost the reading."""
    for op in reading.operations:
        if not isinstance(op, PutSpan | PutAttribution) or not op.values:
            continue
        record = op.kind if isinstance(op, PutSpan) else "attribution"
        kept = {}
        for name, value in op.values.items():
            question = questions.get((record, name))
            if question is not None and answers(question, value):
                kept[name] = value
            else:
                reading.dropped[f"{record}.{name}"] += 1
        op.values = kept


def judged(reading: Reading, known: Known, *, text_sha256: str) -> Command:
    """The command that makes the reading out of nothing. Raises Refusal with the operation, as it was given."""
    command = Command(Batch(reading.batch, 0, text_sha256, []), list(reading.operations))
    try:
        judge(command, known)
    except Refusal as no:
        if (number := no.extra.get("operation")) is not None:
            no.extra["operation"] = reading.numbers[number]
        raise
    return command


def refused(given: Imported, no: Refusal) -> Stored:
    """What became of a reading that cannot stand."""
    return Stored(given.article_id, given.label, code=no.code, reason=no.message, operation=no.extra.get("operation"))


def chunks(readings: Iterable[Imported], *, sets: int, operations: int) -> Iterator[list[Imported]]:
    """Lists of at most `sets` readings with about `operations` operations between them."""
    chunk: list[Imported] = []
    room = operations
    for reading in readings:
        chunk.append(reading)
        room -= len(reading.operations)
        if len(chunk) >= sets or room <= 0:
            yield chunk
            chunk, room = [], operations
    if chunk:
        yield chunk
