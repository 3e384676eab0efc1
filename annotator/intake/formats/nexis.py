"""Exports of Nexis Uni and of the older LexisNexis: many articles in one file. Pure."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import groupby

from annotator.intake.formats.dates import day_in
from annotator.intake.formats.elements import article
from annotator.intake.formats.layout import block_of
from annotator.intake.formats.nexiswords import BODIES, CLASSIFICATIONS, COUNTED, ENDS, FIELD_OF, LANGUAGES, is_export
from annotator.intake.formats.source import Asked, Source
from annotator.intake.formats.text import decoded
from annotator.intake.found import Bad, Found
from articles.drafts import Fault
from articles.words import _

Line = tuple[int, str]  # the number of a paragraph, from 1, and what it says
_FOOT = frozenset(("loaded", "kind", "subject", "language", "published"))
_KEY = re.compile(r"([^\W\d_][\w ’'-]{2,35}?)\s?:[\u00a0\s]+(.*)", re.DOTALL)
_KEY_ALONE = re.compile(r"([^\W\d_][\w ’'-]{2,35}?)\s?:\s*(.*)", re.DOTALL)
_COPYRIGHT = re.compile(r"copyright\W{0,3}(?:©|\(c\)|\d{4})|©|\(c\)\s?\d{4}", re.IGNORECASE)
_NEXT_KEY = re.compile(r"\n(?=[ \t]*[^\W\d_a-z][^\W\d_a-z]+[^\W\d_a-z -]*:\s)")
_WORDS = re.compile(r"\d[\d.,\u00a0 ]*")
MOST_OFF = 0.25  # of the stated number of words
FEW = 20  # words: a share of fewer says nothing


def read(source: Source, asked: Asked) -> Iterator[Found | Bad]:
    """The articles of an export saved as plain text, old or new."""
    text = decoded(source, asked)
    lines = text.splitlines()
    yield from articles_in(lines, asked.language) if is_export(lines) else _old(text, asked.language)


def articles_in(paragraphs: Iterable[str], language: str) -> Iterator[Found | Bad]:
    """The articles in the paragraphs of a Nexis Uni export, whatever it was saved as, without its list of them."""
    lines: list[Line] = []
    for number, text in enumerate(paragraphs, 1):
        line = text.strip()
        if line.casefold() in ENDS:
            yield _new(lines, language)
            lines = []
        else:
            lines.append((number, line))


def _new(lines: Sequence[Line], language: str) -> Found | Bad:
    """One article of Nexis Uni: what stands above “Body”, the body, and what stands below."""
    body = next((at for at, (_number, line) in enumerate(lines) if line.casefold() in BODIES), None)
    start = next((number for number, line in lines if line), 1)
    if body is None:
        return Bad(start, "no_text", _("This article has no line “Body”, so that its text was not found."))
    head, rest = lines[:body], lines[body + 1 :]
    foot = next((at for at, (_number, line) in enumerate(rest) if _is_foot(line, language)), len(rest))
    top = _top(head)
    names = _named([line for _number, line in (*head, *rest[foot:])], _KEY)
    title, outlet, day, edition = _heading(top, language)
    found = {"title": title, "outlet": outlet, "published_at": day, **_fields(names, language)}
    number = next((one for one, line in head if line == title and line), start)
    return _found(
        number, [line for _number, line in rest[:foot]], found, {"edition": edition, **_beside(names)}, names, language
    )


def _top(head: Sequence[Line]) -> list[str]:
    """Title, publication, date and edition: the last lines above the copyright, after any list of the articles."""
    rights = next((at for at, (_number, line) in enumerate(head) if _COPYRIGHT.match(line)), None)
    if rights is None:
        rights = next((at for at, (_number, line) in enumerate(head) if _key(line, _KEY)), len(head))
    above = [line for _number, line in head[:rights]]
    groups = [list(group) for filled, group in groupby(above, key=bool) if filled]
    if not groups:
        return []
    # The cover list ends far above; an article's head is one group, or each of its lines stands by itself.
    lines = groups[-1] if len(groups[-1]) >= 3 else [line for line in above if line]
    return lines[-6:]


def _heading(top: list[str], language: str) -> tuple[str, str, datetime | None, str]:
    """Title, publication, date and edition from the lines above the copyright. The date tells which is which."""
    dated = [(at, day) for at, line in enumerate(top) if (day := day_in(line, language))]
    if not dated:
        return (top[0] if top else ""), (top[1] if len(top) > 1 else ""), None, ""
    at, day = dated[-1]
    outlet = top[at - 1] if at >= 1 else ""
    title = top[at - 2] if at >= 2 else ""
    return title, outlet, day, ", ".join(top[at + 1 :])


def _is_foot(line: str, language: str) -> bool:
    if line.casefold() in CLASSIFICATIONS:
        return True
    if _key(line, _KEY_ALONE) != "loaded":
        return False
    value = line.partition(":")[2].strip()  # “Update: the minister …” may begin a paragraph
    return not value or day_in(value, language) is not None


def _named(lines: Iterable[str], shape: re.Pattern[str]) -> dict[str, str]:
    """{field: value} of the lines that begin with a key; the first of each counts."""
    found: dict[str, str] = {}
    for line in lines:
        if field := _key(line, shape):
            value = shape.match(line)
            found.setdefault(field, value[2].strip() if value else "")
    return found


def _key(line: str, shape: re.Pattern[str]) -> str:
    found = shape.match(line)
    return FIELD_OF.get(found[1].strip().casefold(), "") if found else ""


def _fields(names: dict[str, str], language: str) -> dict[str, str]:
    spoken = names.get("language", "").split(";")[0].split(",")[0].strip().casefold()
    return {
        "section": names.get("section", ""),
        "byline": names.get("byline", ""),
        "language": LANGUAGES.get(spoken, ""),
    }


def _beside(names: dict[str, str]) -> dict[str, str]:
    kept = ("length", "dateline", "highlight", "graphic", "loaded", "kind", "subject")
    return {name: names[name] for name in kept if names.get(name)}


def _found(
    number: int,
    lines: list[str],
    found: Mapping[str, object],
    metadata: dict[str, str],
    names: dict[str, str],
    language: str,
) -> Found | Bad:
    blocks = [block_of(line) for line in lines if line]
    try:
        whole = article(number, blocks, found, metadata, language)
    except Fault as fault:
        return Bad(number, fault.code, fault.message)
    return replace(whole, notes=whole.notes + _length(" ".join(lines), names.get("length", "")))


def _length(text: str, stated: str) -> tuple[str, ...]:
    """A note when the text is much shorter or longer than the export says."""
    digits = _WORDS.search(stated)
    words = int(re.sub(r"\D", "", digits[0])) if digits else 0
    counted = len(text.split())
    if words < FEW or abs(counted - words) <= MOST_OFF * words:
        return ()
    return (
        _("The export says that this article has %(stated)s words; %(counted)s were found.")
        % {"stated": f"{words:,}", "counted": f"{counted:,}"},
    )


def _old(text: str, language: str) -> Iterator[Found | Bad]:
    """LexisNexis before Nexis Uni: “2 of 100 DOCUMENTS” above each article, keys in capitals."""
    marks = list(COUNTED.finditer(text))
    for mark, after in zip(marks, [*marks[1:], None], strict=True):
        number = text.count("\n", 0, mark.start()) + 1
        yield _old_article(number, text[mark.end() : after.start() if after else len(text)], language)


def _old_article(number: int, text: str, language: str) -> Found | Bad:
    groups = [
        " ".join(line.strip() for line in one.splitlines()).strip()
        for one in re.split(r"\n[ \t\r]*\n", _NEXT_KEY.sub("\n\n", text))
    ]
    groups = [one for one in groups if one]
    keyed = [at for at, one in enumerate(groups) if _is_capital_key(one)]
    first = next((at for at in keyed if _key(groups[at], _KEY_ALONE) not in _FOOT), None)
    if first is None:
        return Bad(number, "no_text", _("This article has no line “LENGTH”, so that its text was not found."))
    last = next((at for at in keyed if at > first and _key(groups[at], _KEY_ALONE) in _FOOT), len(groups))
    body = [at for at in range(first, last) if at not in keyed]
    names = _named((groups[at] for at in keyed), _KEY_ALONE)
    top = groups[:first]
    dated = next(((at, day) for at, one in enumerate(top) if (day := day_in(one, language))), None)
    title = names.get("headline") or (
        top[dated[0] + 1] if dated and len(top) > dated[0] + 1 and not _COPYRIGHT.match(top[dated[0] + 1]) else ""
    )
    outlet = next((one for one in top if not _COPYRIGHT.match(one) and not day_in(one, language)), "")
    found = {"title": title, "outlet": outlet, "published_at": dated[1] if dated else None, **_fields(names, language)}
    return _found(
        number, [groups[at] for at in body if not _COPYRIGHT.match(groups[at])], found, _beside(names), names, language
    )


def _is_capital_key(group: str) -> bool:
    found = _KEY_ALONE.match(group)
    return bool(found and found[1].isupper() and _key(group, _KEY_ALONE))
