"""Comments in a real browser: written, answered, resolved, reached from the inbox, and never lost on the way."""

import uuid

import pytest
from playwright.sync_api import expect

from annotator.work.comments.actions import write_comment
from annotator.work.models import AnnotationSet, Comment, Notice
from articles.models import User
from tests.browser.conftest import OpenEditor
from tests.factories import make_article, make_attribution, make_member, make_project, make_set, make_span

pytestmark = pytest.mark.django_db(transaction=True)
# Every draft on this device, as if it had been left so many days ago.
OLDER = """(days) => {
  for (const name of Object.keys(localStorage).filter((one) => one.startsWith("ascribe:comment:"))) {
    const { words } = JSON.parse(localStorage.getItem(name));
    localStorage.setItem(name, JSON.stringify({ words, at: Date.now() - days * 86_400_000 }));
  }
}"""
TEXT = "Bridge stays closed\n“The bridge is safe,” Mayor Anna Keller told reporters. Nobody else was asked."


@pytest.fixture
def reading() -> AnnotationSet:
    project = make_project()
    return make_set(make_article(project, TEXT, title="Bridge stays closed", language="en"), make_member(project))


def test_a_comment_by_keys_alone_mentions_somebody_and_marks_the_card(
    open_editor: OpenEditor, reading: AnnotationSet, owner: User
) -> None:
    said = make_attribution(reading, source=[make_span(reading, "Mayor Anna Keller")])
    editor = open_editor(reading, owner)
    editor.page.locator(".card").click()
    editor.page.locator("#article").focus()
    editor.press("n")
    box = editor.page.get_by_role("dialog", name="Comments")
    expect(box.get_by_role("textbox")).to_be_focused()
    editor.page.keyboard.type("Is she the mayor still? @A0")
    expect(box.get_by_role("option").first).to_have_text("A01")
    editor.press("Enter", "Control+Enter")
    expect(box.locator(".comment-text")).to_have_text("Is she the mayor still? @A01")
    expect(editor.page.locator(".card .commented")).to_have_count(1)  # the comments stand where the cards are
    expect(editor.page.locator("#comments-count")).to_have_text("1")
    stored = Comment.objects.get()
    assert (stored.attribution, stored.by) == (said, owner)
    assert Notice.objects.get().user == reading.project.created_by
    box.get_by_role("button", name="Resolve", exact=True).click()
    expect(editor.page.locator(".card .commented")).to_have_count(0)
    editor.press("Escape")
    expect(editor.page.locator("#article")).to_be_focused()


def test_the_inbox_leads_to_the_place_where_one_answers(
    open_editor: OpenEditor, reading: AnnotationSet, owner: User
) -> None:
    span = make_span(reading, "Mayor Anna Keller")
    AnnotationSet.objects.filter(pk=reading.pk).update(submitted_at=reading.created_at, submitted_by=owner)
    manager = reading.project.created_by
    write_comment(reading, by=manager, uuid=uuid.uuid4(), text="@A02 which mayor?", span=span.uuid)
    editor = open_editor(reading, owner)
    page = editor.page
    page.get_by_role("link", name="Inbox, 1 unread").click()
    page.get_by_role("link", name="@A02 which mayor?").click()
    box = page.get_by_role("dialog", name="Comments")
    expect(box.locator(".comment").first).to_be_focused()
    box.get_by_role("button", name="Answer", exact=True).click()
    page.keyboard.type("The one of 2024.")
    page.keyboard.press("Control+Enter")
    expect(box.locator(".comment")).to_have_count(2)
    assert Notice.objects.get(user=owner).seen_at is not None
    assert Notice.objects.get(user=manager).why == "answer"


def test_without_a_connection_the_words_stay_and_go_out_later(
    open_editor: OpenEditor, reading: AnnotationSet, owner: User
) -> None:
    editor = open_editor(reading, owner)
    editor.press("n")
    box = editor.page.get_by_role("dialog", name="Comments")
    expect(box.get_by_text("No open comments.")).to_be_visible()
    editor.page.context.set_offline(True)
    editor.page.keyboard.type("Nobody was asked?")
    editor.press("Control+Enter")
    expect(box.get_by_text("Not sent")).to_be_visible()
    editor.page.context.set_offline(False)
    editor.reload()
    editor.press("n")
    expect(box.get_by_role("textbox")).to_have_value("Nobody was asked?")
    editor.press("Control+Enter")
    expect(box.locator(".comment-text")).to_have_text("Nobody was asked?")
    expect(box.get_by_role("textbox")).to_have_value("")
    assert Comment.objects.count() == 1


def test_an_unsent_comment_is_kept_for_a_month_and_no_longer(open_editor: OpenEditor, reading: AnnotationSet) -> None:
    editor = open_editor(reading, reading.owner)
    editor.press("n")
    form = editor.page.get_by_role("dialog", name="Comments").get_by_role("textbox")
    form.fill("Is this the source?")
    for days, words in ((29, "Is this the source?"), (31, "")):
        editor.page.evaluate(OLDER, days)
        editor.reload()
        editor.page.locator("#article").focus()
        editor.press("n")
        expect(form).to_have_value(words)
    assert editor.page.evaluate("Object.keys(localStorage).filter((one) => one.startsWith('ascribe:comment'))") == []
