"""The editor in a real browser: what a person does with mouse and keys is what the server stores, whatever happens."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from annotator.work.models import AnnotationSet, Change, Span
from articles.models import User
from tests.browser.conftest import OpenEditor
from tests.factories import make_actor, make_article, make_member, make_project, make_set

pytestmark = pytest.mark.django_db(transaction=True)

TEXT = """Bridge stays closed
Residents 🚧👩‍👩‍👧 complained. “The bridge is safe 🌉,” Mayor Anna Keller told reporters, “and it opens in May.”
The ministry said that the opposition claims the money is gone. Nobody knows who took it.
قال المتحدث سامي حداد 🚆 إن «الجسر لن يفتح هذا العام» وإن الأموال لم تصل."""


@pytest.fixture
def reading() -> AnnotationSet:
    project = make_project(shared_sets=True, blind=False)
    editor = make_member(project)
    make_actor(project, "Anna Keller")
    return make_set(make_article(project, TEXT, title="Bridge stays closed", language="en"), editor)


def test_an_actor_is_labelled_linked_and_still_there_after_a_reload(
    open_editor: OpenEditor, reading: AnnotationSet, owner: User
) -> None:
    editor = open_editor(reading, owner)
    editor.sweep("ayor Anna Kelle")  # half words become whole ones
    editor.press("a", "Enter")
    expect(editor.page.get_by_role("option", name="Anna Keller person")).to_have_attribute("aria-selected", "true")
    editor.press("Enter")
    editor.is_saved()
    assert editor.stored("actor") == [["Mayor Anna Keller"]]
    assert Span.objects.get(set=reading).actor.name == "Anna Keller"  # type: ignore[union-attr]
    editor.reload()
    assert editor.drawn() == "Mayor Anna Keller"


def test_an_attribution_in_one_sweep_counts_code_points_after_an_emoji(
    open_editor: OpenEditor, reading: AnnotationSet, owner: User
) -> None:
    editor = open_editor(reading, owner)
    editor.sweep("“The bridge is safe 🌉,”")
    editor.press("q")
    editor.sweep("“and it opens in May.”", "Shift")  # a second piece of the same content
    editor.sweep("told reporters")
    editor.sweep("Mayor Anna Keller")
    editor.is_saved()
    content = "“The bridge is safe 🌉,” … “and it opens in May.”"
    assert editor.attributions() == [{"source": ["Mayor Anna Keller"], "cue": ["told reporters"], "content": [content]}]
    assert editor.stored("content") == [["“The bridge is safe 🌉,”", "“and it opens in May.”"]]
    expect(editor.page.locator(".card")).to_contain_text("Mayor Anna Keller told reporters")


def test_a_nested_attribution_stands_below_its_parent_and_a_click_takes_the_whole_mention(
    open_editor: OpenEditor, reading: AnnotationSet, owner: User
) -> None:
    editor = open_editor(reading, owner)
    editor.sweep("The ministry")
    editor.press("1")
    editor.sweep("the opposition claims the money is gone")
    editor.press("q")
    editor.click("said that")
    editor.click("ministry")
    editor.sweep("the money is gone")
    editor.press("3")
    editor.click("claims")
    editor.sweep("the opposition")
    editor.is_saved()
    assert [one["source"] for one in editor.attributions()] == [["The ministry"], ["the opposition"]]
    assert editor.stored("actor") == [["The ministry"], ["the opposition"]]
    expect(editor.page.locator(".card.depth-1")).to_contain_text("the opposition claims")


def test_words_in_a_right_to_left_paragraph_are_the_words_stored(
    open_editor: OpenEditor, reading: AnnotationSet, owner: User
) -> None:
    editor = open_editor(reading, owner)
    editor.sweep("«الجسر لن يفتح هذا العام»")
    editor.press("q")
    editor.click("قال")
    editor.sweep("سامي حداد")
    editor.press("Escape")
    editor.sweep("الأموال")
    editor.press("c")
    editor.is_saved()
    content = "«الجسر لن يفتح هذا العام»"
    assert editor.attributions() == [{"source": ["سامي حداد"], "cue": ["قال"], "content": [content]}]
    assert editor.stored("claim") == [["الأموال"]]


def test_undo_and_redo_travel_as_batches_and_a_deleted_span_leaves_its_attribution(
    open_editor: OpenEditor, reading: AnnotationSet, owner: User
) -> None:
    editor = open_editor(reading, owner)
    editor.sweep("the money is gone")
    editor.press("q")
    editor.click("claims")
    editor.press("Escape", "Escape")
    editor.click("claims")
    editor.press("Delete")
    editor.is_saved()
    assert editor.attributions() == [{"source": [], "cue": [], "content": ["the money is gone"]}]
    editor.press("Control+z")
    editor.is_saved()
    assert editor.attributions() == [{"source": [], "cue": ["claims"], "content": ["the money is gone"]}]
    editor.press("Control+z", "Control+z", "Control+z")
    editor.is_saved()
    assert (editor.attributions(), editor.drawn()) == ([], "")
    editor.press("Control+Shift+z", "Control+Shift+z")
    editor.is_saved()
    assert editor.attributions() == [{"source": [], "cue": ["claims"], "content": ["the money is gone"]}]
    undoing = Change.objects.filter(set=reading).exclude(undoes=None)
    assert set(undoing.values_list("undoes", flat=True)) <= set(Change.objects.values_list("batch", flat=True))


def test_work_done_without_a_connection_is_kept_over_a_reload_and_sent_later(
    open_editor: OpenEditor, reading: AnnotationSet, owner: User
) -> None:
    editor = open_editor(reading, owner)
    editor.page.route("**/changes/", lambda route: route.abort())
    editor.sweep("Anna Keller")
    editor.press("a")
    editor.says("1 change kept on this device")
    editor.sweep("the money is gone")
    editor.press("c")
    editor.says("2 changes kept on this device")
    assert not Span.objects.exists()
    editor.reload()  # the page comes, the changes still cannot go
    assert editor.drawn() == "Anna Keller | the money is gone"
    editor.says("2 changes kept on this device")
    editor.page.unroute("**/changes/")
    editor.page.evaluate("() => dispatchEvent(new Event('online'))")
    editor.is_saved()
    assert (editor.stored("actor"), editor.stored("claim")) == ([["Anna Keller"]], [["the money is gone"]])


def test_work_done_after_the_session_ended_is_sent_once_the_same_person_is_back(
    open_editor: OpenEditor, reading: AnnotationSet, owner: User
) -> None:
    editor = open_editor(reading, owner)
    cookies = editor.page.context.cookies()
    editor.page.context.clear_cookies(name="sessionid")
    editor.sweep("Anna Keller")
    editor.press("a")
    editor.says("Sign in again to send 1 change")
    editor.page.context.add_cookies(cookies)  # type: ignore[arg-type]
    editor.page.evaluate("() => dispatchEvent(new Event('focus'))")
    editor.is_saved()
    assert editor.stored("actor") == [["Anna Keller"]]


def test_a_refusal_is_told_in_words_and_the_change_can_be_given_up(
    open_editor: OpenEditor, reading: AnnotationSet, owner: User
) -> None:
    editor = open_editor(reading, owner)
    AnnotationSet.objects.filter(pk=reading.pk).update(locked_at=timezone.now(), locked_by=reading.project.created_by)
    editor.sweep("Anna Keller")
    editor.press("a")
    editor.says("Not saved: This reading is locked.")
    AnnotationSet.objects.filter(pk=reading.pk).update(locked_at=None, locked_by=None)
    editor.page.get_by_role("button", name="What now?").click()
    editor.page.get_by_role("button", name="Discard just this change").click()
    editor.page.wait_for_selector("#saved[data-phase=saved]")
    editor.ready()
    assert (editor.drawn(), editor.stored("actor")) == ("", [])


def test_two_editors_of_one_record_converge_and_the_second_is_told(
    open_editor: OpenEditor, reading: AnnotationSet, owner: User
) -> None:
    first, second = open_editor(reading, owner), open_editor(reading, make_member(reading.project))
    first.sweep("the money is gone")
    first.press("c")
    first.is_saved()
    second.reload()
    first.click("money")
    first.press("Alt+Shift+ArrowLeft")
    first.is_saved()
    second.click("money")
    second.press("Alt+ArrowLeft")
    second.is_saved()
    expect(second.page.get_by_role("alert")).to_contain_text("Someone else changed the same marks")
    assert second.stored("claim") == [["the money is"]]
    assert second.drawn() == "the money is"
    first.sweep("Nobody knows")
    first.press("c")
    first.comes_to_draw("the money is | Nobody knows")


def test_a_reading_is_submitted_with_its_warnings_confirmed_and_reopened(
    open_editor: OpenEditor, reading: AnnotationSet, owner: User
) -> None:
    editor = open_editor(reading, owner, width=390)
    editor.sweep("the money is gone")
    editor.page.get_by_role("button", name="Attribution").click()
    editor.page.get_by_role("button", name="Done").click()
    editor.is_saved()
    editor.page.get_by_role("button", name="Submit").click()
    expect(editor.page.locator("#problems")).to_contain_text("no cue")
    here = editor.page.url
    editor.page.get_by_role("button", name="Submit anyway").click()
    expect(editor.page.get_by_text("is submitted.")).to_be_visible()
    editor.open(here)
    editor.sweep("Nobody knows")
    editor.press("c")  # nothing happens: it is submitted
    editor.page.get_by_role("button", name="Reopen").click()
    expect(editor.page.get_by_role("button", name="Submit")).to_be_visible()
    assert editor.stored("claim") == []


@pytest.mark.parametrize("width", [1280, 1000, 800, 390])
def test_the_question_of_a_sweep_never_moves_the_text(
    open_editor: OpenEditor, reading: AnnotationSet, owner: User, width: int
) -> None:
    editor = open_editor(reading, owner, width=width)
    editor.sweep("the money is gone")
    before = editor.page.locator("p.headline").bounding_box()
    editor.press("q")
    expect(editor.page.locator("#hint")).to_be_visible()
    assert editor.page.locator("p.headline").bounding_box() == before
    expect(editor.page.get_by_role("button", name="Undo")).to_be_enabled()


def test_the_first_change_stored_begins_the_reading(
    open_editor: OpenEditor, reading: AnnotationSet, owner: User
) -> None:
    editor = open_editor(reading, owner)
    expect(editor.page.locator("#status")).to_have_text("assigned")
    editor.sweep("The ministry")
    editor.press("a")
    expect(editor.page.locator("#status")).to_have_text("started")


def test_control_and_enter_submit(open_editor: OpenEditor, reading: AnnotationSet, owner: User) -> None:
    editor = open_editor(reading, owner)
    editor.press("Control+Enter")
    expect(editor.page.get_by_text("“Bridge stays closed” is submitted.")).to_be_visible()
    expect(editor.page.get_by_text("There is nothing more to do")).to_be_visible()
    editor.page.get_by_role("button", name="Undo: reopen it").click()
    expect(editor.page.get_by_role("button", name="Submit")).to_be_visible()
    editor.ready()


def test_with_keys_alone_the_cue_and_the_source_are_looked_for_beside_what_was_said(
    open_editor: OpenEditor, reading: AnnotationSet, owner: User
) -> None:
    editor = open_editor(reading, owner)
    editor.sweep("the money is gone")
    editor.press("q", "ArrowLeft", "Enter", "ArrowLeft", "Enter")
    editor.is_saved()
    expected = {"source": ["opposition"], "cue": ["claims"], "content": ["the money is gone"]}
    assert editor.attributions() == [expected]


def test_escape_closes_what_submitting_asks(open_editor: OpenEditor, reading: AnnotationSet, owner: User) -> None:
    editor = open_editor(reading, owner)
    editor.sweep("the money is gone")
    editor.press("q", "Escape")
    editor.is_saved()
    editor.press("Control+Enter")
    expect(editor.page.locator("#problems")).to_be_visible()
    editor.press("Escape")
    expect(editor.page.locator("#problems")).to_be_hidden()
