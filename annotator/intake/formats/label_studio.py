"""Label Studio's JSON export: tasks with a text and the annotations of each person. Pure.

Versions differ in whether offsets count code points or UTF-16; the text of each region decides.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from annotator.intake.formats.claimed import Annotated, Claimed, verified, without_dangling
from annotator.intake.formats.json_values import Json, listed, offset, values_of
from annotator.intake.formats.source import Asked, Source
from annotator.intake.found import Bad, Found, Link, Mark
from articles.drafts import SYNONYMS, Fault
from articles.words import _

TOOL = "Label Studio"
_FIELDS = {key: name for name, keys in SYNONYMS.items() for key in keys if name != "text" and key != "id"}
_NOT_LABELS = {"start", "end", "text"}


def read(source: Source, asked: Asked) -> Iterator[Found | Bad]:
    """Each task with a reading for everybody who annotated it. Raises Fault when the offsets fit in no unit."""
    return verified(lambda: _tasks(source, asked), TOOL, asked)


def _tasks(source: Source, asked: Asked) -> Iterator[Annotated | Bad]:
    for value in values_of(source, asked, by_line=False):
        if isinstance(value, Bad):
            yield value
            continue
        try:
            yield _task(*value)
        except Fault as fault:
            yield Bad(value[0], fault.code, fault.message)


def _task(line: int, task: Any) -> Annotated:
    given = task.get("data") if isinstance(task, dict) else None
    if not isinstance(given, dict):
        raise Fault("not_an_object", _("A task of Label Studio has its text in “data”."))
    rest = dict(given)
    texts = [key for key, value in rest.items() if isinstance(value, str)]
    if not texts:
        raise Fault("no_text", _("There is no text here that the annotations are about."))
    text = rest.pop("text" if "text" in texts else max(texts, key=lambda key: len(rest[key])))
    notes: list[str] = []
    readings = []
    for number, one in enumerate(listed(task.get("annotations") or task.get("completions")), 1):
        if isinstance(one, dict) and not one.get("was_cancelled"):
            reading, remarks = _reading(one, number)
            readings.append(reading)
            notes += remarks
    if task.get("predictions"):
        notes.append(_("What a program predicted in Label Studio is left out."))
    fields = {_FIELDS[key]: rest.pop(key) for key in list(rest) if key in _FIELDS}
    return Annotated(line, text, tuple(readings), fields, rest, tuple(notes))


def _reading(one: Json, number: int) -> tuple[Claimed, tuple[str, ...]]:
    results = [result for result in listed(one.get("result")) if isinstance(result, dict)]
    marks: dict[str, Mark] = {}
    quotes: dict[str, str] = {}
    links: list[Link] = []
    for place, result in enumerate(results):
        given = result.get("value")
        value: Json = given if isinstance(given, dict) else {}
        if result.get("type") == "relation":
            links.append(_link(result, place))
        elif value and {"start", "end"} <= set(value) and "startOffset" not in value:
            for mark in _marks(result, value, place):
                marks[mark.id] = mark
                if isinstance(value.get("text"), str):
                    quotes[mark.id] = value["text"].replace("\\n", "\n")
        elif "startOffset" in value:
            raise Fault("not_plain_text", _("These annotations are about HTML; only those of plain text are read."))
    for result in results:
        _answer(result, marks)
    good, notes = without_dangling(links, marks)
    return Claimed(_who(one, number), tuple(marks.values()), good, quotes), notes


def _marks(result: Json, value: Json, place: int) -> Iterator[Mark]:
    """One mark a label: a region may carry several."""
    kind = str(result.get("type", ""))
    labels = next((one for key, one in value.items() if key not in _NOT_LABELS and isinstance(one, list)), [kind])
    id = str(result.get("id", place))
    for number, label in enumerate(labels or [kind]):
        mark = Mark(
            id if number == 0 else f"{id}#{number}", str(label), ((offset(value["start"]), offset(value["end"])),)
        )
        yield replace(mark, note="\n".join(map(str, listed(result.get("meta", {}).get("text")))))


def _answer(result: Json, marks: dict[str, Mark]) -> None:
    """A choice or a remark about a region: a value of its mark, named after the control."""
    mark = marks.get(str(result.get("id")))
    value = result.get("value")
    if (
        mark is None
        or not isinstance(value, dict)
        or result.get("type") not in ("choices", "rating", "textarea", "number")
    ):
        return
    answers = value.get(result["type"])
    answer = answers[0] if isinstance(answers, list) and len(answers) == 1 else answers
    if answer is not None:
        mark.values[str(result.get("from_name", result["type"]))] = answer


def _link(result: Json, place: int) -> Link:
    ends = [("from", str(result.get("from_id"))), ("to", str(result.get("to_id")))]
    if result.get("direction") == "left":
        ends = [("from", ends[1][1]), ("to", ends[0][1])]
    labels = listed(result.get("labels")) or ["relation"]
    return Link(f"r{place}", str(labels[0]), tuple(ends))


def _who(one: Json, number: int) -> str:
    who = one.get("completed_by")
    if isinstance(who, dict):
        who = who.get("email") or who.get("username") or who.get("id")
    return str(who) if who not in (None, "") else str(number)
