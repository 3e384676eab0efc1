"""The cards in the margin: beside their line, folded when there are many, one tab stop, all of them on paper."""

import uuid

import orjson
import pytest
from playwright.sync_api import expect

from annotator.work.actions import save
from annotator.work.models import AnnotationSet
from annotator.work.operations import read
from articles.models import User
from tests.browser.conftest import OpenEditor
from tests.factories import make_article, make_member, make_project, make_set

pytestmark = pytest.mark.django_db(transaction=True)

MANY = "Ann said one. Bea said two. Cai said three. Dan said four. Eva said five."
FILLER = " ".join(["Nothing happens in this sentence."] * 25)
TEXT = f"{MANY}\n{FILLER} Fay said six.\n{MANY.replace('said', 'says')}"


@pytest.fixture
def reading() -> AnnotationSet:
    """Eleven attributions: five in the first paragraph, one at the end of the second, five in the third."""
    project = make_project(shared_sets=True, blind=False)
    made = make_set(make_article(project, TEXT, title="Many", language="en"), make_member(project))
    operations: list[dict[str, object]] = []
    for sentence in [*MANY.split(". "), "Fay said six", *MANY.replace("said", "says").split(". ")]:
        begin = TEXT.index(sentence)
        source, _, content = sentence.rstrip(".").split(" ")
        at = begin + sentence.index(content)
        spans = [put("actor", begin, source), put("content", at, content)]
        parts = {"source": [spans[0]["id"]], "content": [spans[1]["id"]], "values": {"form": "direct"}}
        operations += [*spans, {"put": "attribution", "id": str(uuid.uuid4()), **parts}]
    batch = {"batch": str(uuid.uuid4()), "revision": 0, "text_sha256": made.article.text_sha256}
    save(made.pk, command=read(orjson.dumps(batch | {"operations": operations})), by=made.owner)
    return made


def put(kind: str, start: int, words: str) -> dict[str, object]:
    fragments = [[start, start + len(words)]]
    return {"put": "span", "id": str(uuid.uuid4()), "kind": kind, "fragments": fragments, "quote": [words]}


def test_more_than_three_cards_fold_and_open_by_pointer_key_or_when_one_is_active(
    open_editor: OpenEditor, reading: AnnotationSet, owner: User
) -> None:
    editor = open_editor(reading, owner)
    page, cards = editor.page, editor.page.locator(".card:visible")
    expect(cards).to_have_count(7)
    expect(cards.first).to_contain_text("Ann · no cue")
    page.get_by_role("button", name="+2 more").first.click()
    expect(cards).to_have_count(9)
    expect(page.locator(".card:focus")).to_contain_text("Dan")
    editor.press("ArrowDown", "ArrowDown", "ArrowDown", "ArrowDown", "ArrowDown")
    expect(page.locator(".card:focus")).to_contain_text("Cai")
    editor.press("ArrowDown")  # over the button, into what it hides
    expect(page.locator(".card:focus")).to_contain_text("Dan")
    expect(cards).to_have_count(11)
    page.get_by_role("button", name="Show fewer").last.click()
    expect(cards).to_have_count(9)
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    place = page.evaluate(LAST, "Eva")
    page.mouse.click(place["x"], place["y"])
    expect(page.locator(".card.on")).to_contain_text("Eva")
    expect(page.locator(".card.on")).to_be_visible()


def test_all_cards_are_one_tab_stop_and_enter_opens(
    open_editor: OpenEditor, reading: AnnotationSet, owner: User
) -> None:
    editor = open_editor(reading, owner)
    expect(editor.page.locator(".card[tabindex='0']")).to_have_count(1)
    editor.press("Tab")
    expect(editor.page.locator(".card:focus")).to_contain_text("Ann")
    editor.press("ArrowDown", "Enter")
    expect(editor.page.locator(".card.on")).to_contain_text("Bea")
    expect(editor.page.locator(".detail")).to_contain_text("Bea")
    editor.press("Escape")
    expect(editor.page.locator(".card[tabindex='0']")).to_have_count(1)


def test_a_card_stands_at_its_line_at_every_width_and_does_not_stretch_the_row(
    open_editor: OpenEditor, reading: AnnotationSet, owner: User
) -> None:
    editor = open_editor(reading, owner)
    for width in (1280, 1000):
        editor.page.set_viewport_size({"width": width, "height": 900})
        editor.settle()
        row, text, card, line = editor.page.evaluate(PLACES)
        assert row == pytest.approx(text, abs=1)
        assert 0 <= line - card < 60, "beside its line, or just above it at the end of a paragraph"


def test_paper_shows_every_card_and_the_text_is_never_changed(
    open_editor: OpenEditor, reading: AnnotationSet, owner: User
) -> None:
    editor = open_editor(reading, owner)
    editor.page.emulate_media(media="print")
    expect(editor.page.locator(".card:visible")).to_have_count(11)
    expect(editor.page.locator(".more:visible")).to_have_count(0)
    blocks = editor.page.locator("p[data-start]").evaluate_all("(all) => all.map((one) => one.textContent)")
    assert "\n".join(blocks) == reading.article.text


LAST = """(words) => {
  const block = [...document.querySelectorAll("p[data-start]")].at(-1);
  const mark = [...block.querySelectorAll(".seg")].find((one) => one.textContent === words);
  const box = mark.getBoundingClientRect();
  return { x: box.left + 5, y: box.top + 8 };
}"""
PLACES = """() => {
  const row = document.querySelectorAll(".row")[1];
  const mark = row.querySelector(".seg");
  const top = (one) => one.getBoundingClientRect().top;
  return [row.offsetHeight, row.querySelector("p").offsetHeight, top(row.querySelector(".card")), top(mark)];
}"""
