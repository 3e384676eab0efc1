"""The editor's page as a person uses it: words are found by what they say, never by their offsets."""

import time
from collections.abc import Callable

from playwright.sync_api import ConsoleMessage, Page, expect

from annotator.work.models import AnnotationSet, Attribution, Part, Span

# Where the nth code unit of some words is painted; a strict CSP forbids eval, but not the protocol's own functions.
PLACE = """([words, at]) => {
  for (const block of document.querySelectorAll("p[data-start]")) {
    const start = block.textContent.indexOf(words);
    if (start < 0) continue;
    let left = start + at;
    const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (left < node.length) {
        const range = document.createRange();
        range.setStart(node, left);
        range.setEnd(node, left + 1);
        const box = range.getBoundingClientRect();
        const rtl = getComputedStyle(block).direction === "rtl";
        const sides = [box.left + 1, box.right - 1];
        const [before, after] = rtl ? sides.reverse() : sides;
        return { before, after, y: box.top + box.height / 2 };
      }
      left -= node.length;
    }
  }
}"""

# Make two points in the paragraphs' text the browser's own selection, as a mouse, a finger or a screen reader would.
CHOOSE = """([[from, left], [to, right]]) => {
  const blocks = document.querySelectorAll("p[data-start]");
  const point = (block, at) => {
    const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (at <= node.length) return [node, at];
      at -= node.length;
    }
  };
  document.getElementById("article").focus({ preventScroll: true });
  getSelection().setBaseAndExtent(...point(blocks[from], left), ...point(blocks[to], right));
}"""
Point = tuple[int, int]  # a paragraph's number, and UTF-16 units from its start


class EditorPage:
    """One tab with the editor, and what is stored of its reading."""

    def __init__(self, page: Page, reading: AnnotationSet) -> None:
        self.page = page
        self.reading = reading
        self.errors: list[str] = []
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", self._note)

    def open(self, url: str) -> None:
        self.page.goto(url)
        self.ready()

    def reload(self) -> None:
        self.page.reload()
        self.ready()

    def ready(self) -> None:
        self.page.wait_for_selector("html[data-drawn]", state="attached")

    def sweep(self, words: str, *modifiers: str) -> None:
        """Drag over some words with the mouse."""
        last = units(words) - 1
        start, end = self.page.evaluate(PLACE, [words, 0]), self.page.evaluate(PLACE, [words, last])
        for modifier in modifiers:
            self.page.keyboard.down(modifier)
        self.page.mouse.move(start["before"], start["y"])
        self.page.mouse.down()
        self.page.mouse.move(end["after"], end["y"], steps=3)
        self.page.mouse.up()
        for modifier in modifiers:
            self.page.keyboard.up(modifier)
        self.settle()

    def click(self, words: str) -> None:
        place = self.page.evaluate(PLACE, [words, 1])
        self.page.mouse.click((place["before"] + place["after"]) / 2, place["y"])
        self.settle()

    def choose(self, start: Point, end: Point) -> None:
        """Select without the mouse, exactly from one point to another, with the focus in the article."""
        self.page.evaluate(CHOOSE, [start, end])

    def choose_words(self, words: str) -> None:
        """Select the first place where the words stand inside a paragraph."""
        text = self.reading.article.text
        for nth, row in enumerate(self.reading.article.paragraph_rows()):
            before, found, _ = text[row["start"] : row["end"]].partition(words)
            if found:
                return self.choose((nth, units(before)), (nth, units(before + words)))
        raise AssertionError(f"“{words}” stands in no paragraph.")

    def place(self, words: str, at: int) -> dict[str, float]:
        """Where the nth code unit of some words is painted: just after its beginning, just before its end."""
        found: dict[str, float] = self.page.evaluate(PLACE, [words, at])
        return found

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
        self.settle()

    def settle(self) -> None:
        """Until the page has painted twice: what a pointer does takes effect in the next frame."""
        self.page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")

    def is_saved(self, within: float = 10) -> None:
        expect(self.page.locator("#saved")).to_have_attribute("data-phase", "saved", timeout=within * 1000)

    def says(self, words: str) -> None:
        expect(self.page.locator("#saved")).to_contain_text(words)

    def indicator(self) -> tuple[str, str]:
        """What is told of the work at this moment: the phase, and the words a person reads."""
        phase, words = self.page.evaluate(
            """() => {
              const saved = document.getElementById("saved");
              return [saved.dataset.phase, saved.innerText];
            }"""
        )
        return phase, words

    def stored(self, kind: str) -> list[list[str]]:
        """The quotes stored for a kind of span, in order of the text; each must be what the article says there."""
        text = self.reading.article.text
        spans = sorted(Span.objects.filter(set=self.reading, kind=kind), key=lambda span: span.fragments[0])
        for span in spans:
            assert span.quote == [text[start:end] for start, end in span.fragments]
        return [span.quote for span in spans]

    def comes_to_store(self, kind: str, quotes: list[list[str]], within: float = 10) -> None:
        """Wait for something to be stored of which the page says nothing, since something else was refused."""
        self._wait_for(lambda: self.stored(kind) == quotes, within)
        assert self.stored(kind) == quotes

    def comes_to_draw(self, words: str, within: float = 10) -> None:
        self._wait_for(lambda: self.drawn() == words, within)
        assert self.drawn() == words

    def _wait_for(self, true: Callable[[], bool], within: float) -> None:
        patience = time.monotonic() + within
        while not true() and time.monotonic() < patience:
            self.page.wait_for_timeout(50)

    def attributions(self) -> list[dict[str, list[str]]]:
        """The stored attributions, oldest first: the words in each role."""
        return [
            {
                role: [" … ".join(part.span.quote) for part in Part.objects.filter(attribution=one, role=role)]
                for role in ("source", "cue", "content")
            }
            for one in Attribution.objects.filter(set=self.reading).order_by("pk")
        ]

    def drawn(self) -> str:
        """The words that carry a mark."""
        return " | ".join(self.page.locator(".seg").all_text_contents())

    def _note(self, message: ConsoleMessage) -> None:
        # a failed request is part of some tests; what the page makes of it is what they look at
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.errors.append(message.text)


def units(text: str) -> int:
    """How many UTF-16 units a browser counts in a text."""
    return len(text.encode("utf-16-le")) // 2
