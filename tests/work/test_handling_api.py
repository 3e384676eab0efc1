"""What those who run a project do through the API."""

import pytest

from articles.access import Role
from tests.callers import Caller, said_no
from tests.factories import make_article, make_member, make_project, make_set

pytestmark = pytest.mark.django_db


def test_articles_are_dealt_out_to_those_named_or_given_to_each():
    project = make_project()
    make_member(project), make_member(project)
    articles = [make_article(project, f"Text {n}.").pk for n in range(4)]
    manager = Caller(project.created_by, project)
    dealt = {"action": "assign", "articles": articles, "assignees": ["A02", "A03"], "share": True}
    assert manager.send("POST", "articles/batch/", dealt).json() == {"changed": 4}
    assert len(manager.get("sets/?annotator=A02&status=assigned").json()["results"]) == 2
    assert manager.send("POST", "articles/batch/", {**dealt, "share": False}).json() == {"changed": 4}
    assert manager.send("POST", "articles/batch/", dealt).json() == {"changed": 0}


def test_all_that_a_filter_leaves_are_tagged_and_withdrawn():
    project = make_project()
    for n in range(3):
        make_article(project, f"Text {n}.", outlet="Kurier" if n else "Herald")
    manager = Caller(project.created_by, project)
    tagged = {"action": "tag", "filter": {"outlet": "Kurier"}, "tags": ["economy"]}
    assert manager.send("POST", "articles/batch/", tagged).json() == {"changed": 2}
    assert manager.send("POST", "articles/batch/", {"action": "withdraw", "filter": {"tag": "economy"}}).json() == {
        "changed": 2
    }
    assert len(manager.get("articles/").json()["results"]) == 1


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"action": "tag", "articles": [1]}, 400, "malformed"),
        ({"action": "withdraw"}, 400, "malformed"),
        ({"action": "withdraw", "articles": [1], "filter": {}}, 400, "malformed"),
        ({"action": "assign", "articles": [1], "assignees": ["A77"]}, 422, "unknown_assignee"),
        ({"action": "withdraw", "filter": {"limit": 1}}, 400, "unknown_parameter"),
    ],
)
def test_what_is_not_clear_is_refused(body: dict[str, object], status: int, code: str):
    project = make_project()
    said_no(Caller(project.created_by, project).send("POST", "articles/batch/", body), status, code)


def test_nobody_who_may_not_tag_is_given_articles():
    project = make_project()
    make_member(project, Role.RESEARCHER)
    body = {"action": "assign", "articles": [make_article(project).pk], "assignees": ["A02"]}
    said_no(Caller(project.created_by, project).send("POST", "articles/batch/", body), 422, "unknown_assignee")


def test_a_reading_is_locked_until_it_is_not_and_an_empty_one_taken_back():
    project = make_project()
    reading = make_set(make_article(project), make_member(project))
    manager = Caller(project.created_by, project)
    path = f"/api/v1/sets/{reading.pk}/"
    assert manager.send("PUT", f"{path}lock/", {}).json()["status"] == "locked"
    assert manager.send("DELETE", f"{path}lock/").json()["status"] == "assigned"
    assert manager.get(f"{path}submission/").json()["status"] == "assigned"
    assert manager.send("DELETE", f"{path}assignment/").status_code == 204
    assert manager.get(path).status_code == 404


def test_a_list_of_readings_shows_each_caller_theirs():
    project = make_project()
    owner, other = make_member(project), make_member(project)
    article = make_article(project)
    mine = make_set(article, owner)
    make_set(article, other)
    assert [row["id"] for row in Caller(owner, project).get("sets/").json()["results"]] == [mine.pk]
    assert len(Caller(project.created_by, project).get("sets/").json()["results"]) == 2
