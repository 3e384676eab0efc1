"""Whether the state after a batch can stand. Pure: what the database knows comes in as `Known`.

Every refusal names the operation it is about; the whole batch is refused, nothing is stored.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from annotator.work.operations import (
    KIND_OF_ROLE,
    ROLES,
    Command,
    Delete,
    Dismiss,
    Json,
    PutActor,
    PutAttribution,
    PutSpan,
    PutTopic,
)
from articles.access import Refusal
from articles.words import _

MAX_TEXT_VALUE = 2_000
MAX_NOTE = 10_000
MAX_NAME = 300
_ISO_DATE = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True)
class Question:
    """A field of the scheme, as far as checking an answer goes."""

    kind: str
    choices: tuple[str, ...] = ()


@dataclass
class Known:
    """What the database holds of the things a batch names. Ids are canonical UUID strings.

    `foreign_actors` are unnamed sources of other articles, and in a blind project of readings out of sight.
    `attributions` holds those the batch puts or deletes and those that name a span it puts or deletes.
    """

    text: str
    spans: Mapping[str, Json] = field(default_factory=dict)
    attributions: Mapping[str, Json] = field(default_factory=dict)
    actors: frozenset[str] = frozenset()
    foreign_actors: frozenset[str] = frozenset()
    topics: frozenset[str] = frozenset()
    sets_of_article: frozenset[int] = frozenset()
    questions: Mapping[tuple[str, str], Question] = field(default_factory=dict)


def judge(command: Command, known: Known) -> None:
    """Check the state after the whole batch. Raises Refusal 422 with the number of the offending operation."""
    _each_id_once(command)
    actors = (known.actors | {str(op.id) for _, op in command.puts(PutActor)}) - known.foreign_actors
    topics = known.topics | {str(op.id) for _, op in command.puts(PutTopic)}
    for n, op in enumerate(command.operations):
        if isinstance(op, PutSpan):
            _check_span(n, op, known, actors, topics)
        elif isinstance(op, PutActor | PutTopic):
            _check_name(n, op.name)
        taken = op.dismiss if isinstance(op, Dismiss) else getattr(op, "from_", None)
        if taken is not None and taken.set not in known.sets_of_article:
            raise _no(n, "unknown_set", _("This suggestion is not of a reading of this article."))
    _check_attributions(command, known)


def _each_id_once(command: Command) -> None:
    ids = [one["id"] for one in command.plain if "id" in one]
    if len(set(ids)) == len(ids):
        return
    seen: set[UUID] = set()
    for n, op in enumerate(command.operations):
        if isinstance(op, Dismiss):
            continue
        if op.id in seen:
            raise _no(n, "duplicate_id", _("The id %(id)s occurs twice in this batch.") % {"id": op.id})
        seen.add(op.id)


def _check_span(n: int, op: PutSpan, known: Known, actors: frozenset[str], topics: frozenset[str]) -> None:
    _check_fragments(n, op, known.text)
    if op.actor is not None and op.kind != "actor":
        raise _no(n, "wrong_kind", _("Only an actor span can be linked to an actor."))
    if op.topic is not None and op.kind != "claim":
        raise _no(n, "wrong_kind", _("Only a claim can have a topic."))
    if op.actor is not None and str(op.actor) not in actors:
        raise _no(n, "unknown_actor", _("There is no such actor for this article in this project."))
    if op.topic is not None and str(op.topic) not in topics:
        raise _no(n, "unknown_topic", _("There is no such topic in this project."))
    _check_values(n, op.values, op.kind, known.questions)


def _check_fragments(n: int, op: PutSpan, text: str) -> None:
    if len(op.fragments) == 1:  # nearly every span: said at once, so that only what is wrong is asked about
        start, end = op.fragments[0]
        if 0 <= start < end <= len(text) and op.quote == [text[start:end]]:
            return
    if not op.fragments:
        raise _no(n, "fragments", _("A span needs at least one fragment."))
    if any(start >= end for start, end in op.fragments):
        raise _no(n, "fragments", _("Every fragment begins before it ends."))
    if any(before[1] >= after[0] for before, after in zip(op.fragments, op.fragments[1:], strict=False)):
        raise _no(n, "fragments", _("Fragments are sorted and apart; join the ones that touch or overlap."))
    if op.fragments[0][0] < 0 or op.fragments[-1][1] > len(text):
        raise _no(n, "outside_text", _("The span does not lie inside the article."))
    if op.quote != [text[start:end] for start, end in op.fragments]:
        raise _no(
            n, "wrong_quote", _("The quote is not what the article says there; offsets count Unicode code points.")
        )


def _check_name(n: int, name: str) -> None:
    if not name.strip() or len(name) > MAX_NAME:
        raise _no(n, "bad_value", _("A name has between 1 and %(max_name)s characters.") % {"max_name": MAX_NAME})


def _check_attributions(command: Command, known: Known) -> None:
    kinds = {uuid: span["kind"] for uuid, span in known.spans.items()}
    position = {}
    for n, plain in enumerate(command.plain):
        if plain.get("put") == "span":
            kinds[plain["id"]], position[plain["id"]] = plain["kind"], n
    for n, op in enumerate(command.operations):
        if isinstance(op, Delete) and op.delete == "span":
            kinds.pop(str(op.id), None)
            position[str(op.id)] = n
    for n, attribution in command.puts(PutAttribution):
        _check_attribution(n, attribution, command.plain[n], kinds, position, known)
    replaced = {str(op.id) for op in command.operations if isinstance(op, PutAttribution | Delete)}
    for uuid, standing in known.attributions.items():
        if uuid not in replaced:
            _check_standing(standing, kinds, position)


def _check_attribution(
    n: int, op: PutAttribution, plain: Json, kinds: Mapping[str, str], position: Mapping[str, int], known: Known
) -> None:
    if op.implicit_source and op.source:
        raise _no(n, "implicit_source", _("A source that is marked as implicit cannot also be tagged."))
    if len(op.note) > MAX_NOTE:
        raise _no(n, "bad_value", _("A note has at most %(max_note)s characters.") % {"max_note": f"{MAX_NOTE:,}"})
    parts = [(role, span) for role in ROLES for span in plain[role]]
    if len(set(parts)) < len(parts):
        raise _no(n, "duplicate_part", _("A span plays a role only once in an attribution."))
    for role, span in parts:
        if span not in kinds:
            if span in position:
                raise _no(position[span], "span_in_use", _("This span is still named by an attribution."))
            raise _no(n, "unknown_span", _("There is no span %(span)s in this set.") % {"span": span})
        if kinds[span] != KIND_OF_ROLE[role]:
            raise _no(
                n,
                "wrong_kind",
                _("The role %(role)s takes %(what)s spans, not %(what2)s ones.")
                % {"role": role, "what": KIND_OF_ROLE[role], "what2": kinds[span]},
            )
    _check_values(n, op.values, "attribution", known.questions)


def _check_standing(standing: Json, kinds: Mapping[str, str], position: Mapping[str, int]) -> None:
    """An attribution that the batch does not touch must survive what the batch does to its spans."""
    for role, needed in KIND_OF_ROLE.items():
        for span in standing[role]:
            if span not in position:
                continue
            if span not in kinds:
                raise _no(position[span], "span_in_use", _("This span is still named by an attribution."))
            if kinds[span] != needed:
                raise _no(
                    position[span], "wrong_kind", _("An attribution names this span as its %(role)s.") % {"role": role}
                )


def _check_values(n: int, values: Json, applies_to: str, questions: Mapping[tuple[str, str], Question]) -> None:
    for name, value in values.items():
        question = questions.get((applies_to, name))
        if question is None:
            raise _no(
                n,
                "bad_value",
                _("The scheme has no field “%(name)s” for %(applies_to)s records.")
                % {"name": name, "applies_to": applies_to},
            )
        if not answers(question, value):
            raise _no(n, "bad_value", _("The value of “%(name)s” does not fit its field.") % {"name": name})


def answers(question: Question, value: Any) -> bool:
    """Whether `value` is an answer to `question`."""
    match question.kind:
        case "choice":
            return isinstance(value, str) and value in question.choices
        case "many":
            return isinstance(value, list) and _sorted_unique(value) and set(value) <= set(question.choices)
        case "bool":
            return isinstance(value, bool)
        case "text":
            return isinstance(value, str) and len(value) <= MAX_TEXT_VALUE
        case "number":
            return isinstance(value, int | float) and not isinstance(value, bool) and _is_number(value)
        case "date":
            return isinstance(value, str) and _is_date(value)
    return False


def _sorted_unique(value: list[Any]) -> bool:
    return all(isinstance(part, str) for part in value) and value == sorted(set(value))


def _is_number(value: int | float) -> bool:
    """Finite, and within what every JSON reader keeps exactly."""
    return abs(value) <= 2**53 if isinstance(value, int) else math.isfinite(value)


def _is_date(value: str) -> bool:
    try:
        return bool(_ISO_DATE.fullmatch(value)) and bool(date.fromisoformat(value))
    except ValueError:
        return False


def _no(n: int, code: str, message: str) -> Refusal:
    return Refusal(code, message, operation=n)
