"""A person's own keys: kept for them alone, and only such as the editor can obey."""

import json
import re
from pathlib import Path

import pytest
from django.test import Client

from annotator.work.keys.commands import COMMANDS
from annotator.work.models import KeyMap
from articles.access import Scope
from tests.callers import Caller, said_no, signed_in
from tests.factories import make_set

pytestmark = pytest.mark.django_db
URL = "/api/v1/me/keys/"


def put(client: Client, body: object):
    return client.put(URL, body if isinstance(body, str) else json.dumps(body), "application/json")


def test_the_commands_are_those_of_the_editor() -> None:
    named = set()
    for file, table in (("keytable.js", "COMMANDS"), ("sweeping.js", "SWEEPING")):
        [source] = Path("static/editor").rglob(file)
        after = source.read_text().partition(f"export const {table}")[2]
        named |= set(re.findall(r'^  "?([\w-]+)"?: \{', after, re.M))
    assert named == COMMANDS, f"mend work/keys/commands.py: {sorted(named ^ COMMANDS)}"


def test_keys_are_kept_for_their_person_and_come_with_the_page(people, article) -> None:
    client, reading = signed_in(people["editor"]), make_set(article, people["editor"])
    assert client.get(URL).json() == {"keys": {}, "single": True}
    mine = {"keys": {"actor": ["p"], "undo": ["Ctrl+z", "u"], "claim": []}, "single": False}
    assert put(client, mine).json() == mine
    assert put(client, mine).status_code == 200
    page = client.get(f"/projects/{reading.project.slug}/sets/{reading.pk}/").content.decode()
    state = re.search(r'<script id="editor-state"[^>]*>(.*?)</script>', page)
    assert state
    assert json.loads(state[1])["keys"] == mine
    assert signed_in(people["manager"]).get(URL).json()["keys"] == {}
    assert put(client, {"keys": {}}).json() == {"keys": {}, "single": True}
    assert KeyMap.objects.count() == 1


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ("{", 400, "malformed"),
        ({"keys": ["a"]}, 400, "malformed"),
        (
            '{"keys": {"\\ud800": ["a name and a key that is far too long for a key of any keyboard"]}}',
            400,
            "malformed",
        ),
        ({"keys": {"actor": "a"}}, 400, "malformed"),
        ({"keys": {"actor": [1, None]}}, 400, "malformed"),
        ({"keys": {}, "more": 1}, 400, "unknown_parameter"),
        ({}, 400, "malformed"),
        ({"keys": {"explode": ["a"]}}, 422, "unknown_command"),
        ({"keys": {"actor": ["two words"]}}, 422, "bad_key"),
        ({"keys": {"actor": ["\t"]}}, 422, "bad_key"),
        ({"keys": {"actor": ["p"], "claim": ["p"]}}, 422, "same_key"),
    ],
)
def test_what_the_editor_could_not_obey_is_refused(people, body, status, code) -> None:
    said_no(put(signed_in(people["editor"]), body), status, code)
    assert not KeyMap.objects.exists()


def test_a_script_reads_and_writes_only_as_far_as_its_token_goes(people, article) -> None:
    body = {"keys": {"actor": ["p"]}}
    assert Caller(people["editor"], article.project).send("PUT", URL, body).status_code == 200
    reader = Caller(people["editor"], article.project, Scope.READ)
    assert reader.send("GET", URL).json()["keys"] == {"actor": ["p"]}
    said_no(reader.send("PUT", URL, body), 403, "read_only_token")
    assert Client().get(URL).status_code == 401
