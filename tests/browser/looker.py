"""Looking at a page for barriers, as people with other eyes, hands and machines would meet them."""

import os
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

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


class Looker:
    """Looks at a page in light and dark; collects what it finds, so that one run tells all of it."""

    def __init__(self, page: Page, label: str) -> None:
        self.page = page
        self.label = label
        self.found: list[str] = []

    def look(self, name: str, small: str = SMALL) -> None:
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(Axe().axe_script)
        if PICTURES:
            self.page.screenshot(path=f"{PICTURES}/{name}-{self.label}.png")
        self._ask(name, {"runOnly": TAGS, "resultTypes": ["violations"]})
        self.found += [f"{name}: small: {one}" for one in self.page.evaluate(small)]
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
