"""A database of Discourse Network Analyzer 3: documents, and statements about them with their variables. Pure.

A statement becomes a claim with its concept as topic and, over the same words, the content of an attribution whose
sources are the person and the organisation: DNA marks no words for those.
"""

import shutil
import sqlite3
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from typing import Any, NamedTuple

from annotator.intake.formats.claimed import Annotated, Claimed, verified
from annotator.intake.formats.source import Asked, Source
from annotator.intake.found import Bad, Found, Link, Mark, Named
from articles.drafts import Fault
from articles.words import _

TOOL = "DNA"
PERSONS, ORGANISATIONS, CONCEPTS = ("person", "actor"), ("organization", "organisation"), ("concept",)
AGREEMENT = "agreement"
MOST_STEPS = 50_000_000  # of SQLite's machine, in one query
_NEEDED = {"DOCUMENTS", "STATEMENTS", "STATEMENTTYPES", "VARIABLES", "ENTITIES", "DATASHORTTEXT", "DATABOOLEAN"}
_VALUES = """
SELECT d.StatementId, v.Variable, e.Value FROM DATASHORTTEXT d
  JOIN VARIABLES v ON v.ID = d.VariableId JOIN ENTITIES e ON e.ID = d.Entity
UNION ALL SELECT d.StatementId, v.Variable, d.Value <> 0 || ''
  FROM DATABOOLEAN d JOIN VARIABLES v ON v.ID = d.VariableId
UNION ALL SELECT d.StatementId, v.Variable, d.Value FROM DATAINTEGER d JOIN VARIABLES v ON v.ID = d.VariableId
UNION ALL SELECT d.StatementId, v.Variable, d.Value FROM DATALONGTEXT d JOIN VARIABLES v ON v.ID = d.VariableId
"""

_ATTRIBUTES = {"ATTRIBUTEVARIABLES", "ATTRIBUTEVALUES"}
_NOTED = """
SELECT DISTINCT v.Variable, e.Value, n.AttributeVariable, a.AttributeValue FROM ATTRIBUTEVALUES a
  JOIN ATTRIBUTEVARIABLES n ON n.ID = a.AttributeVariableId JOIN ENTITIES e ON e.ID = a.EntityId
  JOIN VARIABLES v ON v.ID = e.VariableId WHERE a.AttributeValue <> '' AND e.Value <> ''
  ORDER BY v.Variable, e.Value, a.AttributeVariableId
"""


class _Statement(NamedTuple):
    id: int
    document: int
    start: int
    end: int
    coder: str
    type: str
    variables: Mapping[str, str]
    about: Mapping[str, str]  # what is noted about the entities among the variables, by their names


def read(source: Source, asked: Asked) -> Iterator[Found | Bad]:
    """Each document with a reading for everybody who coded it. Raises Fault for another kind of database."""
    with _opened(source) as base:
        try:
            statements = _statements(base)
            yield from verified(lambda: _documents(base, statements), TOOL, asked)
        except sqlite3.Error as error:
            raise Fault("unreadable", _("This database is damaged: %(error)s.") % {"error": error}) from None


@contextmanager
def _opened(source: Source) -> Iterator[sqlite3.Connection]:
    """A copy of the database that nothing can write to, with no functions or extensions of its own."""
    with tempfile.NamedTemporaryFile(suffix=".dna") as copy:
        source.file.seek(0)
        shutil.copyfileobj(source.file, copy)
        copy.flush()
        with closing(sqlite3.connect(f"file:{copy.name}?mode=ro&immutable=1", uri=True)) as base:
            base.set_progress_handler(lambda: 1, MOST_STEPS)
            base.execute("PRAGMA trusted_schema = OFF")
            try:
                tables = {name for (name,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            except sqlite3.Error as error:
                raise Fault("unreadable", _("This database is damaged: %(error)s.") % {"error": error}) from None
            if not tables >= _NEEDED:
                raise Fault(
                    "unsupported_file",
                    _(
                        "This is no database of Discourse Network Analyzer 3. Open it in DNA 3, save it there and "
                        "upload that."
                    ),
                )
            yield base


def _statements(base: sqlite3.Connection) -> dict[int, list[_Statement]]:
    """Every statement by its document."""
    variables: defaultdict[int, dict[str, str]] = defaultdict(dict)
    for statement, name, value in base.execute(_VALUES):
        if value not in (None, ""):
            variables[statement][str(name)] = str(value)
    noted = _attributes(base)
    found: defaultdict[int, list[_Statement]] = defaultdict(list)
    rows = base.execute(
        """SELECT s.ID, s.DocumentId, s.Start, s.Stop, coalesce(c.Name, ''), t.Label FROM STATEMENTS s
        JOIN STATEMENTTYPES t ON t.ID = s.StatementTypeId LEFT JOIN CODERS c ON c.ID = s.Coder ORDER BY s.ID"""
    )
    for id, document, start, end, coder, kind in rows:
        said = variables.get(id, {})
        about = {value: noted[name, value] for name, value in said.items() if (name, value) in noted}
        found[document].append(_Statement(id, document, start, end, coder, kind, said, about))
    return found


def _attributes(base: sqlite3.Connection) -> dict[tuple[str, str], str]:
    """What the coders noted about an entity, such as its type and its alias, by its variable and its name."""
    tables = {name for (name,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if not tables >= _ATTRIBUTES:
        return {}
    noted: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for variable, entity, name, value in base.execute(_NOTED):
        noted[str(variable), str(entity)].append(f"{name}: {value}")
    return {key: f"{key[1]}: {'; '.join(said)}" for key, said in noted.items()}


def _documents(base: sqlite3.Connection, statements: Mapping[int, list[_Statement]]) -> Iterator[Annotated]:
    rows = base.execute("SELECT ID, Title, Text, Author, Source, Section, Notes, Type, Date FROM DOCUMENTS ORDER BY ID")
    for id, title, text, author, outlet, section, notes, kind, date in rows:
        by_coder: defaultdict[str, list[_Statement]] = defaultdict(list)
        for statement in statements.get(id, ()):
            by_coder[statement.coder].append(statement)
        readings = tuple(_reading(coder, coded) for coder, coded in by_coder.items())
        fields = {"title": title, "byline": author, "outlet": outlet, "section": section, "published_at": _moment(date)}
        yield Annotated(
            id,
            str(text),
            readings,
            fields,
            {"dna_id": id, "notes": notes, "type": kind},
            _about(statements.get(id, ())),
        )


def _reading(coder: str, statements: list[_Statement]) -> Claimed:
    marks: list[Mark] = []
    links: list[Link] = []
    for one in statements:
        person, organisation = _value(one, PERSONS), _value(one, ORGANISATIONS)
        concept, place = _value(one, CONCEPTS), ((one.start, one.end),)
        values: dict[str, Any] = {
            name: value
            for name, value in one.variables.items()
            if name.lower() not in (*PERSONS, *ORGANISATIONS, *CONCEPTS)
        }
        topic = Named(concept) if concept else None
        if not person and not organisation:
            marks.append(Mark(str(one.id), one.type, place, values, topic=topic))
            continue
        marks.append(Mark(str(one.id), "claim", place, _with_stance(values), topic=topic))
        ends = [("content", str(one.id))]
        for label, name, kind in (("person", person, "person"), ("organization", organisation, "organisation")):
            if name:
                note = one.about.get(name, "")
                marks.append(Mark(f"{one.id} {label}", label, place, actor=Named(name, kind), note=note))
                ends.append((label, f"{one.id} {label}"))
        links.append(Link(f"{one.id} statement", one.type, tuple(ends)))
    return Claimed(coder, tuple(marks), tuple(links))


def _about(statements: Iterable[_Statement]) -> tuple[str, ...]:
    named = any(_value(one, (*PERSONS, *ORGANISATIONS)) for one in statements)
    names = {"names": "person, organization"}
    return (_("DNA marks no words for %(names)s: their spans cover the whole statement.") % names,) if named else ()


def _value(statement: _Statement, names: tuple[str, ...]) -> str:
    return next((value for name, value in statement.variables.items() if name.lower() in names), "")


def _with_stance(values: Mapping[str, Any]) -> dict[str, Any]:
    """Agreement with a concept is what we call stance."""
    return {
        "stance" if name.lower() == AGREEMENT else name: (
            ("supports" if value == "1" else "opposes") if name.lower() == AGREEMENT else value
        )
        for name, value in values.items()
    }


def _moment(seconds: Any) -> str:
    """DNA keeps seconds since 1970."""
    try:
        return datetime.fromtimestamp(int(seconds), UTC).isoformat()
    except (ValueError, TypeError, OverflowError, OSError):
        return ""
