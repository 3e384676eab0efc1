"""Nobody is kept out: every face of the editor and the pages around it is free of barriers, in light and dark."""

import os
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from annotator.work.models import AnnotationSet
from articles.models import User
from tests.browser.conftest import OpenEditor
from tests.browser.states import faces, make_reading, troubles

pytestmark = pytest.mark.django_db(transaction=True)

PICTURES = os.environ.get("PICTURES", "")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
RUN = "(options) => axe.run(document, options).then(({ violations }) => violations)"
SMALL = """() => {
  const found = [];
  const shown = "button, a[href], input, select, textarea, summary, [role=option], [role=tab], [tabindex='0']";
  for (const one of document.querySelectorAll(shown)) {
    if (!one.checkVisibility({ checkOpacity: true }) || one.matches(".sr-only, .skip, p a, .saved a")) continue;
    const box = (one.closest("label") ?? one).getBoundingClientRect();
    if (box.width < 23.5 || box.height < 23.5)
      found.push(`${one.outerHTML.slice(0, 90)} ${Math.round(box.width)}×${Math.round(box.height)}`);
  }
  return found;
}"""
WIDE = "document.documentElement.scrollWidth - innerWidth"


@pytest.fixture
def reading() -> AnnotationSet:
    return make_reading()


@pytest.fixture
def owner(reading: AnnotationSet) -> User:
    assert reading.owner is not None
    return reading.owner


class Looker:
    """Looks at a page in light and dark; collects what it finds, so that one run tells all of it."""

    def __init__(self, page: Page, label: str) -> None:
        self.page = page
        self.label = label
        self.found: list[str] = []

    def look(self, name: str) -> None:
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(Axe().axe_script)
        if PICTURES:
            self.page.screenshot(path=f"{PICTURES}/{name}-{self.label}.png")
        self._ask(name, {"runOnly": TAGS, "resultTypes": ["violations"]})
        self.found += [f"{name}: small: {one}" for one in self.page.evaluate(SMALL)]
        if self.page.evaluate(WIDE) > 0:
            self.found.append(f"{name}: the page is wider than its window")
        self.page.emulate_media(color_scheme="dark")  # what is no matter of colour has been looked at
        if PICTURES:
            self.page.screenshot(path=f"{PICTURES}/{name}-{self.label}-dark.png")
        self._ask(f"{name}, dark", {"runOnly": {"type": "rule", "values": ["color-contrast"]}})
        self.page.emulate_media(color_scheme="light")

    def _ask(self, name: str, options: dict[str, Any]) -> None:
        for rule in self.page.evaluate(RUN, options):
            self.found += [f"{name}: {rule['id']}: {node['html'][:160]} {node['target']}" for node in rule["nodes"]]


@pytest.mark.parametrize("width", [1280, 390])
def test_every_face_of_the_editor_is_free_of_barriers(
    open_editor: OpenEditor, reading: AnnotationSet, owner: User, width: int
) -> None:
    editor = open_editor(reading, owner, width=width, bypass_csp=True, reduced_motion="reduce")
    looker = Looker(editor.page, str(width))
    for name in faces(editor):
        looker.look(name)
    for name in troubles(editor):
        looker.look(name)
    assert looker.found == []
