"""The editor in German: its own words change, the newsroom's and the article's do not."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenEditor
from tests.factories import make_article, make_project, make_set

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_language_is_chosen_in_the_menu_and_the_editor_works_in_it(open_editor: OpenEditor) -> None:
    reading = make_set(make_article(make_project(), "Officials denied it.\nMayor Anna Keller said so."))
    assert reading.owner is not None
    editor = open_editor(reading, reading.owner)
    page = editor.page
    page.locator("summary", has_text=reading.owner.username).click()
    page.get_by_role("button", name="Deutsch").click()
    expect(page.locator("html")).to_have_attribute("lang", "de")
    editor.ready()
    expect(page.locator("#submit")).to_have_text("Abgeben")
    editor.sweep("ayor Anna Kelle")
    editor.press("a", "Escape")
    expect(page.locator("#saved")).to_contain_text("Gespeichert")  # with the time; before, it says “Alles gespeichert”
    assert editor.stored("actor") == [["Mayor Anna Keller"]]
    expect(page.locator("#article")).to_contain_text("Officials denied it.")
