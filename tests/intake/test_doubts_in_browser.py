"""What a correction left in doubt is placed by mouse or by keys alone, with both texts in sight."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from annotator.intake.revisions import actions
from annotator.work.models import AnnotationSet, Span
from tests.browser.looker import Looker
from tests.factories import make_article, make_member, make_project, make_set, make_span

pytestmark = pytest.mark.django_db(transaction=True)
OLD = (
    "Ferry stays in port 🚢\n"
    "The talks between the two sides ended without any result late on Sunday, officials in the capital said.\n"
    "Her spokesman Ivo Daran added that the harbour would stay closed until the end of the long strike.\n"
    "“Nobody asked us,” said the old harbour master, who had worked there for more than thirty years.\n"
    "A union leader called it a day of shame for the whole town and for everybody who lives in it.\n"
)
NEW = (
    OLD.replace("Ivo Daran added", "Ivo van den Daran explained")
    .replace("late on Sunday", "early on Monday")
    .replace("A union leader called it a day of shame for", "This was a disgrace for")
    + "On the quay a trade unionist said nothing at all.\n"
)
QUOTES = ["Ivo Daran", "late on Sunday", "union leader"]


@pytest.fixture
def reading() -> AnnotationSet:
    project = make_project()
    old = make_set(make_article(project, OLD, language="en"), make_member(project))
    for quote in QUOTES:
        make_span(old, quote)
    new, _figures = actions.revise(old.article, text=NEW, by=project.created_by)
    return new.sets.get(owner=old.owner)


def address(reading: AnnotationSet) -> str:
    return f"/projects/{reading.project.slug}/sets/{reading.pk}/doubts/"


def marked(page: Page) -> str:
    found: str = page.evaluate(
        "Array.from(document.activeElement.querySelectorAll('mark'), (one) => one.textContent).join('|')"
    )
    return found


def placed(reading: AnnotationSet) -> list[str]:
    return [" … ".join(one.quote) for one in Span.objects.filter(set=reading).order_by("pk")]


def test_everything_is_settled_with_the_keyboard_alone(window: Callable[..., Page], reading: AnnotationSet) -> None:
    page = window(reading.owner)
    page.goto(address(reading))
    first = page.locator("[data-text]").first
    while not first.evaluate("(one) => one === document.activeElement"):
        page.keyboard.press("Tab")
    assert marked(page) == "early on Monday"
    page.keyboard.press("ArrowDown")
    assert marked(page) == "Ivo van den Daran"
    page.keyboard.press("Shift+ArrowRight")
    assert marked(page) == "Ivo van den Daran explained"
    page.keyboard.press("Alt+Shift+ArrowLeft")
    assert marked(page) == "spokesman Ivo van den Daran explained"
    page.keyboard.press("Escape")
    assert marked(page) == "Ivo van den Daran"
    page.keyboard.press("ArrowRight")
    assert marked(page) == "van den Daran explained"
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    page.wait_for_url("**#doubt-*")
    assert placed(reading) == ["Ivo van den Daran"]

    expect(page.locator("[data-text]").last).to_be_focused()
    page.keyboard.press("ArrowUp")
    assert marked(page) == "early on Monday"
    page.keyboard.press("Delete")
    expect(page.locator("button[name=drop]").first).to_be_focused()
    page.keyboard.press("Enter")
    page.get_by_text("The span was dropped.").wait_for()

    expect(page.locator("[data-text]").first).to_be_focused()
    assert marked(page) == ""
    expect(page.get_by_role("button", name="It is here")).to_be_disabled()
    page.keyboard.press("ArrowRight")
    assert marked(page)
    page.keyboard.press("Enter")
    page.get_by_text("Everything has its place").wait_for()
    assert len(placed(reading)) == 2
    assert reading.doubts.open().count() == 0


def test_words_are_selected_in_the_whole_text_and_a_further_piece_with_ctrl(
    window: Callable[..., Page], reading: AnnotationSet
) -> None:
    page = window(reading.owner)
    doubt = reading.doubts.open().order_by("pk").last()
    page.goto(address(reading))
    page.locator(f"a[href='?doubt={doubt.pk}']").click()
    page.wait_for_url(f"**?doubt={doubt.pk}")
    assert page.locator("[data-text]").inner_text().startswith("Ferry stays in port 🚢")
    select(page, "rade unioni")
    page.locator("[data-text]").dispatch_event("pointerdown", {"ctrlKey": True})
    select(page, "nothing")
    page.get_by_role("button", name="It is here").click()
    page.get_by_text("The span has its place").wait_for()
    assert placed(reading) == ["trade unionist … nothing"]


def select(page: Page, words: str) -> None:
    """As a mouse does it: from the first letter to the last."""
    page.evaluate(
        """(words) => {
            const shown = document.querySelector("[data-text]");
            const walker = document.createTreeWalker(shown, NodeFilter.SHOW_TEXT);
            for (let node = walker.nextNode(); node; node = walker.nextNode()) {
                const at = node.data.indexOf(words);
                if (at < 0) continue;
                getSelection().setBaseAndExtent(node, at, node, at + words.length);
                return;
            }
            throw new Error(`no ${words}`);
        }""",
        words,
    )
    page.wait_for_function("document.querySelector('.selecting')")


def test_the_buttons_move_what_is_marked_where_there_are_no_keys(
    window: Callable[..., Page], reading: AnnotationSet
) -> None:
    page = window(reading.owner, viewport={"width": 390, "height": 800}, has_touch=True)
    page.goto(address(reading))
    page.get_by_role("button", name="End one word later").first.click()
    page.get_by_role("button", name="Start one word earlier").first.click()
    page.get_by_role("button", name="It is here").first.click()
    page.wait_for_url("**#doubt-*")
    assert placed(reading) == ["result early on Monday, officials"]


def test_without_scripts_a_proposal_is_taken_as_it_is(window: Callable[..., Page], reading: AnnotationSet) -> None:
    page = window(reading.owner, java_script_enabled=False)
    page.goto(address(reading))
    page.get_by_role("button", name="It is here").first.click()
    assert placed(reading) == ["early on Monday"]


@pytest.mark.parametrize("width", [1280, 390])
def test_both_texts_fit_and_have_no_barrier(window: Callable[..., Page], reading: AnnotationSet, width: int) -> None:
    look: dict[str, Any] = {"viewport": {"width": width, "height": 900}, "bypass_csp": True}
    looker = Looker(window(reading.owner, **look, reduced_motion="reduce"), str(width))
    page = looker.page
    page.goto(address(reading))
    page.locator("summary", has_text="With the keyboard").click()
    old, new = (page.locator(".two-texts > div").nth(n).bounding_box() for n in (0, 1))
    assert old is not None
    assert new is not None
    assert (abs(old["y"] - new["y"]) < 2) == (width == 1280)
    looker.look("doubts")
    page.goto(f"{address(reading)}?doubt={reading.doubts.order_by('pk')[0].pk}")
    looker.look("doubt-whole")
    assert "\n".join(looker.found) == ""
