"""brat stand-off: NAME.txt beside NAME.ann, or one NAME_WHO.ann for each annotator, as PolNeAR has them. Pure.

An event's trigger is the first of its ends and has the event's own label as its role.
"""

import csv
import io
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from annotator.intake.formats.beside import text_beside
from annotator.intake.formats.claimed import Claimed, reading_of
from annotator.intake.formats.fields import drafted
from annotator.intake.formats.our_brat import exact_fields, in_our_words
from annotator.intake.formats.source import Asked
from annotator.intake.formats.standoff import Lines
from annotator.intake.formats.units import Ballot, Counting
from annotator.intake.found import Bad, Found, Reading
from articles.drafts import Draft, Fault
from articles.words import _

TABLE = "metadata.tsv"
SETTINGS = ("annotation.conf", "visual.conf", "tools.conf", "kb_shortcuts.conf", ".stats_cache")
MOST_BAD = 0.02  # of the lines of an .ann file
_CODE_POINTS = Counting("code_points")
_NOTHING = ("", "None", "NA")
_COLUMNS = {
    "title": "title",
    "author": "byline",
    "publisher": "outlet",
    "publication_date": "published_at",
    "url": "url",
    "section": "section",
}

Files = Mapping[str, Callable[[], bytes]]


@dataclass(frozen=True, slots=True)
class _Article:
    """A text and its annotation files, each with the annotator its name ends in."""

    text: str
    annotations: tuple[tuple[str, str], ...]


def consumed(names: Collection[str]) -> set[str]:
    """Those of the files of an archive that `read_folder` reads, or that only brat needs."""
    articles, alone = _articles(names)
    taken = {one.text for one in articles} | {name for one in articles for name, _who in one.annotations} | set(alone)
    if not taken:
        return taken
    return taken | {name for name in names if PurePosixPath(name).name in (TABLE, *SETTINGS)}


def read_folder(files: Files, asked: Asked) -> Iterator[Found | Bad]:
    """Each text with its readings, in the order of the names; a file that cannot be read is a Bad of that name."""
    articles, alone = _articles(files)
    try:
        table = _table(files, asked)
    except Fault as fault:
        table = {}
        yield Bad(1, fault.code, fault.message, TABLE)
    for name in alone:
        yield Bad(1, "no_text", _("There is no .txt file that belongs to these annotations."), name)
    for article in articles:
        asked.entering(article.text)
        try:
            yield from _read(article, files, asked, table)
        except Fault as fault:
            yield Bad(1, fault.code, fault.message, article.text)


def _articles(names: Iterable[str]) -> tuple[list[_Article], list[str]]:
    """The texts that have annotations, and the annotations that have no text."""
    names = sorted(names)
    texts = {name[:-4]: name for name in names if name.lower().endswith(".txt")}
    elsewhere: dict[str, list[str]] = {}
    for stem in texts:
        elsewhere.setdefault(PurePosixPath(stem).name, []).append(stem)
    found: dict[str, list[tuple[str, str]]] = {}
    alone: list[str] = []
    for name in (name for name in names if name.lower().endswith(".ann")):
        stem, who = _stem_of(name[:-4], texts, elsewhere)
        if stem:
            found.setdefault(stem, []).append((name, who))
        else:
            alone.append(name)
    return [_Article(texts[stem], tuple(found[stem])) for stem in sorted(found)], alone


def _stem_of(stem: str, texts: Collection[str], elsewhere: Mapping[str, list[str]]) -> tuple[str, str]:
    """The text an annotation file belongs to and its annotator: in its own folder, else the only one of that name."""
    cut, _underscore, who = stem.rpartition("_")
    if stem in texts:
        return stem, ""
    if cut in texts:
        return cut, who
    for name, annotator in ((stem, ""), (cut, who)):
        if len(found := elsewhere.get(PurePosixPath(name).name, [])) == 1:
            return found[0], annotator
    return "", ""


def _read(
    article: _Article, files: Files, asked: Asked, table: Mapping[str, Mapping[str, str]]
) -> Iterator[Found | Bad]:
    text = text_beside(files[article.text](), asked)
    readings: list[Reading] = []
    notes: list[str] = []
    ours = _are_ours(files)
    for name, who in article.annotations:
        try:
            reading, remarks = _reading(text, text_beside(files[name](), asked), who, asked, ours)
        except Fault as fault:
            yield Bad(1, fault.code, fault.message, name)
            continue
        readings.append(reading)
        notes += [f"{name}: {one}" for one in remarks]
    if readings:
        draft, dropped = _draft(text, article.text, table, asked.language)
        yield Found(1, draft, article.text, readings=tuple(readings), notes=(*dropped, *notes))


def _are_ours(files: Files) -> bool:
    """Whether we wrote these files, as the configuration beside them says."""
    return any(PurePosixPath(name).name == SETTINGS[0] and files[name]().startswith(b"# Ascribe\n") for name in files)


def _reading(text: str, annotations: str, who: str, asked: Asked, ours: bool) -> tuple[Reading, list[str]]:
    lines = Lines(annotations)
    if len(lines.bad) > MOST_BAD * lines.count:
        raise Fault(
            "bad_lines",
            _("%(bad)s of %(count)s lines are no brat annotations: %(what)s")
            % {"bad": len(lines.bad), "count": f"{lines.count:,}", "what": " ".join(lines.bad[:5])},
        )
    counting = _CODE_POINTS
    if asked.unit or not ours:  # what we wrote ourselves counts code points, also where all units fit
        ballot = Ballot(asked.unit)
        ballot.add(text, lines.marks, lines.quotes)
        counting = ballot.winner()
    marks, links = in_our_words(lines.marks, lines.links) if ours else (lines.marks, lines.links)
    claimed = Claimed(who, marks, links, lines.quotes)
    reading, notes = reading_of(text, claimed, "brat", counting)
    return reading, [*lines.bad, *notes]


def _draft(
    text: str, name: str, table: Mapping[str, Mapping[str, str]], language: str
) -> tuple[Draft, tuple[str, ...]]:
    stem = PurePosixPath(name).name[:-4]
    row = {column: value for column, value in table.get(stem, {}).items() if value not in _NOTHING}
    if exact := exact_fields(row.get("ascribe", "")):
        return drafted(text, exact, exact.get("metadata") or {}, language)
    fields = {field: row.pop(column, "") for column, field in _COLUMNS.items()}
    row.pop("filename", None)
    return drafted(text, {"external_id": stem, **fields}, row, language)


def _table(files: Files, asked: Asked) -> dict[str, dict[str, str]]:
    """The rows of a metadata.tsv by the name of the file they describe."""
    rows: dict[str, dict[str, str]] = {}
    for name in sorted(files):
        if PurePosixPath(name).name != TABLE:
            continue
        lines = io.StringIO(text_beside(files[name](), asked).removeprefix("\ufeff"), newline="")
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            if stem := row.get("filename"):
                rows[re.sub(r"\.txt$", "", stem)] = {key: value for key, value in row.items() if key and value}
    return rows
