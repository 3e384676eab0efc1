"""Links in the API and on their page: made, listed without their address, revoked by whoever may."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from annotator.release.files.models import FileLink
from annotator.release.models import Release
from articles.access import Role, Scope
from articles.actions import create_token
from articles.models import User
from tests.factories import make_member, make_project
from tests.release.files.conftest import make_release

pytestmark = pytest.mark.django_db
NAME, BODY = "spans.csv", b"a,b\n1,2\n"


@pytest.fixture
def release() -> Release:
    return make_release(make_project(), {NAME: BODY})


class Person:
    """Somebody with a session or a token, at the links of a release."""

    def __init__(self, release: Release, user: User, scope: Scope | None = None) -> None:
        self.page = f"/projects/{release.project.slug}/releases/{release.number}/links/"
        self.links = f"/api/v1{self.page}"
        self.client, self.headers = Client(), {}
        if scope is None:
            self.client.force_login(user)
        else:
            secret = create_token(user=user, project=release.project, scope=scope, by=user)[1]
            self.headers = {"Authorization": f"Bearer {secret}"}

    def make(self, body: str = "{}") -> Any:
        return self.client.post(self.links, body, "application/json", headers=self.headers)

    def listed(self, **query: Any) -> Any:
        return self.client.get(self.links, query, headers=self.headers)

    def revoke(self, link_id: int) -> int:
        return self.client.delete(f"{self.links}{link_id}/", headers=self.headers).status_code


@pytest.mark.parametrize("scope", [None, Scope.READ, Scope.WRITE])
def test_a_link_is_made_with_a_session_or_a_token_that_may_read(release: Release, scope: Scope | None) -> None:
    someone = Person(release, make_member(release.project, Role.RESEARCHER), scope)
    answer = someone.make()
    made = answer.json()
    assert (answer.status_code, answer["Cache-Control"], made["works"]) == (201, "no-store", True)
    assert b"".join(Client().get(made["url"] + NAME)) == BODY  # type: ignore[arg-type]
    again = someone.make()
    assert (again.status_code, again.json()["url"]) == (200, made["url"])
    listed = someone.listed().json()["results"]
    assert ([one["id"] for one in listed], "url" in listed[0]) == ([made["id"]], False)
    assert listed[0]["last_used_at"]
    assert someone.revoke(made["id"]) == 204
    assert Client().get(made["url"] + NAME).status_code == 410
    assert someone.listed().json()["results"][0]["revoked_at"]


def test_managers_see_and_revoke_everybodys_and_nobody_else_does(release: Release) -> None:
    member, other = make_member(release.project, "researcher"), make_member(release.project, "researcher")
    made = Person(release, member).make().json()
    assert Person(release, other).listed().json()["results"] == []
    assert Person(release, other).listed(everyone=1).status_code == 403
    assert Person(release, other).revoke(made["id"]) == 404
    manager = Person(release, release.by)
    assert manager.listed().json()["results"] == []
    assert [one["annotator"] for one in manager.listed(everyone=1).json()["results"]] == ["A02"]
    assert manager.revoke(made["id"]) == 204


def test_strangers_and_what_is_malformed_are_refused(release: Release) -> None:
    stranger = Person(release, make_project(slug="other").created_by)
    assert (stranger.make().status_code, stranger.listed().status_code) == (404, 404)
    member = Person(release, make_member(release.project, "researcher"))
    assert (member.make('{"days": 400}').status_code, member.listed(of="x").status_code) == (400, 400)
    gone = {"withdrawn_at": timezone.now(), "withdrawn_by": release.by, "withdrawn_reason": "A source asked us to."}
    Release.objects.update(**gone)
    assert (member.make().status_code, member.make().json()["code"]) == (422, "no_files")


def test_a_token_that_only_reads_revokes_only_what_it_made(release: Release) -> None:
    member = make_member(release.project, "researcher")
    own = Person(release, member).make().json()
    script = Person(release, member, Scope.READ)
    made = script.make().json()
    assert made["id"] != own["id"]
    assert (script.revoke(own["id"]), script.revoke(made["id"])) == (403, 204)
    assert Person(release, member, Scope.WRITE).revoke(own["id"]) == 204


def test_a_list_of_many_asks_the_database_as_often_as_one_of_few(
    release: Release, django_assert_max_num_queries: Any
) -> None:
    for _ in range(12):
        Person(release, make_member(release.project, "researcher")).make()
    manager = Person(release, release.by)
    with django_assert_max_num_queries(9):
        assert len(manager.listed(everyone=1).json()["results"]) == 12
    with django_assert_max_num_queries(14):
        assert manager.client.get(manager.page).content.count(b"/revocation/") == 12


def test_the_page_lists_and_revokes_and_the_release_leads_to_it(release: Release) -> None:
    someone = Person(release, make_member(release.project, "researcher"))
    Person(release, make_member(release.project, "researcher")).make()
    someone.client.post(f"/projects/{release.project.slug}/releases/{release.number}/link/")
    link = FileLink.objects.latest("pk")
    shown = someone.client.get(someone.page).content.decode()
    assert shown.count("/revocation/") == 1
    assert link.address not in shown
    answer = someone.client.post(f"{someone.page}{link.pk}/revocation/", follow=True)
    assert (answer.redirect_chain[-1][0], b"/revocation/" in answer.content) == (someone.page, False)
    assert not FileLink.objects.get(pk=link.pk).works
