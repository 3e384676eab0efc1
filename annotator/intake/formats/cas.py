"""UIMA CAS, as INCEpTION and DKPro export it: JSON, or XMI with its type system in the same ZIP. Pure.

Needs the extra `dkpro-cassis`, which turns offsets in UTF-16 into code points. Tokens, sentences and grammar are left
aside; a layer's label is what its `value` or `label` says, else its name.
"""

import io
from collections import ChainMap
from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

from annotator.intake.formats import ours
from annotator.intake.formats.claimed import Annotated, Claimed, found_of, without_dangling
from annotator.intake.formats.json_values import Json, loaded
from annotator.intake.formats.source import Asked, Source
from annotator.intake.formats.units import Counting
from annotator.intake.found import Bad, Found, Link, Mark
from articles.drafts import Fault
from articles.words import _

TOOL = "UIMA CAS"
_CODE_POINTS = Counting("code_points")
_LABELS = ("value", "label", "category", "tag", "kind", "DependencyType", "relation")
_ASIDE = (".segmentation.", ".lexmorph.", ".morph.", ".syntax.", ".metadata.", ".tsv.", ".internal.")
_ALWAYS = {"begin", "end", "sofa"}
Files = Mapping[str, Callable[[], bytes]]


def read(source: Source, asked: Asked) -> Iterator[Found | Bad]:
    """The one text of the file with its annotations. Raises Fault for an XMI, whose types lie in another file."""
    cassis = _cassis()
    source.file.seek(0)
    raw = source.file.read()
    if source.name.lower().endswith(".xmi"):
        raise Fault("no_types", _no_types())
    yield _found([("", _loaded(lambda: cassis.load_cas_from_json(io.BytesIO(raw), lenient=True)))], "", asked)


def consumed(names: Collection[str]) -> set[str]:
    """The XMI files of an archive, and their type systems."""
    found = {name for name in names if name.lower().endswith(".xmi")}
    return found | {name for name in names if found and _is_types(name)}


def read_folder(files: Files, asked: Asked) -> Iterator[Found | Bad]:
    """Each text with a reading for every XMI file of its folder that is about it, named like the file."""
    try:
        cassis = _cassis()
    except Fault as fault:
        yield from (Bad(1, fault.code, fault.message, name) for name in sorted(files) if not _is_types(name))
        return
    by_folder: dict[PurePosixPath, list[str]] = {}
    for name in sorted(name for name in files if not _is_types(name)):
        by_folder.setdefault(PurePosixPath(name).parent, []).append(name)
    for names in by_folder.values():
        of_text: dict[str, list[tuple[str, Any, str]]] = {}
        lines: dict[str, list[Json]] = {}
        for name in names:
            asked.entering(name)
            try:
                cas = _xmi(cassis, files, name)
                if line := _line(cas):
                    lines.setdefault(str(line.get("id")), []).append(line)
                    continue
                of_text.setdefault(cas.sofa_string, []).append((PurePosixPath(name).stem, cas, name))
            except Fault as fault:
                yield Bad(1, fault.code, fault.message, name)
        yield from ours.given(map(_together, lines.values()), names[0], asked.language)
        for group in of_text.values():
            asked.entering(group[0][2])
            several = len(names) > 1
            yield _found([(who if several else "", cas) for who, cas, _name in group], group[0][2], asked)


def _line(cas: Any) -> Json | None:
    """Our own record, which files that we wrote carry beside what others see."""
    for one in cas.select_all_annotations():
        if one.type.name == "ascribe.Record":
            line = loaded(str(one.json).encode())
            return {**line, "text": cas.sofa_string} if isinstance(line, dict) else None
    return None


def _together(lines: list[Json]) -> Json:
    """The readings of one article, of which each came in a file of its own."""
    first = dict(lines[0])
    for name, empty in (("sets", []), ("actors", {}), ("topics", {})):
        many = [line[name] for line in lines if isinstance(line.get(name), type(empty))]
        first[name] = [one for sets in many for one in sets] if name == "sets" else dict(ChainMap(*many))
    return first


def _xmi(cassis: Any, files: Files, name: str) -> Any:
    folders = [PurePosixPath(name).parent, *PurePosixPath(name).parent.parents]
    types = [other for folder in folders for other in sorted(files) if _is_types(other) and _in(other, folder)]
    if not types:
        raise Fault("no_types", _no_types())
    system, raw = files[types[0]](), files[name]()
    if any(b"<!DOCTYPE" in one or b"<!ENTITY" in one for one in (system, raw)):
        raise Fault("entities", _("This file declares entities, which no annotation needs; it is not read."))
    known = _loaded(lambda: cassis.load_typesystem(io.BytesIO(system)), checked=False)
    return _loaded(lambda: cassis.load_cas_from_xmi(io.BytesIO(raw), typesystem=known, lenient=True))


def _in(name: str, folder: PurePosixPath) -> bool:
    return PurePosixPath(name).parent == folder


def _found(members: list[tuple[str, Any]], place: str, asked: Asked) -> Found:
    cas = members[0][1]
    readings: list[Claimed] = []
    notes: list[str] = []
    for who, one in members:
        reading, remarks = _reading(who, one)
        readings.append(reading)
        notes += remarks
    article = Annotated(1, cas.sofa_string, tuple(readings), _about(cas), notes=tuple(notes), place=place)
    return found_of(article, TOOL, _CODE_POINTS, asked.language)


def _reading(who: str, cas: Any) -> tuple[Claimed, tuple[str, ...]]:
    marks: list[Mark] = []
    links: list[Link] = []
    for one in sorted(filter(_counts, cas.select_all_annotations()), key=lambda one: (one.begin, -one.end, one.xmiID)):
        refers = _references(one)
        label, values = _said(one)
        if len(refers) > 1 and all(isinstance(other.xmiID, int) for _role, other in refers) and not _slots(one):
            links.append(Link(str(one.xmiID), label, tuple((role, str(other.xmiID)) for role, other in refers), values))
            continue
        marks.append(Mark(str(one.xmiID), label, ((one.begin, one.end),), values))
        if ends := [*refers, *_slots(one)]:
            others = tuple((role, str(other.xmiID)) for role, other in ends)
            links.append(Link(f"{one.xmiID} links", label, ((label, str(one.xmiID)), *others)))
    good, notes = without_dangling(links, (mark.id for mark in marks))
    return Claimed(who, tuple(marks), good), notes


def _counts(one: Any) -> bool:
    name = one.type.name
    aside = name.startswith("uima.") or any(part in name for part in _ASIDE) or name.endswith(("Sentence", "Token"))
    return not aside and _is_annotation(one) and one.begin < one.end


def _is_annotation(one: Any) -> bool:
    return isinstance(getattr(one, "begin", None), int) and isinstance(getattr(one, "end", None), int)


def _features(one: Any) -> Iterator[tuple[str, Any]]:
    for feature in one.type.all_features:
        value = getattr(one, feature.name, None)
        if feature.name not in _ALWAYS and value is not None:
            yield feature.name, value


def _said(one: Any) -> tuple[str, dict[str, Any]]:
    """The label of an annotation, and what else its features say."""
    values: dict[str, Any] = {
        name: value for name, value in _features(one) if isinstance(value, str | int | float | bool)
    }
    named = next((name for name in _LABELS if isinstance(values.get(name), str) and values[name].strip()), "")
    label = str(values.pop(named)).strip() if named else str(one.type.name).rpartition(".")[2]
    return label, {name: value for name, value in values.items() if value != ""}


def _references(one: Any) -> list[tuple[str, Any]]:
    return [(name, value) for name, value in _features(one) if _is_annotation(value)]


def _slots(one: Any) -> list[tuple[str, Any]]:
    """The arguments of a layer with slots: pairs of a role and another annotation."""
    found = []
    for name, value in _features(one):
        for link in getattr(value, "elements", None) or (value if isinstance(value, list) else []):
            target = getattr(link, "target", None)
            if _is_annotation(target):
                found.append((str(getattr(link, "role", None) or name), target))
    return found


def _about(cas: Any) -> dict[str, object]:
    for one in cas.select_all_annotations():
        if one.type.name.endswith(".DocumentMetaData"):
            return {"title": getattr(one, "documentTitle", "") or "", "language": _language(one)}
    return {}


def _language(one: Any) -> str:
    language = getattr(one, "language", "") or ""
    return "" if language == "x-unspecified" else str(language)


def _loaded(load: Callable[[], Any], *, checked: bool = True) -> Any:
    """What the library makes of a file. Raises Fault for what it cannot read, or what has no text."""
    try:
        found = load()
    except (MemoryError, RecursionError):
        raise
    except Exception as error:  # a damaged file makes it fail in any way there is
        raise Fault("unreadable", _("This is no UIMA CAS that can be read: %(error)s.") % {"error": error}) from error
    if checked and not found.sofa_string:
        raise Fault("no_text", _("There is no text here that the annotations are about."))
    return found


def _cassis() -> Any:
    try:
        import cassis
    except ImportError:
        raise Fault(
            "needs_extra",
            _(
                "Reading this needs an extra: ask the people who run this server to install it "
                "(pip install -r requirements-cas.txt)."
            ),
        ) from None
    return cassis


def _is_types(name: str) -> bool:
    return PurePosixPath(name).name.lower() == "typesystem.xml"


def _no_types() -> str:
    return _(
        "This file needs its type system. Put both into a ZIP, the type system as TypeSystem.xml, or export as UIMA "
        "CAS JSON."
    )
