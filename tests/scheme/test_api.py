"""Projects, members and schemes by the API: what is answered to whom."""

from typing import Any

import pytest
from django.test import Client

from annotator.scheme.models import Scheme
from articles.access import Role, Scope
from articles.actions import accept_invitation
from articles.models import Membership, Project
from tests.callers import Caller, said_no, signed_in
from tests.factories import make_member, make_project, make_user

pytestmark = pytest.mark.django_db
FIELD = {"applies_to": "claim", "name": "tone", "kind": "choice", "choices": ["calm", "angry"]}


@pytest.fixture
def project():
    return make_project()


@pytest.fixture
def manager(project):
    return Caller(project.created_by, project)


@pytest.fixture
def editor(project):
    return Caller(make_member(project), project)


@pytest.fixture
def stranger():
    elsewhere = make_project()
    return Caller(elsewhere.created_by, elsewhere)


def test_a_project_is_read_by_its_members_and_hidden_from_others(project, stranger):
    answer = Caller(make_member(project, Role.RESEARCHER), project, Scope.READ).get().json()
    assert (answer["slug"], answer["role"], answer["blind"]) == (project.slug, "researcher", True)
    address = f"/api/v1/projects/{project.slug}/"
    said_no(stranger.get(address), 404, "not_found")
    said_no(signed_in(make_user()).get(address), 404, "not_found")
    said_no(Client().get(address), 401, "not_signed_in")


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", ""), ("PATCH", ""), ("GET", "members/"), ("POST", "members/"), ("PATCH", "members/"),
     ("GET", "scheme/"), ("PATCH", "scheme/"), ("POST", "scheme/")],
)  # fmt: skip
def test_a_token_of_another_project_finds_nothing(project, method, path):
    other = Caller(project.created_by, make_project(manager=project.created_by))
    said_no(other.send(method, f"/api/v1/projects/{project.slug}/{path}", {}), 404, "not_found")


@pytest.mark.parametrize(
    ("method", "path"),
    [("PATCH", ""), ("GET", "members/"), ("POST", "members/"), ("PATCH", "members/"), ("PATCH", "scheme/"),
     ("POST", "scheme/")],
)  # fmt: skip
def test_an_editor_may_not(editor, method, path):
    said_no(editor.send(method, path, {}), 403, "forbidden")


@pytest.mark.parametrize(("method", "path"), [("PATCH", ""), ("POST", "members/"), ("PATCH", "scheme/")])
def test_a_read_only_token_may_not(project, method, path):
    reader = Caller(project.created_by, project, Scope.READ)
    said_no(reader.send(method, path, {}), 403, "read_only_token")


def test_the_list_holds_ones_own_projects_in_pages():
    user = make_user()
    for slug in ("bees", "ants", "cows"):
        make_member(make_project(slug=slug), Role.EDITOR, user)
    make_project(slug="dogs")
    client = signed_in(user)
    first = client.get("/api/v1/projects/?limit=2").json()
    second = client.get(first["next"]).json()
    assert [row["slug"] for row in first["results"] + second["results"]] == ["ants", "bees", "cows"]
    assert second["next"] is None


def test_a_token_lists_its_own_project_alone(project, manager):
    make_project(manager=project.created_by)
    assert [row["slug"] for row in manager.get("/api/v1/projects/").json()["results"]] == [project.slug]


@pytest.mark.parametrize("query", ["slug=a", "limits=1", "Limit=1"])
def test_an_unknown_parameter_is_malformed(manager, query):
    for path in ("/api/v1/projects/", "", "members/", "scheme/"):
        said_no(manager.get(f"{path}?{query}"), 400, "unknown_parameter")


@pytest.mark.parametrize("query", ["limit=0", "limit=1001", "limit=x"])
def test_a_senseless_limit_is_malformed(manager, query):
    said_no(manager.get(f"members/?{query}"), 400, "malformed")


def test_a_manager_starts_a_project_that_can_be_worked_in_at_once(project):
    client = signed_in(project.created_by)
    body = {"slug": "new", "name": "<b>New</b>", "language": "de", "blind": False}
    answer = client.post("/api/v1/projects/", body, "application/json")
    assert answer.status_code == 201
    assert (answer.json()["role"], answer.json()["name"], answer.json()["blind"]) == ("manager", "<b>New</b>", False)
    assert Scheme.objects.filter(project__slug="new").published().count() == 1
    said_no(client.post("/api/v1/projects/", body, "application/json"), 422, "slug_taken")
    said_no(client.post("/api/v1/projects/", {**body, "slug": "A"}, "application/json"), 422, "bad_slug")
    said_no(client.post("/api/v1/projects/", {**body, "slug": "a b"}, "application/json"), 400, "malformed")
    said_no(client.post("/api/v1/projects/", {**body, "color": 1}, "application/json"), 400, "unknown_parameter")


def test_who_manages_nothing_starts_nothing(project, manager):
    body = {"slug": "new", "name": "New"}
    said_no(signed_in(make_member(project)).post("/api/v1/projects/", body, "application/json"), 403, "forbidden")
    said_no(manager.send("POST", "/api/v1/projects/", body), 403, "forbidden")  # a token stays in its project


def test_settings_change_one_by_one(manager, project):
    answer = manager.send("PATCH", "", {"blind": False, "licence": "CC0"})
    assert (answer.json()["blind"], answer.json()["licence"], answer.json()["name"]) == (False, "CC0", project.name)
    assert Project.objects.get(pk=project.pk).blind is False
    malformed: list[Any] = [
        {"name": ""},
        {"language": "not a language"},
        {"blind": "perhaps"},
        {"name": "a\x00b"},
        [],
        "{",
    ]
    for body in malformed:
        said_no(manager.send("PATCH", "", body), 400, "malformed")
    said_no(manager.send("PATCH", "", {"slug": "other"}), 400, "unknown_parameter")


def test_members_are_listed_with_their_pseudonyms_in_few_queries(manager, project, django_assert_max_num_queries):
    for _ in range(20):
        make_member(project)
    with django_assert_max_num_queries(8):
        rows = manager.get("members/").json()["results"]
    assert [row["code"] for row in rows[:3]] == ["A01", "A02", "A03"]
    assert set(rows[0]) == {"code", "username", "name", "role", "joined_at", "left_at"}


def test_an_account_is_added_once_and_a_link_made_for_others(manager, project):
    user = make_user()
    added = manager.send("POST", "members/", {"username": user.username, "role": "editor"})
    assert (added.status_code, added.json()["member"]["code"], added.json()["invitation"]) == (201, "A02", None)
    again = manager.send("POST", "members/", {"username": user.username, "role": "researcher"})
    said_no(again, 422, "already_member")
    said_no(manager.send("POST", "members/", {"username": "nobody", "role": "editor"}), 422, "unknown_user")
    said_no(manager.send("POST", "members/", {"role": "king"}), 400, "malformed")

    invited = manager.send("POST", "members/", {"role": "researcher", "note": "Eva"}).json()
    secret = invited["invitation"]["url"].rstrip("/").rpartition("/")[2]
    assert accept_invitation(secret=secret, by=make_user()).role == "researcher"


def test_a_role_changes_and_a_membership_ends_but_never_the_last_managers(manager, project):
    user = make_member(project)
    assert manager.send("PATCH", "members/", {"code": "A02", "role": "researcher"}).json()["role"] == "researcher"
    ended = manager.send("PATCH", "members/", {"code": "A02", "role": None})
    assert ended.json()["left_at"]
    assert Membership.objects.get(user=user).left_at
    said_no(manager.send("PATCH", "members/", {"code": "A02", "role": "editor"}), 404, "not_found")
    said_no(manager.send("PATCH", "members/", {"code": "A01", "role": "editor"}), 422, "last_manager")
    said_no(manager.send("PATCH", "members/", {"code": "A01", "role": None}), 422, "last_manager")
    said_no(manager.send("PATCH", "members/", {"code": "A01"}), 400, "malformed")


def test_the_newest_published_scheme_is_read_and_older_ones_by_number(manager, editor):
    first = editor.get("scheme/").json()
    assert list(first) == ["version", "published_at", "guidelines", "rules", "fields"]
    assert first["rules"]["content_present"] == "error"
    assert [field["name"] for field in first["fields"]] == ["stance", "form", "certainty"]

    draft = manager.send("PATCH", "scheme/", {"fields": [FIELD], "rules": {"no_nesting": "error"}}).json()
    assert (draft["version"], draft["published_at"], draft["rules"]["no_nesting"]) == (2, None, "error")
    assert editor.get("scheme/").json()["version"] == 1
    said_no(editor.get("scheme/?version=2"), 404, "not_found")
    assert manager.get("scheme/?version=2").json() == draft

    published = manager.send("POST", "scheme/")
    assert (published.status_code, published.json()["version"]) == (201, 2)
    assert editor.get("scheme/").json() == published.json()
    assert editor.get("scheme/?version=1").json() == first
    said_no(manager.send("POST", "scheme/"), 422, "no_draft")
    said_no(editor.get("scheme/?version=0"), 400, "malformed")


def test_a_part_of_the_draft_changes_alone(manager):
    manager.send("PATCH", "scheme/", {"fields": [FIELD], "guidelines": "Be fair."})
    draft = manager.send("PATCH", "scheme/", {"rules": {"one_source": "warning"}}).json()
    assert (draft["guidelines"], draft["rules"]["one_source"]) == ("Be fair.", "warning")
    assert [field["name"] for field in draft["fields"]] == ["tone"]


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"rules": {"no_fun": "error"}}, 422, "bad_rule"),
        ({"rules": {"no_nesting": "sometimes"}}, 400, "malformed"),
        ({"fields": [{**FIELD, "name": "Tone!"}]}, 422, "bad_field"),
        ({"fields": [FIELD, FIELD]}, 422, "bad_field"),
        ({"fields": [{**FIELD, "choices": []}]}, 422, "bad_field"),
        ({"fields": [{**FIELD, "kind": "colour"}]}, 400, "malformed"),
        ({"fields": [{**FIELD, "weight": 1}]}, 400, "unknown_parameter"),
        ({"fields": "tone"}, 400, "malformed"),
        ({"version": 3}, 400, "unknown_parameter"),
    ],
)
def test_a_senseless_scheme_is_refused_and_leaves_no_draft(manager, project, body, status, code):
    said_no(manager.send("PATCH", "scheme/", body), status, code)
    assert not Scheme.objects.filter(project=project, published_at=None).exists()
