"""Nobody is kept out: every face of the editor and the pages around it is free of barriers, in light and dark."""

import pytest
from playwright.sync_api import expect

from annotator.work.actions import submit
from annotator.work.models import AnnotationSet
from articles.access import Role
from articles.models import User
from tests.browser.conftest import OpenEditor
from tests.browser.looker import Looker
from tests.browser.sizes import widths
from tests.browser.states import faces, make_reading, troubles
from tests.factories import make_article, make_attribution, make_member, make_project, make_set, make_span

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def reading() -> AnnotationSet:
    return make_reading()


@pytest.fixture
def owner(reading: AnnotationSet) -> User:
    assert reading.owner is not None
    return reading.owner


@widths(1280, 390)
def test_every_face_of_the_editor_is_free_of_barriers(
    open_editor: OpenEditor, reading: AnnotationSet, owner: User, width: int
) -> None:
    editor = open_editor(reading, owner, width=width, bypass_csp=True, reduced_motion="reduce")
    looker = Looker(editor.page, str(width))
    for name in faces(editor):
        looker.look(name)
    for name in troubles(editor):
        looker.look(name)
    assert "\n".join(looker.found) == ""


def test_every_state_of_a_reading_is_free_of_barriers(open_editor: OpenEditor) -> None:
    look = {"bypass_csp": True, "reduced_motion": "reduce", "width": 390}
    project = make_project(shared_sets=True, blind=False)
    manager = project.created_by
    empty = make_set(make_article(project, "Ferry\nThe union added that it sails.", language="en"), manager)
    looker = Looker(open_editor(empty, manager, **look).page, "empty")
    looker.look("nothing marked")
    make_attribution(empty, content=[make_span(empty, "it sails", "content")])
    writing = open_editor(empty, manager, **look)
    writing.page.locator("#submit").click()
    expect(writing.page.get_by_role("button", name="Submit anyway")).to_be_visible()
    expect(writing.page.locator("#problems")).to_contain_text("it sails")
    warned = Looker(writing.page, "390")
    warned.look("warnings only")
    writing.page.locator("#problems").get_by_role("button", name="Close").click()
    expect(writing.page.locator("#problems")).to_be_hidden()
    submit(empty, by=manager, confirm=True)
    handed_in = Looker(open_editor(empty, manager, **look).page, "390")
    handed_in.look("submitted")
    read_only = Looker(open_editor(empty, make_member(project, Role.RESEARCHER), **look).page, "390")
    read_only.look("for reading only")
    assert [*looker.found, *warned.found, *handed_in.found, *read_only.found] == []


def test_a_clash_is_free_of_barriers(open_editor: OpenEditor) -> None:
    project = make_project(shared_sets=True, blind=False)
    reading = make_set(make_article(project, "Ferry\nThe union added that it sails today.", language="en"))
    make_span(reading, "it sails", "claim")
    first = open_editor(reading, project.created_by)
    second = open_editor(reading, make_member(project), bypass_csp=True, reduced_motion="reduce", width=390)
    second.page.route("**/changes/?after=*", lambda route: route.abort())
    first.click("sails")
    first.press("Alt+Shift+ArrowLeft")
    first.is_saved()
    second.click("sails")
    second.press("Alt+ArrowLeft")
    expect(second.page.locator(".clashes")).to_be_visible()
    looker = Looker(second.page, "390")
    looker.look("clash")
    assert "\n".join(looker.found) == ""


@widths(390, 1280)
def test_the_pages_around_the_editor_are_free_of_barriers(
    open_editor: OpenEditor, reading: AnnotationSet, owner: User, width: int
) -> None:
    page = open_editor(reading, reading.project.created_by, width=width, bypass_csp=True, reduced_motion="reduce").page
    looker = Looker(page, str(width))
    root = f"/projects/{reading.project.slug}/"
    origin = page.url.split("/projects/")[0]
    rooms = ["", "queue/", "articles/", f"articles/{reading.article.pk}/", "scheme/", "actors/", "topics/"]
    rooms += ["data/", "data/?rows=attributions", "releases/", "releases/new/", "tokens/", "log/", "webhooks/"]
    for address in ["/inbox/", *(root + room for room in rooms)]:
        answer = page.goto(origin + address)
        assert answer is not None
        assert answer.ok, address
        looker.look(
            "page" + address.removeprefix(root).translate({ord(one): "-" for one in "/?="}), small="[]"
        )  # links in tables
    assert "\n".join(looker.found) == ""
