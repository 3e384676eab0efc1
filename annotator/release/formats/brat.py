"""Articles as brat reads them: NAME/NAME.txt, one NAME/NAME_WHO.ann a reading, and an annotation.conf. Pure.

Offsets are code points, as brat counts them. An attribution is an event, as in PolNeAR: its trigger lies on the cue,
on the content where there is no cue. A piece of text never holds a line break, so spans are cut at each. What brat has
no exact way to say stands in a comment of the type Ascribe, as JSON: whole fragments, topics, kinds of actors, values
that are no single word, notes of several lines.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from tempfile import SpooledTemporaryFile
from typing import Any

from annotator.release.formats.line import ROLES, About, Json, one_line, who
from annotator.release.formats.naming import Names
from annotator.release.formats.zipping import Members, zipped

LABELS = {"actor": "Actor", "cue": "Cue", "content": "Content", "claim": "Claim", "supplement": "Supplement"}
SOURCE = "Source"
OURS = "Ascribe"
COLUMNS = ("filename", "title", "author", "publisher", "publication_date", "url", "ascribe")
FIELDS = ("title", "byline", "outlet", "published_at", "url", "metadata")
IN_MEMORY = 2**20
CHUNK = 65_536
TRIGGERS = ("cue", "content", "source", "addressee", "supplement")
EVENTS = ("Attribution", "Attribution-no-source")
_ARGUMENTS = "Source*:Source, Cue*:Cue, Content*:Content, Addressee*:Actor|Source, Supplement*:Supplement"
_ABOUT = {"actor": "Source|Actor", "claim": "Claim", "attribution": "|".join(EVENTS)}
_WORD = re.compile(r"[^\s|,<>&]+")


def write(lines: Iterable[Json], about: About) -> Iterator[bytes]:
    """The bytes of the ZIP. Needs the texts."""
    return zipped(_members(lines, about))


def _members(lines: Iterable[Json], about: About) -> Members:
    yield "annotation.conf", configuration(about.fields)
    names = Names()
    with SpooledTemporaryFile(IN_MEMORY) as table:
        table.write("\t".join(COLUMNS).encode() + b"\n")
        for article in lines:
            name = names.new(article["external_id"], article["title"], key=article["id"])
            yield from files(article, name)
            table.write(_row(article, name).encode())
        table.seek(0)
        yield "metadata.tsv", iter(lambda: table.read(CHUNK), b"")


def _row(article: Json, name: str) -> str:
    """What the reader of PolNeAR's table wants, and at the end all of it, exactly, in JSON."""
    told = [one_line(article[field] or "") for field in FIELDS[:-1]]
    exact = json.dumps({field: article[field] for field in ("external_id", "language", *FIELDS)})
    return "\t".join([f"{name}.txt", *told, exact]) + "\n"


def files(article: Json, name: str) -> Iterator[tuple[str, str]]:
    """The name and the content of each file of an article, given as a line of the export with labels and notes."""
    yield f"{name}/{name}.txt", article["text"]
    people = Names()
    for one in article["sets"]:
        person = people.new(who(one).replace("_", "-"), key=one["id"])
        lines = _Lines(article, one)
        yield f"{name}/{name}_{person}.ann", "".join(f"{line}\n" for line in lines.written)


def configuration(fields: Iterable[tuple[str, str, str, list[str]]]) -> str:
    """annotation.conf, for (applies to, name, kind, choices) of every field of the schemes."""
    values: dict[str, tuple[set[str], set[str]]] = {}
    for about, name, kind, choices in fields:
        args, offered = values.setdefault(name, (set(), set()))
        args.update(_ABOUT[about].split("|"))
        offered.update(choice for choice in choices if _WORD.fullmatch(choice))
        offered.update(("true", "false") if kind == "bool" else ())
    attributes = [
        f"{name} Arg:{'|'.join(sorted(args))}" + (f", Value:{'|'.join(sorted(offered))}" if offered else "")
        for name, (args, offered) in sorted(values.items())
    ]
    sections = {
        "entities": [SOURCE, *LABELS.values()],
        "relations": ["<OVERLAP> Arg1:<ENTITY>, Arg2:<ENTITY>, <OVL-TYPE>:<ANY>"],
        "events": [f"{event} {_ARGUMENTS}" for event in EVENTS],
        "attributes": attributes,
    }
    return "# Ascribe\n" + "\n".join(
        f"[{section}]\n" + "".join(f"{line}\n" for line in lines) for section, lines in sections.items()
    )


class _Lines:
    """The lines of one reading."""

    def __init__(self, article: Json, reading: Json) -> None:
        self._text: str = article["text"]
        self._actors, self._topics = article["actors"], article["topics"]
        self._counts: Counter[str] = Counter()
        self.written: list[str] = []
        attributions = reading["attributions"]
        sources = {span for attribution in attributions for span in attribution["source"]}
        self._spans = {span["id"]: span for span in reading["spans"]}
        self._numbers = {id: self._span(span, id in sources) for id, span in self._spans.items()}
        for attribution in attributions:
            self._attribution(attribution)

    def _span(self, span: Json, speaks: bool) -> str:
        number = self._mark(SOURCE if speaks else LABELS[span["kind"]], span)
        notes, exact = self._values(number, span["values"])
        if "\n" in self._text[span["fragments"][0][0] : span["fragments"][-1][1]]:
            exact |= self._uncut(span["fragments"])
        if actor := self._actors.get(span["actor"]):
            reference = f"Wikidata:{actor['wikidata']}" if actor["wikidata"] else f"Ascribe:{span['actor']}"
            self._line("N", f"Reference {number} {reference}", one_line(actor["name"]))
            if actor["wikidata"] or actor["kind"] != "person" or one_line(actor["name"]) != actor["name"]:
                exact["actor"] = {"id": span["actor"], **actor}
        if topic := self._topics.get(span["topic"]):
            notes.insert(0, f"topic: {topic['name']}")
            exact["topic"] = {"id": span["topic"], "name": topic["name"]}
        self._note(number, notes)
        self._exactly(number, exact)
        return number

    def _uncut(self, fragments: list[Any]) -> Json:
        cut = [list(piece) for piece in _pieces(self._text, fragments)]
        return {} if cut == fragments else {"fragments": fragments}

    def _mark(self, label: str, span: Json) -> str:
        fragments = span["fragments"]
        if len(fragments) == 1 and "\n" not in (words := self._text[fragments[0][0] : fragments[0][1]]):
            return self._line("T", f"{label} {fragments[0][0]} {fragments[0][1]}", words)
        pieces = list(_pieces(self._text, fragments))
        places = ";".join(f"{start} {end}" for start, end in pieces)
        words = " ".join(self._text[start:end] for start, end in pieces)
        return self._line("T", f"{label} {places}", words.replace("\n", " "))

    def _attribution(self, attribution: Json) -> None:
        """An attribution of which no part is shown has no place in the text, so brat cannot hold it."""
        parts = [(role, span) for role in ROLES for span in attribution[role] if span in self._numbers]
        trigger = next((self._spans[span] for role in TRIGGERS for of, span in parts if of == role), None)
        if trigger is None:
            return
        event = EVENTS[attribution["implicit_source"]]
        ends = [f"{event}:{self._mark(event, trigger)}"]
        times: Counter[str] = Counter()
        for role, span in parts:
            times[role] += 1
            ends.append(f"{role.title()}{times[role] if times[role] > 1 else ''}:{self._numbers[span]}")
        number = self._line("E", " ".join(ends))
        notes, exact = self._values(number, attribution["values"])
        note = attribution.get("note") or ""
        if note and (notes or exact or one_line(note) != note):
            exact["note"] = note
        self._note(number, [*notes, note] if note else notes)
        self._exactly(number, exact)

    def _values(self, number: str, values: Mapping[str, Any]) -> tuple[list[str], Json]:
        """An attribute each; what is no single word becomes a sentence for the note, and stands in the comment."""
        notes, exact = [], {}
        for name, value in values.items():
            if not isinstance(value, str) or not _WORD.fullmatch(value):
                exact[name] = value
            word = str(value).lower() if isinstance(value, bool) else str(value)
            if not isinstance(value, list) and _WORD.fullmatch(word):
                self._line("A", f"{name} {number} {word}")
            else:
                notes.append(f"{name}: {', '.join(value) if isinstance(value, list) else value}")
        return notes, {"values": exact} if exact else {}

    def _note(self, number: str, notes: list[str]) -> None:
        if notes:
            self._line("#", f"AnnotatorNotes {number}", one_line("; ".join(notes)))

    def _exactly(self, number: str, exact: Json) -> None:
        if exact:
            self._line("#", f"{OURS} {number}", json.dumps(exact))

    def _line(self, letter: str, *columns: str) -> str:
        self._counts[letter] += 1
        number = f"{letter}{self._counts[letter]}"
        self.written.append("\t".join((number, *columns)))
        return number


def _pieces(text: str, fragments: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Fragments cut at line breaks, without the white space around these. What is nothing but that stays whole."""
    for start, end in fragments:
        cut = list(_cut(text, start, end)) if "\n" in text[start:end] else []
        yield from cut or [(start, end)]


def _cut(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for line in re.finditer(r"[^\n]+", text[start:end]):
        first, last = start + line.start(), start + line.end()
        if first > start:
            first += len(text[first:last]) - len(text[first:last].lstrip())
        if last < end:
            last -= len(text[first:last]) - len(text[first:last].rstrip())
        if first < last:
            yield first, last
