"""The pages of this room as people see them: accessible, inside the window, and working with the mouse."""

import re

import pytest

from articles.access import Role, Scope
from articles.actions import create_token, invite
from articles.models import User
from tests.browser.looker import Looker
from tests.factories import make_member, make_project, make_user

PAGES = ("/", "/projects/new/", "/projects/bridge/settings/", "/projects/bridge/members/", "/projects/bridge/tokens/")
ENTRANCES = ("/accounts/login/", "/accounts/password/reset/", "/accounts/signup/", "/nowhere/")


@pytest.fixture
def manager(transactional_db):
    project = make_project(slug="bridge", manager=make_user("mara"))
    manager = project.created_by
    make_member(project, user=make_user("ana"))
    invite(project, role=Role.EDITOR, by=manager, note="Chloe, from the sports desk")
    create_token(user=manager, project=project, scope=Scope.WRITE, by=manager, name="lab")
    return manager


@pytest.mark.parametrize("width", [1280, 390])
def test_pages_fit_their_window_and_have_no_barrier(window, manager, width):
    look = {"viewport": {"width": width, "height": 800}, "bypass_csp": True, "reduced_motion": "reduce"}
    found = []
    for user, addresses in ((manager, PAGES), (None, ENTRANCES)):
        looker = Looker(window(user, **look), str(width))
        for address in addresses:
            looker.page.goto(address)
            looker.look(address, small="[]")  # links in lists
        found += looker.found
    assert "\n".join(found) == ""


def test_a_person_is_invited_signs_up_and_makes_a_token(window, manager):
    page = window(manager)
    page.goto("/projects/bridge/members/")
    page.get_by_label("For whom").fill("Ben")
    page.get_by_role("button", name="Make an invitation link").click()
    link = page.locator("#invitation-link").inner_text()

    guest = window()
    guest.goto(link)
    guest.get_by_role("link", name="Create an account").click()
    guest.get_by_label("Username").fill("ben")
    guest.get_by_label("Password").fill("a long enough phrase")
    guest.get_by_role("button", name="Create account and join").click()
    guest.wait_for_url("**/projects/bridge/")
    assert User.objects.get(username="ben").memberships.get().role == "editor"

    guest.goto("/projects/bridge/tokens/")
    guest.get_by_role("button", name="Make the token").click()
    assert re.fullmatch(r"ascribe_\w{49}", guest.locator("#token").inner_text())


def test_choosing_a_role_saves_it_and_removing_asks_first(window, manager):
    page = window(manager)
    page.goto("/projects/bridge/members/")
    page.get_by_label("Role of ana").select_option("adjudicator")
    page.get_by_text("ana is adjudicator now").wait_for()
    asked = []

    def refuse(dialog):
        asked.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", refuse)
    page.get_by_role("button", name="Remove ana").click()
    assert asked == ["Remove ana from the project? What they tagged is kept."]
    assert User.objects.get(username="ana").memberships.get().left_at is None


def test_menus_open_with_the_keyboard_and_close_with_escape(window, manager):
    page = window(manager)
    page.goto("/projects/bridge/tokens/")
    page.locator("summary").last.focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Sign out").wait_for()
    page.keyboard.press("Escape")
    assert page.locator("details[open]").count() == 0
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"
