"""The forms in a real browser: who said it and what about, asked under the words and answered without a mouse."""

import pytest
from playwright.sync_api import expect

from annotator.registry.models import Actor, Topic
from annotator.scheme.actions import change_draft, publish
from annotator.scheme.models import Scheme
from annotator.work.models import AnnotationSet, Change, Span
from articles.models import User
from tests.browser.conftest import OpenEditor
from tests.browser.editor import EditorPage
from tests.factories import make_actor, make_article, make_member, make_project, make_set, make_topic

pytestmark = pytest.mark.django_db(transaction=True)

TEXT = """Bridge stays closed
Anna Keller told reporters on Monday that the bridge is safe. She added that the money is gone.
A senior official denied it. The Ministry of Works said that Keller knew. Anna Keller would not comment.
قال المتحدث سامي حداد إن الجسر لن يفتح هذا العام."""
GUIDELINES = """What belongs here
Tag what somebody said.

Actors
Whoever speaks, as written.

Claims
Make a claim when it takes sides."""
FIELDS = [
    {"applies_to": "claim", "name": "stance", "kind": "choice", "choices": ["supports", "opposes"], "required": True,
     "guideline": "Does the speaker support it?\nFor example: “it is safe” supports."},
    {"applies_to": "claim", "name": "frames", "kind": "many", "choices": ["cost", "blame"]},
    {"applies_to": "claim", "name": "sure", "kind": "bool"},
    {"applies_to": "claim", "name": "amount", "kind": "number", "key": "u"},
]  # fmt: skip


@pytest.fixture
def reading() -> AnnotationSet:
    project = make_project(shared_sets=True, blind=False)
    change_draft(project, by=project.created_by, guidelines=GUIDELINES, fields=FIELDS)
    publish(Scheme.objects.get(project=project, published_at=None), by=project.created_by)
    editor = make_member(project)
    for name in ("Anna Keller", "Annabel Stone", "Bo Anders"):
        make_actor(project, name)
    make_topic(project, "The bridge is safe", code="110", definition="Claims about its state.", examples="“it holds”")
    make_topic(project, "The works cost too much", code="120")
    return make_set(make_article(project, TEXT, title="Bridge stays closed", language="en"), editor)


def linked(reading: AnnotationSet) -> list[str]:
    """The actors of the reading's mentions, in order of the text."""
    spans = sorted(Span.objects.filter(set=reading, kind="actor"), key=lambda span: span.fragments[0])
    return [span.actor.name if span.actor else "" for span in spans]


def first_option(editor: EditorPage, words: str) -> None:
    """Wait for the search's answer, and for what Enter takes to be this."""
    expect(editor.page.locator("[role=listbox]")).to_have_attribute("aria-busy", "false")
    expect(editor.page.locator("[role=option][aria-selected=true]")).to_contain_text(words)


def link(editor: EditorPage, words: str, name: str) -> None:
    """Mark some words as an actor, and take whom the picker offers first."""
    editor.sweep(words)
    editor.press("a", "l")
    first_option(editor, name)
    editor.press("Enter")


def test_a_known_actor_takes_two_keys_and_a_pronoun_means_who_was_named_last(
    open_editor: OpenEditor, reading: AnnotationSet, owner: User
) -> None:
    editor = open_editor(reading, owner)
    link(editor, "Anna Keller", "Anna Keller")
    link(editor, "She", "Anna Keller")
    editor.is_saved()
    assert linked(reading) == ["Anna Keller", "Anna Keller"]


def test_the_same_words_are_linked_at_once_in_the_same_step(
    open_editor: OpenEditor, reading: AnnotationSet, owner: User
) -> None:
    editor = open_editor(reading, owner)
    link(editor, "Anna Keller", "Anna Keller")
    editor.sweep("Anna Keller would")
    editor.press("Shift+ArrowLeft", "a")
    editor.is_saved()
    assert linked(reading) == ["Anna Keller", "Anna Keller"]
    assert Change.objects.filter(set=reading).count() == 3


def test_an_unnamed_source_and_a_new_organisation_are_made_with_one_key(
    open_editor: OpenEditor, reading: AnnotationSet, owner: User
) -> None:
    editor = open_editor(reading, owner)
    editor.sweep("A senior official")
    editor.press("a", "l")
    first_option(editor, "Unnamed source “A senior official”")
    editor.press("Enter")
    editor.sweep("The Ministry of Works")
    editor.press("a", "l")
    first_option(editor, "New organisation “The Ministry of Works”")
    editor.press("Alt+3")
    first_option(editor, "New state “The Ministry of Works”")
    editor.press("Control+Enter")
    editor.is_saved()
    made = Actor.objects.filter(created_by=owner).order_by("pk")
    assert [(one.name, one.kind, one.article_id == reading.article_id) for one in made] == [
        ("A senior official", "anonymous", True), ("The Ministry of Works", "state", False),
    ]  # fmt: skip


def test_a_claim_gets_its_topic_and_its_stance_with_five_keys(
    open_editor: OpenEditor, reading: AnnotationSet, owner: User
) -> None:
    editor = open_editor(reading, owner)
    editor.sweep("the bridge is safe")
    editor.press("c")
    editor.press("l", "1", "1")
    first_option(editor, "The bridge is safe")
    expect(editor.page.locator("[role=option][aria-selected=true]")).to_contain_text("“it holds”")
    editor.press("Enter", "2")
    editor.is_saved()
    claim = Span.objects.get(set=reading, kind="claim")
    assert (claim.topic and claim.topic.code, claim.values) == ("110", {"stance": "opposes"})
    editor.press("l")
    editor.page.keyboard.type("The bridge is old")
    editor.press("Control+Enter", "Escape")
    editor.is_saved()
    claim.refresh_from_db()
    assert (claim.topic and claim.topic.name, Topic.objects.count()) == ("The bridge is old", 3)


def test_every_question_is_answered_without_a_mouse(
    open_editor: OpenEditor, reading: AnnotationSet, owner: User
) -> None:
    editor = open_editor(reading, owner)
    editor.sweep("the money is gone")
    editor.press("c")
    expect(editor.page.locator(".field-row.wanted")).to_contain_text("stance")
    editor.press("f", "1", "1", "2", "ArrowDown", "2")
    editor.page.keyboard.type("12.5")
    editor.press("Enter")
    editor.is_saved()
    claim = Span.objects.get(set=reading, kind="claim")
    assert claim.values == {"stance": "supports", "frames": ["blame", "cost"], "sure": False, "amount": 12.5}
    expect(editor.page.locator(".field-row.wanted")).to_have_count(0)
    expect(editor.page.locator("#article")).to_be_focused()
    editor.press("u")
    expect(editor.page.get_by_role("spinbutton", name="amount")).to_be_focused()
    editor.press("Escape")
    expect(editor.page.locator("#article")).to_be_focused()


def test_the_guidelines_on_the_active_kind_are_one_key_away(
    open_editor: OpenEditor, reading: AnnotationSet, owner: User
) -> None:
    editor = open_editor(reading, owner)
    editor.sweep("the money is gone")
    editor.press("c", "g")
    guide = editor.page.locator(".guide")
    expect(guide).to_contain_text("Make a claim when it takes sides.")
    expect(guide).to_contain_text("Does the speaker support it?")
    expect(guide).not_to_contain_text("Whoever speaks")
    editor.press("Escape", "g")
    expect(guide).to_have_count(0)


@pytest.mark.parametrize(("width", "words"), [(1280, "Anna Keller"), (390, "Anna Keller"), (1280, "سامي حداد")])
def test_the_search_stands_in_the_window_and_never_on_its_words(
    open_editor: OpenEditor, reading: AnnotationSet, owner: User, width: int, words: str
) -> None:
    editor = open_editor(reading, owner, width=width)
    editor.sweep(words)
    editor.press("a", "l")
    expect(editor.page.get_by_role("combobox")).to_be_focused()
    expect(editor.page.locator("[role=listbox]")).to_have_attribute("aria-busy", "false")
    editor.settle()
    picker = editor.page.locator(".picker").bounding_box()
    marked = editor.page.locator(".seg").first.bounding_box()
    assert picker is not None
    assert marked is not None
    assert picker["x"] >= 0
    assert picker["x"] + picker["width"] <= width
    assert picker["y"] + picker["height"] <= 900
    assert picker["y"] >= marked["y"] + 20 or picker["y"] + picker["height"] <= marked["y"]
    editor.press("Escape")
    expect(editor.page.locator("#article")).to_be_focused()
