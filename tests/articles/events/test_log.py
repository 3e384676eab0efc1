"""A manager reads who did what: every event has a sentence, and every download says what was taken."""

import ast
import csv
import io
from pathlib import Path

import pytest
from django.utils import translation

from articles.access import Role, Scope
from articles.actions import record
from articles.events.sentences import KINDS, SENTENCES, sentence
from articles.models import Event
from tests.callers import Caller, said_no
from tests.factories import make_member, make_project

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[3]


def recorded_verbs():
    """The verbs that our source gives to `record`."""
    files = [file for house in ("articles", "annotator") for file in (ROOT / house).rglob("*.py")]
    calls = [node for file in files for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, ast.Call)]
    given = [call.args[2] for call in calls if ast.unparse(call.func) == "record" and len(call.args) > 2]
    return {str(verb.value) for verb in given if isinstance(verb, ast.Constant)}


def test_every_verb_of_our_source_has_a_sentence_of_a_known_kind():
    verbs = recorded_verbs()
    assert len(verbs) > 40
    assert verbs <= set(SENTENCES)
    assert {kind for kind, _words in SENTENCES.values()} == set(KINDS)


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("verb", sorted(SENTENCES))
def test_a_sentence_is_whole_in_both_languages_with_and_without_details(verb, language):
    with translation.override(language):
        said = [
            sentence(verb, "100% %(who)s", {}, "mara"),
            sentence(verb, "", {"articles": [1, 2], "role": "editor", "number": 3, "scope": "read"}, "mara"),
        ]
    assert all(one.endswith(".") and "%(" not in one.replace("100% %(who)s", "") for one in said)
    if language == "de":
        with translation.override("en"):
            assert said[0] != sentence(verb, "100% %(who)s", {}, "mara")


def test_a_download_says_who_took_what_in_words(project, people):
    researcher = Caller(people["researcher"], project)
    b"".join(researcher.get("export/?as=csv&status=submitted&outlet=The+Herald"))
    manager = Caller(project.created_by, project, Scope.READ)
    [row] = manager.get("log/?kind=exports").json()["results"]
    name, code = people["researcher"].username, project.memberships.get(user=people["researcher"]).code
    assert row["sentence"] == f"{name} downloaded the data as csv: status submitted; outlet The Herald."
    assert (row["code"], row["name"], row["kind"], row["verb"]) == (code, name, "exports", "export")


def test_a_file_is_named_once_and_never_by_its_place_on_the_disk():
    said = sentence("export", "release 1: data/spans.csv", {"file": "7/1/data/spans.csv"}, "mara")
    assert said == "mara downloaded the data as release 1: data/spans.csv."
    assert sentence("export", "csv", {"file": "7/a/demo.csv"}, "mara") == "mara downloaded the data as csv: demo.csv."


def test_the_log_is_read_by_person_and_kind_page_by_page(project, people):
    for number in range(5):
        record(project, people["editor"], "create_topic", f"topic {number}")
    record(make_project(), project.created_by, "create_topic", "foreign")
    manager = Caller(project.created_by, project)
    code = project.memberships.get(user=people["editor"]).code
    page = manager.get(f"log/?person={code}&kind=registry&limit=3").json()
    subjects = [row["subject"] for row in page["results"]]
    subjects += [row["subject"] for row in manager.get(page["next"]).json()["results"]]
    assert subjects == [f"topic {number}" for number in (4, 3, 2, 1, 0)]
    assert manager.get("log/?person=A99").json()["results"] == []
    said_no(manager.get("log/?kind=nothing"), 400, "malformed")
    said_no(manager.get("log/?who=A01"), 400, "unknown_parameter")


def test_nobody_but_a_manager_reads_it(project):
    for role in (Role.ADJUDICATOR, Role.EDITOR, Role.RESEARCHER):
        said_no(Caller(make_member(project, role), project).get("log/"), 403, "forbidden")


def test_the_page_shows_sentences_escaped_and_filters_them(as_, project, people):
    record(project, people["editor"], "create_topic", "<script>alert(1)</script>")
    browser = as_("manager")
    page = browser.get("/projects/bridge/log/?kind=registry").content.decode()
    assert "added the topic “&lt;script&gt;" in page
    assert "started the project" not in page
    assert "started the project" in browser.get("/projects/bridge/log/").content.decode()
    assert browser.get("/projects/bridge/log/?kind=nothing").status_code == 422
    german = browser.get("/projects/bridge/log/", headers={"Accept-Language": "de"}).content.decode()
    assert "hat das Projekt angelegt" in german


def test_the_page_costs_the_same_however_long_the_log_is(as_, project, django_assert_max_num_queries):
    for number in range(120):
        record(project, make_member(project) if number % 20 == 0 else project.created_by, "create_topic", str(number))
    browser = as_("manager")
    with django_assert_max_num_queries(9):
        page = browser.get("/projects/bridge/log/").content.decode()
    assert page.count("<time") == 50


def test_the_table_has_every_row_once_and_runs_nothing_in_a_spreadsheet(as_, project, monkeypatch):
    monkeypatch.setattr("articles.events.reading.AT_ONCE", 3)
    for subject in ("=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "\tx", 'a "quoted"\nline'):
        record(project, project.created_by, "create_topic", subject)
    answer = as_("manager").get("/projects/bridge/log/file/")
    rows = list(csv.DictReader(io.StringIO(b"".join(answer).decode(), newline="")))
    assert len(rows) == Event.objects.filter(project=project).count()
    assert not [cell for row in rows for cell in row.values() if cell.startswith(("=", "+", "-", "@", "\t"))]
    assert rows[0]["subject"] == 'a "quoted"\nline'
