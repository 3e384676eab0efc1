"""A DNA database: statements with persons, organisations, concepts and agreement, and nothing written to the file."""

import sqlite3
from uuid import UUID

import pytest

from annotator.intake.formats.mapping import guess, labels_of, lost, operations_of
from articles.drafts import Fault
from tests.intake.foreign import read, said, utf16

TEXT = "👋 We will pay.\nשלום We will never pay."
TABLES = """
CREATE TABLE CODERS(ID INTEGER PRIMARY KEY, Name TEXT);
CREATE TABLE DOCUMENTS(ID INTEGER PRIMARY KEY, Title TEXT, Text TEXT, Coder INTEGER, Author TEXT, Source TEXT,
  Section TEXT, Notes TEXT, Type TEXT, Date INTEGER);
CREATE TABLE STATEMENTTYPES(ID INTEGER PRIMARY KEY, Label TEXT);
CREATE TABLE VARIABLES(ID INTEGER PRIMARY KEY, Variable TEXT, DataType TEXT, StatementTypeId INTEGER);
CREATE TABLE STATEMENTS(ID INTEGER PRIMARY KEY, StatementTypeId INTEGER, DocumentId INTEGER, Start INTEGER,
  Stop INTEGER, Coder INTEGER);
CREATE TABLE ENTITIES(ID INTEGER PRIMARY KEY, VariableId INTEGER, Value TEXT, ChildOf INTEGER);
CREATE TABLE DATASHORTTEXT(ID INTEGER PRIMARY KEY, StatementId INTEGER, VariableId INTEGER, Entity INTEGER);
CREATE TABLE DATABOOLEAN(ID INTEGER PRIMARY KEY, StatementId INTEGER, VariableId INTEGER, Value INTEGER);
CREATE TABLE DATAINTEGER(ID INTEGER PRIMARY KEY, StatementId INTEGER, VariableId INTEGER, Value INTEGER);
CREATE TABLE DATALONGTEXT(ID INTEGER PRIMARY KEY, StatementId INTEGER, VariableId INTEGER, Value TEXT);
INSERT INTO CODERS VALUES (1, 'Coder 1'), (2, 'Coder 2');
INSERT INTO STATEMENTTYPES VALUES (1, 'DNA Statement'), (3, 'Annotation');
INSERT INTO VARIABLES VALUES (1, 'person', 'short text', 1), (2, 'organization', 'short text', 1),
  (3, 'concept', 'short text', 1), (4, 'agreement', 'boolean', 1), (5, 'note', 'long text', 3);
INSERT INTO ENTITIES VALUES (1, 1, '', NULL), (2, 1, 'Ivo Daran', NULL), (3, 2, 'Arland', NULL), (4, 3, 'Pay', NULL);
INSERT INTO DATASHORTTEXT VALUES (1, 1, 1, 2), (2, 1, 2, 3), (3, 1, 3, 4), (4, 2, 1, 1), (5, 2, 2, 3), (6, 2, 3, 4);
INSERT INTO DATABOOLEAN VALUES (1, 1, 4, 1), (2, 2, 4, 0);
INSERT INTO DATALONGTEXT VALUES (1, 3, 5, 'Ask again');
"""


@pytest.fixture
def base(tmp_path):
    def made(*more):
        path = tmp_path / f"{len(more)}.dna"
        connection = sqlite3.connect(path)
        connection.executescript(TABLES)
        connection.execute("INSERT INTO DOCUMENTS VALUES (1, 'T', ?, 1, 'A', 'S', '', '', '', 1106697600)", (TEXT,))
        pay, never = utf16(TEXT, "We will pay."), utf16(TEXT, "We will never pay.")
        rows = [(1, 1, 1, *pay, 1), (2, 1, 1, *never, 2), (3, 3, 1, *pay, 1)]
        connection.executemany("INSERT INTO STATEMENTS VALUES (?, ?, ?, ?, ?, ?)", rows)
        for one in more:
            connection.execute(one)
        connection.commit()
        connection.close()
        return path.read_bytes()

    return made


def test_statements_become_claims_with_topics_and_stance_and_actors_as_their_sources(base):
    (found,) = read("a.dna", base())
    assert found.draft.published_at.date().isoformat() == "2005-01-26"
    assert [one.annotator for one in found.readings] == ["Coder 1", "Coder 2"]
    assert said(found) == [(label, "We will pay.") for label in ("claim", "person", "organization", "Annotation")]
    assert said(found, 1) == [(label, "We will never pay.") for label in ("claim", "organization")]
    mapping = guess(labels_of(found.readings))
    operations = operations_of(found.readings[0], mapping, TEXT, UUID(int=1))
    names = {one["id"]: one["name"] for one in operations if one["put"] in ("actor", "topic")}
    (claim,) = (one for one in operations if one.get("kind") == "claim")
    assert (names[claim["topic"]], claim["values"]) == ("Pay", {"stance": "supports"})
    (attribution,) = (one for one in operations if one["put"] == "attribution")
    spans = {one["id"]: one for one in operations if one["put"] == "span"}
    assert [names[spans[id]["actor"]] for id in attribution["source"]] == ["Ivo Daran", "Arland"]
    assert spans[attribution["content"][0]]["quote"] == ["We will pay."]
    assert found.readings[1].marks[0].values == {"stance": "opposes"}
    assert lost(found.readings[0], mapping) == [
        "Spans “Annotation” are left out (1)",
        "Values of “note” are left out (1)",
    ]


def test_statements_that_do_not_fit_their_text_refuse_the_database(base):
    with pytest.raises(Fault) as fault:
        read("a.dna", base("UPDATE STATEMENTS SET Stop = 4000"))
    assert fault.value.code == "offsets_do_not_fit"


def test_another_database_or_a_damaged_one_is_refused(base, tmp_path):
    connection = sqlite3.connect(tmp_path / "other")
    connection.execute("CREATE TABLE a(b)")
    connection.commit()
    connection.close()
    with pytest.raises(Fault, match="DNA 3"):
        read("a.dna", (tmp_path / "other").read_bytes())
    with pytest.raises(Fault, match=r"damaged|DNA 3"):
        read("a.dna", base()[:9000])
    with pytest.raises(Fault, match="does not fit its name"):
        read("a.dna", b"plain text")


def test_a_view_that_never_ends_is_stopped(base):
    endless = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT x, x, x FROM n"
    with pytest.raises(Fault, match="damaged"):
        read(
            "a.dna",
            base("DROP TABLE DATAINTEGER", f"CREATE VIEW DATAINTEGER(StatementId, VariableId, Value) AS {endless}"),
        )


def test_what_is_noted_about_an_actor_goes_with_what_it_says_and_old_databases_have_none(base):
    (bare,) = read("a.dna", base())
    assert {mark.note for one in bare.readings for mark in one.marks} == {""}
    (found,) = read(
        "a.dna",
        base(
            "CREATE TABLE ATTRIBUTEVARIABLES(ID INTEGER PRIMARY KEY, VariableId INTEGER, AttributeVariable TEXT)",
            "CREATE TABLE ATTRIBUTEVALUES(ID INTEGER PRIMARY KEY, EntityId INTEGER, AttributeVariableId INTEGER, "
            "AttributeValue TEXT)",
            "INSERT INTO ATTRIBUTEVARIABLES VALUES (1, 2, 'Type'), (2, 2, 'Alias'), (3, 2, 'Notes'), (4, 1, 'Type')",
            "INSERT INTO ATTRIBUTEVALUES VALUES (1, 3, 1, 'state'), (2, 3, 2, 'AR'), (3, 3, 3, ''), (4, 1, 4, 'who')",
        ),
    )
    first = found.readings[0]
    notes = {mark.label: mark.note for mark in first.marks if mark.actor}
    assert notes == {"person": "", "organization": "Arland: Type: state; Alias: AR"}
    operations = operations_of(first, guess(labels_of(found.readings)), TEXT, UUID(int=1))
    noted = [str(one) for one in operations if "Alias: AR" in str(one)]
    assert len(noted) == 1
    assert "'attribution'" in noted[0]
