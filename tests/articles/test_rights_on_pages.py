"""Every page of this room, for everybody: works, forbidden to a member, hidden from a stranger, sign in first."""

import pytest

from articles.access import Role, Scope
from articles.actions import create_token, invite
from tests.factories import make_member

WORKS, DONE, REFUSED, HIDDEN = 200, 302, 403, 404
ROLES = ("manager", "adjudicator", "editor", "researcher", "stranger")
PAGES = {
    "/": (WORKS, WORKS, WORKS, WORKS, WORKS),
    "/projects/bridge/settings/": (WORKS, REFUSED, REFUSED, REFUSED, HIDDEN),
    "/projects/bridge/members/": (WORKS, WORKS, REFUSED, REFUSED, HIDDEN),
    "/projects/bridge/tokens/": (WORKS, WORKS, WORKS, WORKS, HIDDEN),
    "/projects/new/": (WORKS, REFUSED, REFUSED, REFUSED, WORKS),
    "/projects/missing/members/": (HIDDEN, HIDDEN, HIDDEN, HIDDEN, HIDDEN),
}
BUTTONS = {
    "/projects/bridge/members/{member}/role/": (DONE, REFUSED, REFUSED, REFUSED, HIDDEN),
    "/projects/bridge/members/{member}/removal/": (DONE, REFUSED, REFUSED, REFUSED, HIDDEN),
    "/projects/bridge/members/{member}/password/": (WORKS, REFUSED, REFUSED, REFUSED, HIDDEN),
    "/projects/bridge/members/0/removal/": (HIDDEN, REFUSED, REFUSED, REFUSED, HIDDEN),
    "/projects/bridge/members/0/role/": (HIDDEN, REFUSED, REFUSED, REFUSED, HIDDEN),
    "/projects/bridge/members/0/password/": (HIDDEN, REFUSED, REFUSED, REFUSED, HIDDEN),
    "/projects/bridge/invitations/{invitation}/revocation/": (DONE, REFUSED, REFUSED, REFUSED, HIDDEN),
    "/projects/bridge/invitations/0/revocation/": (HIDDEN, REFUSED, REFUSED, REFUSED, HIDDEN),
    "/projects/bridge/tokens/{token}/revocation/": (DONE, HIDDEN, HIDDEN, HIDDEN, HIDDEN),
    "/projects/bridge/tokens/0/revocation/": (HIDDEN, HIDDEN, HIDDEN, HIDDEN, HIDDEN),
}
OF_PAGES = [(url, who, status) for url, row in PAGES.items() for who, status in zip(ROLES, row, strict=True)]
OF_BUTTONS = [(url, who, status) for url, row in BUTTONS.items() for who, status in zip(ROLES, row, strict=True)]


@pytest.fixture
def ids(project, people):
    """A member, an open invitation and a token of the manager's."""
    manager = people["manager"]
    member = project.memberships.get(user=make_member(project))
    invitation, _ = invite(project, role=Role.EDITOR, by=manager)
    token, _ = create_token(user=manager, project=project, scope=Scope.READ, by=manager)
    return {"member": member.pk, "invitation": invitation.pk, "token": token.pk}


@pytest.mark.parametrize(("url", "who", "status"), OF_PAGES)
def test_a_page_opens_for_those_who_may_and_says_no_to_the_rest(as_, url, who, status):
    answer = as_(who).get(url)
    assert answer.status_code == status
    assert "Content-Security-Policy-Report-Only" not in answer.headers
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize(("url", "who", "status"), OF_BUTTONS)
def test_a_button_works_for_those_who_may_and_does_nothing_for_the_rest(as_, ids, url, who, status):
    assert as_(who).post(url.format(**ids), {"role": "researcher"}).status_code == status


@pytest.mark.parametrize("url", PAGES)
def test_who_is_not_signed_in_is_asked_to(as_, url):
    answer = as_("nobody").get(url)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/accounts/login/?next=")


@pytest.mark.parametrize("url", BUTTONS)
def test_a_button_needs_somebody_signed_in_and_is_never_a_link(as_, ids, url):
    address = url.format(**ids)
    assert as_("nobody").post(address).status_code == 302
    assert as_("manager").get(address).status_code == 405


@pytest.mark.parametrize("url", BUTTONS)
def test_another_site_cannot_press_a_button(as_, ids, url):
    browser = as_("manager")
    browser.handler.enforce_csrf_checks = True
    assert browser.post(url.format(**ids), {"role": "researcher"}).status_code == 403


def test_a_button_of_one_project_does_not_reach_into_another(as_, project, people):
    """The stranger manages a project too; through its address no member of ours can be touched."""
    member = project.memberships.get(user=people["editor"])
    for what in ("role", "removal", "password"):
        answer = as_("stranger").post(f"/projects/elsewhere/members/{member.pk}/{what}/", {"role": "manager"})
        assert answer.status_code == 404
    member.refresh_from_db()
    assert (member.role, member.left_at) == ("editor", None)
