"""W3C Web Annotations in JSON-LD: a list, a page, a collection or a single one. Pure.

The text is in the file when a target's source is an object with a `value`; else it is a file of the same ZIP, named
like the end of the source's address, with or without .txt, or like the file of annotations. A position is verified
by the quote beside it; where it does not fit or there is none, the quote is looked for with its prefix and suffix.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit

from annotator.intake.formats import our_annotations, ours
from annotator.intake.formats.beside import text_beside
from annotator.intake.formats.claimed import Annotated, Claimed, reading_of, without_dangling
from annotator.intake.formats.fields import drafted
from annotator.intake.formats.json_values import Json, loaded
from annotator.intake.formats.selectors import Target, found_by_quote, target_of
from annotator.intake.formats.source import Asked, Source
from annotator.intake.formats.units import LEAST, Ballot, Counting
from annotator.intake.found import Bad, Found, Link, Mark, Named, Reading
from articles.drafts import Draft, Fault
from articles.texts import canonical
from articles.words import _

TOOL = "Web Annotation"
_REMARKS = {"commenting", "describing", "replying", "questioning", "editing", "assessing", "moderating"}
Files = Mapping[str, Callable[[], bytes]]
Texts = Callable[[str], str | None]


def read(source: Source, asked: Asked) -> Iterator[Found | Bad]:
    """Each text that is in the file, with a reading for each creator. Raises Fault when no text is there."""
    source.file.seek(0)
    yield from _articles(loaded(source.file.read(), asked.encoding or "utf-8"), lambda _address: None, asked)


def consumed(names: Collection[str]) -> set[str]:
    """Those files of an archive that are read together: annotations, and texts when there are annotations."""
    annotations = {name for name in names if name.lower().endswith(".jsonld")}
    return annotations | {name for name in names if annotations and name.lower().endswith(".txt")}


def read_folder(files: Files, asked: Asked) -> Iterator[Found | Bad]:
    """The texts of a folder that are annotated in its .jsonld files; then the others, as they are."""
    used: set[str] = set()
    for name in sorted(files):
        if not name.lower().endswith(".jsonld"):
            continue
        asked.entering(name)
        try:
            value = loaded(files[name](), asked.encoding or "utf-8")
            for one in _articles(value, _texts_beside(name, files, used, asked), asked):
                yield replace(one, place=one.place or name)
        except Fault as fault:
            yield Bad(1, fault.code, fault.message, name)
    for name in sorted(name for name in set(files) - used if name.lower().endswith(".txt")):
        try:
            yield Found(1, Draft(text=text_beside(files[name](), asked)), name)
        except Fault as fault:
            yield Bad(1, fault.code, fault.message, name)


def _texts_beside(annotations: str, files: Files, used: set[str], asked: Asked) -> Texts:
    by_name = {PurePosixPath(name).name: name for name in sorted(files, reverse=True) if name.lower().endswith(".txt")}
    same = str(PurePosixPath(annotations).with_suffix(".txt"))

    def text_of(address: str) -> str | None:
        end = PurePosixPath(unquote(urlsplit(address).path)).name
        name = by_name.get(end) or by_name.get(f"{end}.txt") or (same if same in files else "")
        if not name:
            return None
        used.add(name)
        return text_beside(files[name](), asked)

    return text_of


def _articles(value: Any, text_of: Texts, asked: Asked) -> Iterator[Found | Bad]:
    if our_annotations.are_ours(value):
        yield from ours.given(our_annotations.lines_of(value), "", asked.language)
        return
    annotations = [one for one in _items(value) if isinstance(one, dict)]
    ids = {str(one["id"]) for one in annotations if "id" in one}
    about: dict[str, list[tuple[Json, list[Target]]]] = {}
    texts: dict[str, str | None] = {}
    links = []
    for one in annotations:
        targets = [target_of(given) for given in _listed(one.get("target"))]
        if all(target.address in ids for target in targets):
            links.append(one)
            continue
        about.setdefault(targets[0].address, []).append((one, targets))
        texts[targets[0].address] = texts.get(targets[0].address) or next((t.text for t in targets if t.text), None)
    for line, (address, members) in enumerate(about.items(), 1):
        text = texts[address] or text_of(address)
        if text is None:
            yield Bad(line, "no_text", _no_text(), address)
            continue
        try:
            yield _article(line, address, text, members, links, asked)
        except Fault as fault:
            yield Bad(line, fault.code, fault.message, address)
    if not about:
        raise Fault("no_text", _no_text())


def _article(
    line: int, address: str, text: str, members: list[tuple[Json, list[Target]]], links: list[Json], asked: Asked
) -> Found:
    by_creator: dict[str, list[tuple[Json, list[Target]]]] = {}
    for one, targets in members:
        by_creator.setdefault(_creator(one), []).append((one, targets))
    claims = [_claimed(who, given, links) for who, given in by_creator.items()]
    counting = _counting(text, [claimed for claimed, _found in claims], asked)
    readings: list[Reading] = []
    notes: list[str] = []
    lost = 0
    for claimed, found in claims:
        reading, remarks = _read(text, claimed, found, counting)
        lost += len(claimed.marks) - len(reading.marks)
        good, dangling = without_dangling(reading.links, (mark.id for mark in reading.marks))
        readings.append(replace(reading, links=good))
        notes += [*remarks, *dangling]
    if lost > (1 - LEAST) * len(members):
        raise Fault("offsets_do_not_fit", " ".join(notes[:5]))
    web = address if address.startswith(("http://", "https://")) else ""
    article = Annotated(line, text, (), {"url": web}, {} if web else {"source": address})
    draft, dropped = drafted(text, article.fields, article.metadata, asked.language)
    return Found(line, draft, readings=tuple(readings), notes=(*dropped, *notes))


def _claimed(
    who: str, members: list[tuple[Json, list[Target]]], links: list[Json]
) -> tuple[Claimed, dict[str, list[Target]]]:
    marks: list[Mark] = []
    quotes: dict[str, str] = {}
    found: dict[str, list[Target]] = {}
    for number, (one, targets) in enumerate(members, 1):
        places = tuple(target.position for target in targets if target.position)
        for mark in _marks(str(one.get("id", number)), one, places if len(places) == len(targets) else ()):
            marks.append(mark)
            found[mark.id] = targets
            if all(target.exact for target in targets):
                quotes[mark.id] = " ".join(target.exact for target in targets)
    mine = {mark.id for mark in marks}
    relations = [_link(number, one) for number, one in enumerate(links, 1)]
    own = tuple(link for link in relations if any(end in mine for _role, end in link.ends))
    return Claimed(who, tuple(marks), own, quotes), found


def _counting(text: str, readings: Iterable[Claimed], asked: Asked) -> Counting:
    """How positions are counted; where they fit in no unit, quotes alone decide."""
    ballot = Ballot(asked.unit)
    for reading in readings:
        ballot.add(text, [mark for mark in reading.marks if mark.fragments], reading.quotes)
    try:
        return ballot.winner()
    except Fault as fault:
        if fault.code != "offsets_do_not_fit":
            raise
        return Counting("code_points")


def _read(
    text: str, claimed: Claimed, targets: Mapping[str, list[Target]], counting: Counting
) -> tuple[Reading, list[str]]:
    """Positions that fit; for the others their quotes, where each is in one place only."""
    reading, _left_out = reading_of(text, replace(claimed, links=()), TOOL, counting)
    known = {mark.id: mark for mark in reading.marks}
    kept, notes = canonical(text), []
    for mark in claimed.marks:
        if mark.id in known:
            continue
        places = [found_by_quote(kept, target) for target in targets[mark.id]]
        if all(places):
            known[mark.id] = replace(mark, fragments=tuple(place for place in places if place))
        else:
            notes.append(
                _("%(id)s quotes “%(quote)s”, which is not there or in several places.")
                % {"id": mark.id, "quote": claimed.quotes.get(mark.id, "")[:60]}
            )
    marks = tuple(known[mark.id] for mark in claimed.marks if mark.id in known)
    return Reading(claimed.annotator, TOOL, marks, claimed.links), notes


def _marks(id: str, one: Json, places: tuple[tuple[int, int], ...]) -> Iterator[Mark]:
    """One mark for each tag; an annotation without one is called after its motivation."""
    labels, notes, actor = _bodies(one)
    for number, label in enumerate(labels or [_last(_first(one.get("motivation")) or "annotation")]):
        yield Mark(id if number == 0 else f"{id}#{number}", label, places, actor=actor, note="\n".join(notes))


def _bodies(one: Json) -> tuple[list[str], list[str], Named | None]:
    labels: list[str] = []
    notes: list[str] = []
    actor = None
    motivation = _last(_first(one.get("motivation")))
    for body in [*_listed(one.get("body")), *([one["bodyValue"]] if "bodyValue" in one else [])]:
        given: Json = (
            body if isinstance(body, dict) else {"id": body} if body != one.get("bodyValue") else {"value": body}
        )
        purpose = _last(_first(given.get("purpose"))) or motivation
        value, address = given.get("value"), str(given.get("source") or given.get("id") or "")
        if "wikidata.org/" in address:
            actor = Named(str(given.get("label") or value or _last(address)), wikidata=_last(address))
        elif isinstance(value, str) and purpose in _REMARKS:
            notes.append(value)
        elif isinstance(value, str) and value.strip():
            labels.append(value.strip())
        elif address:
            labels.append(_last(address))
    return labels, notes, actor


def _link(number: int, one: Json) -> Link:
    labels, notes, _actor = _bodies(one)
    addresses = [target_of(given).address for given in _listed(one.get("target"))]
    roles = ("from", "to") if len(addresses) == 2 else ("target",) * len(addresses)
    label = labels[0] if labels else _last(_first(one.get("motivation")) or "linking")
    ends = tuple(zip(roles, addresses, strict=True))
    return Link(str(one.get("id", f"link {number}")), label, ends, note="\n".join(notes))


def _items(value: Any) -> list[Any]:
    """The annotations of a list, of a page, of a collection's first pages, of a graph; or the single one."""
    if isinstance(value, list):
        return [one for given in value for one in _items(given)]
    if not isinstance(value, dict):
        return []
    for key in ("items", "@graph", "first", "next"):
        if isinstance(value.get(key), dict | list):
            return [*_items(value[key]), *(_items(value["next"]) if key == "items" and "next" in value else [])]
    return [value] if "target" in value else []


def _creator(one: Json) -> str:
    who = _first(one.get("creator")) or _first(one.get("user")) or ""
    if isinstance(who, dict):
        who = who.get("name") or who.get("nickname") or who.get("id") or ""
    return str(who)


def _first(value: Any) -> Any:
    return (value[0] if value else "") if isinstance(value, list) else value or ""


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _last(address: Any) -> str:
    """The last part of an address or of a name with a prefix."""
    end = str(address).rstrip("/#").replace("#", "/").rpartition("/")[2]
    return end.removeprefix("oa:")


def _no_text() -> str:
    return _(
        "The text of these annotations is not in the file. Put it into a ZIP together with its text: a .txt file that "
        "is named like the end of the address it is about."
    )
