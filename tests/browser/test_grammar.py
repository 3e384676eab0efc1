"""The grammar of the editor: what a key or a drag does to the words, beyond the first label."""

import pytest
from playwright.sync_api import Route, expect

from annotator.work.models import AnnotationSet, Attribution, Change, Part, Span
from tests.browser.conftest import OpenEditor
from tests.browser.editor import EditorPage
from tests.factories import make_actor, make_article, make_member, make_project, make_set

pytestmark = pytest.mark.django_db(transaction=True)

TEXT = """Harbour to close at night
“The cranes are too loud,” said Ilse Noor, who lives beside the quay. “We have not slept since May.”
The port authority said on Tuesday that the night shift would end. Ilse Noor did not believe it.
According to the union, forty jobs are at risk. “Nobody asked us,” Noor told reporters.
قال المتحدث سامي حداد إن «الميناء لن يغلق» هذا العام."""


@pytest.fixture
def reading() -> AnnotationSet:
    project = make_project(shared_sets=True, blind=False)
    make_actor(project, "Ilse Noor").aliases.create(name="Noor")
    return make_set(make_article(project, TEXT, title="Harbour", language="en"), make_member(project))


@pytest.fixture
def editor(open_editor: OpenEditor, reading: AnnotationSet) -> EditorPage:
    assert reading.owner is not None
    return open_editor(reading, reading.owner)


def asks(editor: EditorPage, words: str) -> None:
    expect(editor.page.locator("#hint-words")).to_have_text(words)


def test_a_split_quotation_its_cue_and_its_source_take_a_click_and_three_keys(editor: EditorPage) -> None:
    editor.click("cranes")
    editor.press("t")
    expect(editor.page.locator("#live")).to_contain_text("“The cranes are too loud,” … “We have")
    editor.press("q")
    asks(editor, "Cue: said · Source: Ilse Noor")
    assert not Attribution.objects.filter(parts__role="cue").exists()  # nothing is stored before it is taken
    editor.press("Enter")
    editor.is_saved()
    content = "“The cranes are too loud,” … “We have not slept since May.”"
    assert editor.attributions() == [{"source": ["Ilse Noor"], "cue": ["said"], "content": [content]}]
    editor.press("c")  # nothing is active but the attribution
    editor.click("cranes")
    editor.press("c")
    expect(editor.page.locator("#live")).to_have_text("Claim added beside the Content, which plays a role.")
    editor.is_saved()
    assert editor.stored("claim") == editor.stored("content")


def test_a_wrong_proposal_is_overruled_by_a_click_or_skipped_and_the_rest_is_proposed_again(
    editor: EditorPage,
) -> None:
    editor.sweep("that the night shift would end")
    editor.press("q")
    asks(editor, "Cue: said · Source: The port authority")
    editor.click("Tuesday")
    asks(editor, "Source: The port authority")
    editor.press("-")
    editor.is_saved()
    assert editor.attributions() == [{"source": [], "cue": ["Tuesday"], "content": ["that the night shift would end"]}]


def test_a_click_into_the_proposal_takes_all_of_it(editor: EditorPage) -> None:
    editor.sweep("that the night shift would end")
    editor.press("q")
    asks(editor, "Cue: said · Source: The port authority")
    editor.press("Space")
    asks(editor, "Source: The port authority")
    editor.click("authority")
    editor.is_saved()
    assert editor.attributions()[0]["source"] == ["The port authority"]


def test_an_implied_source_an_addressee_and_a_supplement_are_one_key_each(
    editor: EditorPage, reading: AnnotationSet
) -> None:
    editor.sweep("“Nobody asked us,”")
    editor.press("q", "i", " ")
    editor.press("d")
    editor.click("reporters")
    editor.press("s")
    editor.sweep("forty jobs")
    editor.is_saved()
    stored = Attribution.objects.get(set=reading)
    parts = {part.role: part.span.quote for part in Part.objects.filter(attribution=stored)}
    assert stored.implicit_source
    assert editor.stored("actor") == [["reporters"]]
    assert editor.stored("supplement") == [["forty jobs"]]
    assert (parts["addressee"], parts["supplement"]) == (["reporters"], ["forty jobs"])


def test_by_keyboard_alone_three_attributions_take_three_keys_each(editor: EditorPage) -> None:
    for _ in range(4):
        editor.press("t")
        editor.page.wait_for_function("() => String(getSelection())")
        editor.press("q")
        expect(editor.page.locator("#hint")).to_have_attribute("data-proposed", "")
        editor.press("Enter")
    editor.is_saved()
    assert [(one["source"], one["cue"]) for one in editor.attributions()] == [
        (["Ilse Noor"], ["said"]),
        (["The port authority"], ["said"]),
        (["the union"], ["According to"]),
        (["Noor"], ["told reporters"]),
    ]


def test_enter_before_the_proposals_have_come_takes_them_when_they_come(editor: EditorPage) -> None:
    held: list[Route] = []
    editor.page.route("**/guess.js", lambda route: held.append(route))
    with editor.page.expect_request("**/guess.js"):
        editor.page.reload()
        editor.page.wait_for_selector("html[data-ready]", state="attached")
    editor.sweep("The cranes are too loud")
    editor.press("q", "Enter")
    asks(editor, "Click the cue, the words that say it was said")
    held[0].continue_()
    expect(editor.page.locator("#live")).to_contain_text("Cue: said")
    editor.is_saved()
    [said] = editor.attributions()
    assert said["cue"] == ["said"]


def test_more_mentions_than_one_batch_takes_are_marked_in_several_steps(open_editor: OpenEditor) -> None:
    article = make_article(make_project(), "\n".join(["Noor Noor Noor Noor Noor Noor"] * 100), language="en")
    make_actor(article.project, "Noor")
    member = make_member(article.project)
    editor = open_editor(make_set(article, member), member)
    editor.choose_words("Noor")
    editor.press("a", "Enter")
    expect(editor.page.get_by_role("option", name="Noor person")).to_have_attribute("aria-selected", "true")
    editor.press("Enter", "w")
    expect(editor.page.locator("#live")).to_contain_text("The first 500 of 599 further mentions are marked.")
    editor.is_saved()
    assert len(editor.stored("actor")) == 501
    editor.press("w")
    expect(editor.page.locator("#live")).to_have_text("99 further mentions")
    editor.is_saved()
    assert len(editor.stored("actor")) == 600


def test_all_further_mentions_become_one_step_and_same_actor_links_two(
    editor: EditorPage, reading: AnnotationSet
) -> None:
    editor.sweep("Ilse Noor")
    editor.press("a", "Enter")
    expect(editor.page.get_by_role("option", name="Ilse Noor person")).to_have_attribute("aria-selected", "true")
    editor.press("Enter")
    editor.press("w")
    expect(editor.page.locator("#live")).to_have_text("2 further mentions")
    editor.is_saved()
    assert editor.stored("actor") == [["Ilse Noor"], ["Ilse Noor"], ["Noor"]]
    assert Span.objects.filter(set=reading, actor__name="Ilse Noor").count() == 3
    editor.press("Control+z")
    editor.is_saved()
    assert editor.stored("actor") == [["Ilse Noor"]]
    editor.sweep("The port authority")
    editor.press("a", "m")
    expect(editor.page.locator(".same-actor")).to_be_visible()
    editor.press("1")
    editor.is_saved()
    assert Span.objects.filter(set=reading, actor__name="Ilse Noor").count() == 2


def test_a_handle_moves_one_end_word_by_word_in_one_step_and_follows_the_script(
    editor: EditorPage, reading: AnnotationSet
) -> None:
    for words, side, target, becomes in [
        ("night shift", 1, "would", "night shift would"),
        ("«الميناء لن يغلق»", 1, "هذا", "«الميناء لن يغلق» هذا"),
    ]:
        editor.sweep(words)
        editor.press("c")
        editor.is_saved()
        before = Change.objects.filter(set=reading).count()
        handle = editor.page.locator(f".handle.shown[data-side='{side}']")
        box = handle.bounding_box()
        assert box is not None
        assert box["width"] == 24
        there = editor.place(target, len(target) - 1)
        editor.page.mouse.move(box["x"] + 12, box["y"] + 8)
        editor.page.mouse.down()
        editor.page.mouse.move(there["after"], there["y"] + 10, steps=4)
        editor.page.mouse.up()
        editor.settle()
        editor.is_saved()
        assert [becomes] in editor.stored("claim")
        assert Change.objects.filter(set=reading).count() == before + 1


def test_spans_are_walked_and_told_by_keyboard(editor: EditorPage) -> None:
    editor.sweep("the union")
    editor.press("a")
    editor.sweep("forty jobs are at risk")
    editor.press("c", "Escape")
    live = editor.page.locator("#live")
    editor.press(",")
    expect(live).to_contain_text("forty jobs")
    editor.press(",")
    expect(live).to_contain_text("the union")
    editor.press(".")
    expect(live).to_contain_text("forty jobs")
    editor.press("Escape", "o")
    expect(live).to_contain_text("Claim: forty jobs are at risk")


def test_a_sweep_that_begins_on_chosen_words_chooses_fewer_of_them(editor: EditorPage) -> None:
    editor.click("cranes")
    editor.press("t")
    editor.sweep("cranes are")  # and does not drag the words away
    editor.press("c")
    editor.is_saved()
    assert editor.stored("claim") == [["cranes are"]]


def test_asking_for_other_words_never_scrolls_the_text_away(editor: EditorPage) -> None:
    editor.page.set_viewport_size({"width": 900, "height": 400})
    editor.sweep("that the night shift would end")
    editor.press("q", "Enter", "d")  # nothing is ever proposed for the addressee
    before = editor.page.evaluate("scrollY")
    editor.press("ArrowDown", "ArrowDown")
    editor.page.wait_for_timeout(200)  # as long as smooth scrolling takes to show
    assert editor.page.evaluate("scrollY") == before
