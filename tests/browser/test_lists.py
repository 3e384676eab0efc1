"""The lists beside the text, the search in it, and the help sheet: reached by keys, without losing the place."""

import os

import pytest
from playwright.sync_api import Route, expect

from annotator.work.models import AnnotationSet
from articles.models import User
from tests.browser.conftest import OpenEditor
from tests.browser.editor import EditorPage
from tests.factories import make_actor, make_article, make_member, make_project, make_set

pytestmark = pytest.mark.django_db(transaction=True)

TEXT = """Ferry stays in port
🚢🚢 “The ferry is sound,” Captain Zoë Brandt told reporters.
The union said that the owner claims the repairs are paid. The café owner waited. Captain Brandt left."""
PICTURES = os.environ.get("PICTURES", "")


@pytest.fixture
def reading() -> AnnotationSet:
    project = make_project(shared_sets=True, blind=False)
    editor = make_member(project)
    make_actor(project, "Zoë Brandt")
    return make_set(make_article(project, TEXT, title="Ferry stays in port", language="en"), editor)


def picture(editor: EditorPage, name: str) -> None:
    if PICTURES:
        for scheme in ("light", "dark"):
            editor.page.emulate_media(color_scheme=scheme)
            editor.settle()
            editor.page.screenshot(path=f"{PICTURES}/{name}-{scheme}.png")
        editor.page.emulate_media(color_scheme="light")


def tag_two(editor: EditorPage) -> None:
    """An attribution with a nested one, by mouse and by hand."""
    editor.sweep("The union")
    editor.press("a", "Escape")
    editor.sweep("the owner claims the repairs are paid")
    editor.press("q")
    editor.click("said that")
    editor.click("union")
    editor.press("Escape")
    editor.sweep("the repairs are paid")
    editor.press("q")
    editor.click("claims")
    editor.sweep("the owner")
    editor.press("Escape", "Escape")


def test_the_lists_read_as_sentences_lead_to_the_place_and_follow_every_edit(
    open_editor: OpenEditor, reading: AnnotationSet, owner: User
) -> None:
    editor = open_editor(reading, owner)
    tag_two(editor)
    editor.press("v")
    rows = editor.page.locator(".list-row")
    expect(rows).to_have_count(2)
    expect(rows.first).to_have_text("The union said → the owner claims the repairs are paidsource not linked")
    expect(rows.nth(1)).to_contain_text("Nested: the owner claims")
    expect(rows.first).to_be_focused()
    editor.press("ArrowDown", "Enter")
    expect(rows.nth(1)).to_have_attribute("aria-current", "true")
    expect(editor.page.locator(".detail")).to_contain_text("Attribution")
    expect(editor.page.locator("#article")).to_be_focused()
    picture(editor, "lists-wide")
    editor.press("v")
    expect(rows.nth(1)).to_be_focused()
    editor.page.keyboard.type("union")  # letters filter
    expect(rows).to_have_count(1)
    expect(editor.page.locator(".list-count")).to_have_text("1 of 2 rows")
    editor.press("Escape", "Escape", "Escape", "Control+z")
    editor.page.get_by_role("tab", name="Actors").click()
    expect(editor.page.locator(".list-row")).to_have_count(1)  # undone: who claims that
    picture(editor, "lists-actors")
    editor.reload()
    expect(editor.page.get_by_role("tab", name="Actors")).to_have_attribute("aria-selected", "true")


def test_search_finds_without_accents_and_hands_over_the_selection(
    open_editor: OpenEditor, reading: AnnotationSet, owner: User
) -> None:
    editor = open_editor(reading, owner)
    editor.press("/")
    expect(editor.page.locator(".search-bar input[type=search]")).to_be_focused()  # fetched on demand
    editor.page.keyboard.type("captain zoe brandt")
    expect(editor.page.locator(".search-bar output")).to_have_text("1 of 1 hit")
    editor.page.locator(".search-bar input[type=search]").fill("CAFE OWNER")
    picture(editor, "search-wide")
    editor.press("Escape", "a")
    editor.press("/")
    editor.page.locator(".search-bar input[type=search]").fill("brandt")
    expect(editor.page.locator(".search-bar output")).to_have_text("2 of 2")  # the first one after the caret
    editor.press("Enter")
    expect(editor.page.locator(".search-bar output")).to_have_text("1 of 2")
    editor.press("Shift+Enter", "Escape", "a")
    editor.is_saved()
    assert editor.stored("actor") == [["café owner"], ["Brandt"]]


def test_what_is_typed_before_the_search_has_arrived_goes_into_it(
    open_editor: OpenEditor, reading: AnnotationSet, owner: User
) -> None:
    editor = open_editor(reading, owner)
    late: list[Route] = []
    editor.page.route("**/search*.js", lambda route: late.append(route))
    for key in "/captain":
        editor.page.keyboard.press(key)
    editor.page.wait_for_timeout(100)
    late[0].continue_()
    field = editor.page.locator(".search-bar input[type=search]")
    expect(field).to_have_value("captain")
    expect(field).to_be_focused()
    expect(editor.page.locator(".search-bar output")).to_have_text("1 of 2")
    editor.press("Escape")
    assert editor.drawn() == ""


def test_on_a_phone_the_lists_are_a_sheet_that_gives_way_to_the_place(
    open_editor: OpenEditor, reading: AnnotationSet, owner: User
) -> None:
    editor = open_editor(reading, owner, width=390)
    tag_two(editor)
    editor.page.get_by_role("button", name="Lists of what is marked").click()
    picture(editor, "lists-narrow")
    editor.page.locator(".list-row").first.click()
    expect(editor.page.locator(".lists")).to_be_hidden()
    expect(editor.page.locator(".detail")).to_be_visible()
    editor.page.get_by_role("button", name="Help and keys").click()
    picture(editor, "help-narrow")
    editor.press("Escape")
    editor.page.get_by_role("button", name="Search in the article").click()
    editor.page.keyboard.type("the")
    picture(editor, "search-narrow")


def test_help_shows_every_command_and_puts_one_on_another_key(
    open_editor: OpenEditor, reading: AnnotationSet, owner: User
) -> None:
    editor = open_editor(reading, owner)
    editor.press("?")
    picture(editor, "help-wide")
    expect(editor.page.locator("dialog.help")).to_contain_text("Next sentence without a mark")
    change = editor.page.locator("[data-change=actor]")
    change.click()
    editor.press("c")  # the key of another command: told, and swapped when wanted
    expect(editor.page.locator(".help-told")).to_contain_text("c is the key of “Claim”.")
    picture(editor, "help-conflict")
    editor.press("Escape", "?")
    change.click()
    editor.press("F5")
    expect(editor.page.locator(".help-told")).to_contain_text("F5 belongs to the browser.")
    change.click()
    with editor.page.expect_response("**/api/v1/me/keys/"):
        editor.press("p")
    expect(change).to_have_text("p1")
    editor.press("Escape")
    expect(editor.page.locator(".tools-main .actor kbd")).to_have_text("p")
    editor.sweep("Captain Zoë Brandt")
    editor.press("p")
    editor.is_saved()
    assert editor.stored("actor") == [["Captain Zoë Brandt"]]
    editor.reload()
    expect(editor.page.locator(".tools-main .actor")).to_have_attribute("aria-keyshortcuts", "p")
