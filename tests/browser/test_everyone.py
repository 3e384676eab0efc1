"""The editor for everybody: with a finger, on paper, in forced colours, four times as large, in both languages."""

import os
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from annotator.work.models import AnnotationSet
from tests.browser.conftest import OpenEditor
from tests.browser.editor import EditorPage
from tests.browser.states import make_reading
from tests.factories import make_attribution, make_span

pytestmark = pytest.mark.django_db(transaction=True)

PICTURES = os.environ.get("PICTURES", "")
PHONE: dict[str, Any] = {"width": 390, "has_touch": True, "is_mobile": True}
WIDE = "document.documentElement.scrollWidth - innerWidth"
# Buttons of the bars that are cut off, lie over another, or leave their window.
CROWDED = """() => {
  const found = [];
  const fixed = (one) => innerWidth <= 640 && !!one.closest(".tools-main, .editor-hint"); // these stay at the bottom
  const shown = [...document.querySelectorAll(".editor-bar :is(button, a, .saved)")]
    .filter((one) => one.checkVisibility() && !one.closest(".problems"));
  const boxes = shown.map((one) => [one.innerText.trim() || one.ariaLabel || one.id, one.getBoundingClientRect(), one]);
  for (const [name, box, one] of boxes) {
    if (box.left < -0.5 || box.right > innerWidth + 0.5) found.push(`${name} leaves the window`);
    if (one.scrollWidth > one.clientWidth + 1) found.push(`${name} is cut off`);
    for (const [other, its, two] of boxes) {
      if (one === two || one.contains(two) || two.contains(one) || fixed(one) !== fixed(two)) continue;
      const wide = Math.min(box.right, its.right) - Math.max(box.left, its.left);
      const high = Math.min(box.bottom, its.bottom) - Math.max(box.top, its.top);
      if (wide > 1 && high > 1) found.push(`${name} lies over ${other}`);
    }
  }
  return found;
}"""
LOW = """() => [...document.querySelectorAll(".editor-bar button")].filter((one) => one.checkVisibility())
  .filter((one) => one.getBoundingClientRect().height < 43.5 || one.getBoundingClientRect().width < 43.5)
  .map((one) => one.outerHTML.slice(0, 80))"""


@pytest.fixture
def reading() -> AnnotationSet:
    return make_reading()


def picture(page: Page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/{name}.png")


def tap(editor: EditorPage, words: str) -> None:
    """With a finger, in the middle of the words, wherever the page has to be scrolled to."""
    editor.page.evaluate("scrollTo({ top: 0, behavior: 'instant' })")
    place = editor.place(words, len(words) // 2)
    editor.page.touchscreen.tap((place["before"] + place["after"]) / 2, place["y"])
    editor.settle()


def speak(editor: EditorPage, language: str) -> None:
    """As somebody who has chosen this language."""
    page = editor.page
    cookie: Any = {"name": "django_language", "value": language, "url": page.url}
    page.context.add_cookies([cookie])
    editor.reload()
    expect(page.locator("html")).to_have_attribute("lang", language)


@pytest.mark.parametrize("language", ["en", "de"])
def test_a_finger_tags_with_the_bar_at_the_bottom(
    open_editor: OpenEditor, reading: AnnotationSet, language: str
) -> None:
    assert reading.owner is not None
    editor = open_editor(reading, reading.owner, **PHONE)
    speak(editor, language)
    page = editor.page
    picture(page, f"touch-{language}-rest")
    seen = [*page.evaluate(CROWDED), *page.evaluate(LOW)]
    tap(editor, "Captain Zoë Brandt")
    expect(page.locator(".detail")).to_be_visible()
    picture(page, f"touch-{language}-active")
    seen += page.evaluate(CROWDED)
    page.locator(".detail .close").tap()
    editor.choose_words("Harbour master Tom Ruiz")
    actor = page.locator("[data-command=actor]")
    expect(actor).to_be_enabled()
    actor.tap()
    picture(page, f"touch-{language}-actor")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    editor.choose_words("the pier would be closed")
    page.locator("[data-command=attribution]").tap()
    expect(page.locator("#hint")).to_be_visible()
    picture(page, f"touch-{language}-sweep")
    seen += [*page.evaluate(CROWDED), *page.evaluate(LOW)]
    tap(editor, "warned")
    picture(page, f"touch-{language}-source")
    tap(editor, "Ruiz")
    picture(page, f"touch-{language}-swept")
    seen += page.evaluate(CROWDED)
    editor.is_saved()
    assert editor.attributions()[-1] == {
        "source": ["Harbour master Tom Ruiz"], "cue": ["warned"], "content": ["the pier would be closed"]
    }  # fmt: skip
    assert seen == []
    assert page.evaluate(WIDE) <= 0


def test_paper_shows_text_marks_cards_and_legend(open_editor: OpenEditor, reading: AnnotationSet) -> None:
    assert reading.owner is not None
    for words in ("union", "repairs", "bill"):
        make_attribution(reading, content=[make_span(reading, words, "content")])
    page = open_editor(reading, reading.owner, width=794).page
    assert page.locator(".card.folded").count() > 0
    page.emulate_media(media="print")
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/print.png", full_page=True)
        page.pdf(path=f"{PICTURES}/print.pdf", format="A4")
    for gone in (".editor-bar", ".detail", ".handles", ".masthead"):
        assert page.locator(gone).locator("visible=true").count() == 0
    expect(page.locator(".legend")).to_be_visible()
    assert page.locator(".card").locator("visible=true").count() == 8


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_forced_colours_still_tell(open_editor: OpenEditor, reading: AnnotationSet, scheme: str) -> None:
    assert reading.owner is not None
    editor = open_editor(reading, reading.owner, forced_colors="active", color_scheme=scheme, reduced_motion="reduce")
    page = editor.page
    page.locator("#article").focus()
    picture(page, f"forced-{scheme}-rest")
    editor.click("Captain")
    page.wait_for_selector(".handle.shown")
    picture(page, f"forced-{scheme}-actor")
    editor.press("Escape", "Escape")
    page.locator(".card").first.click()
    picture(page, f"forced-{scheme}-attribution")
    editor.press("Escape", "Escape", "v")
    page.locator(".list-row").first.click()
    picture(page, f"forced-{scheme}-lists")
    ground = "(one) => getComputedStyle(one).backgroundColor"
    grounds = [page.locator(row).first.evaluate(ground) for row in (".list-row[aria-current]", ".list-row >> nth=1")]
    assert grounds[0] != grounds[1]
    assert page.locator(".seg").first.evaluate("(one) => getComputedStyle(one).backgroundImage") != "none"


@pytest.mark.parametrize("width", [640, 320])
def test_large_type_covers_nothing(open_editor: OpenEditor, reading: AnnotationSet, width: int) -> None:
    assert reading.owner is not None
    editor = open_editor(reading, reading.owner, width=width, reduced_motion="reduce")
    page = editor.page
    page.set_viewport_size({"width": width, "height": 450 if width == 640 else 256})
    picture(page, f"zoom-{width}-rest")
    seen = page.evaluate(CROWDED)
    page.locator("p.headline").evaluate("(one) => one.scrollIntoView({ block: 'start', behavior: 'instant' })")
    editor.settle()
    picture(page, f"zoom-{width}-read")
    editor.click("ferry is sound")
    expect(page.locator(".detail")).to_be_visible()
    picture(page, f"zoom-{width}-active")
    editor.press("Escape", "Escape")
    hidden = []
    for _ in range(30):
        page.keyboard.press("Tab")
        editor.settle()
        hidden += page.evaluate(
            """() => {
              const one = document.activeElement;
              if (!one || one === document.body || one.id === "article" || one.matches(".skip")) return [];
              const box = one.getBoundingClientRect();
              const left = Math.min(box.left + box.width / 2, innerWidth - 2);
              const at = document.elementFromPoint(left, box.top + box.height / 2);
              return at && (one.contains(at) || at.contains(one) || at.closest("label")?.contains(one)) ? [] :
                [`${one.outerHTML.slice(0, 90)} ${Math.round(box.top)} under ${at?.outerHTML.slice(0, 60)}`];
            }"""
        )
    picture(page, f"zoom-{width}-tabbed")
    assert [*seen, *hidden] == []
    assert page.evaluate(WIDE) <= 0


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_bar_keeps_its_line(open_editor: OpenEditor, reading: AnnotationSet, language: str) -> None:
    assert reading.owner is not None
    editor = open_editor(reading, reading.owner, reduced_motion="reduce")
    speak(editor, language)
    page = editor.page
    seen = []
    for state in ("rest", "sweep"):
        if state == "sweep":
            editor.choose_words("the pier would be closed")
            editor.press("q")
            expect(page.locator("#hint[data-proposed]")).to_be_visible()
        for width in (1280, 1000, 800, 390):
            page.set_viewport_size({"width": width, "height": 900})
            editor.settle()
            picture(page, f"bar-{language}-{state}-{width}")
            seen += [f"{state} {width}: {one}" for one in page.evaluate(CROWDED)]
            if PICTURES:
                page.emulate_media(color_scheme="dark")
                picture(page, f"bar-{language}-{state}-{width}-dark")
                page.emulate_media(color_scheme="light")
    assert seen == []
