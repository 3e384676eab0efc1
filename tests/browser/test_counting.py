"""How many keys and pointer actions twenty attributions of different shapes take: by mouse and keys, and by keys alone.

One key, one click and one drag count one each. Linking an actor to the registry is counted apart, so none is linked.
Who works here looks before pressing: at what is chosen and at what is proposed, as a person would.
"""

import re

import pytest

from annotator.work.models import AnnotationSet, Attribution
from tests.browser.conftest import OpenEditor
from tests.browser.editor import EditorPage
from tests.browser.sizes import Report, sample_and_soak
from tests.browser.twenty import TEXT, TITLE, TWENTY, Piece
from tests.factories import make_article, make_member, make_project, make_set

pytestmark = pytest.mark.django_db(transaction=True)

WITH_MOUSE, BY_KEYS = 4, 7  # at most so many actions a piece, on average
SENTENCE_ENDS = re.compile(r"[.?!]”? |\n")
FEW = 3  # words that one walks rather than going back to the beginning of the sentence
MOST = 40  # arrow keys that anybody would press
Place = tuple[int, int]

# What is chosen, or proposed for a role: units from the beginning of the article's paragraphs joined by line breaks.
PLACES = """(role) => {
  const blocks = [...document.querySelectorAll("p[data-start]")];
  const starts = [0];
  for (const block of blocks) starts.push(starts.at(-1) + block.textContent.length + 1);
  const at = (node, offset) => {
    const element = node instanceof Element ? node : node.parentElement;
    const index = blocks.indexOf(element.closest("p[data-start]"));
    if (index < 0) return -1;
    const range = document.createRange();
    range.setStart(blocks[index], 0);
    range.setEnd(node, offset);
    return starts[index] + range.toString().length;
  };
  const selection = getSelection();
  const chosen = selection.rangeCount && !selection.isCollapsed ? [selection.getRangeAt(0)] : [];
  const ranges = role === "chosen" ? chosen : [...(CSS.highlights.get(`proposed-${role}`) ?? [])];
  return ranges.map((one) => [
    at(one.startContainer, one.startOffset), at(one.endContainer, one.endOffset)]).sort((x, y) => x[0] - y[0]);
}"""
POINT = """(at) => {
  const blocks = [...document.querySelectorAll("p[data-start]")];
  while (at > blocks[0].textContent.length) at -= blocks.shift().textContent.length + 1;
  blocks[0].scrollIntoView({ block: "center" });
  const walker = document.createTreeWalker(blocks[0], NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (at < node.length) {
      const range = document.createRange();
      range.setStart(node, at);
      range.setEnd(node, at + 1);
      const box = range.getBoundingClientRect();
      return [box.left + 1, box.right - 1, box.top + box.height / 2];
    }
    at -= node.length;
  }
}"""


@pytest.fixture
def reading() -> AnnotationSet:
    project = make_project(shared_sets=True, blind=False)
    return make_set(make_article(project, TEXT, title=TITLE, language="en"), make_member(project))


@pytest.fixture
def editor(open_editor: OpenEditor, reading: AnnotationSet) -> EditorPage:
    assert reading.owner is not None
    return open_editor(reading, reading.owner)


@sample_and_soak("attributions counted")
@pytest.mark.parametrize(("way", "most"), [("mouse", WITH_MOUSE), ("keys", BY_KEYS)])
def test_attributions_of_many_shapes_take_few_actions(
    editor: EditorPage, way: str, most: int, proof: Report, size: int
) -> None:
    person = Mouse(editor) if way == "mouse" else Keys(editor)
    counts = []
    for nth, piece in enumerate(TWENTY[:size]):
        person.actions = 0
        person.make(piece)
        counts.append(person.actions)
        assert stored(editor) == wanted(TWENTY[: nth + 1]), f"after {nth + 1}"
    average = sum(counts) / len(counts)
    proof(f"{size} attributions by {way}: {average:.2f} actions a piece {counts}")
    assert average <= most, counts


class Person:
    """Somebody who makes attributions and counts what it takes."""

    def __init__(self, editor: EditorPage) -> None:
        self.editor = editor
        self.actions = 0

    def make(self, piece: Piece) -> None:
        content = places(piece.paragraph, piece.content)
        whole = self.choose(content)
        self.press("q")
        for further in () if whole else content[1:]:
            self.add(further)
        roles = [(role, places(piece.paragraph, getattr(piece, role))) for role in ("cue", "source")]
        while roles:
            roles = self.fill(roles)
        for further in places(piece.paragraph, piece.source)[1:]:
            self.press("q")  # nothing is missing any more, so it asks for one more source
            self.fill([("source", [further])])
        self.editor.is_saved()

    def fill(self, roles: list[tuple[str, list[Place]]]) -> list[tuple[str, list[Place]]]:
        """Take what is proposed as far as it is right. Answers what is still to be filled."""
        role, wish = roles[0]
        if not wish:
            self.press("-" if roles[1:] else "Escape")
        elif all(wished and self.places(one) == wished[:1] for one, wished in roles):
            self.press("Enter")
            return []
        elif self.places(role) == wish[:1]:
            self.press(" ")
        else:
            self.pick(role, wish[0])
        return roles[1:]

    def choose(self, content: list[Place]) -> bool:
        """Choose what was said. Answers whether all its pieces are chosen."""
        raise NotImplementedError

    def add(self, piece: Place) -> None:
        """A further piece of what was said."""
        raise NotImplementedError

    def pick(self, role: str, wish: Place) -> None:
        """Words that were not proposed."""
        raise NotImplementedError

    def press(self, key: str) -> None:
        self.actions += 1
        self.editor.press(key)

    def places(self, what: str) -> list[Place]:
        """What is chosen, or proposed for a role."""
        found: list[list[int]] = self.editor.page.evaluate(PLACES, what)
        return [(start, end) for start, end in found]

    def chosen(self) -> list[Place]:
        return self.places("chosen") + self.places("content")


class Mouse(Person):
    """A mouse, and keys where they are nearer."""

    def choose(self, content: list[Place]) -> bool:
        if TEXT[content[0][0]] == "“" and len(words(content[0])) > 3:
            self.click(content[0])
            self.press("t")
            return self.chosen() == content
        self.drag(content[0])
        return len(content) == 1

    def add(self, piece: Place) -> None:
        self.editor.page.keyboard.down("Shift")
        self.drag(piece)
        self.editor.page.keyboard.up("Shift")

    def pick(self, role: str, wish: Place) -> None:
        proposed = any(start <= wish[0] < end for start, end in self.places(role))
        if len(words(wish)) == 1 and not proposed:  # a click on what is proposed takes all of it
            self.click(wish)
        else:
            self.drag(wish)

    def click(self, place: Place) -> None:
        self.actions += 1
        left, right, middle = self.point(place[0] + 1)
        self.editor.page.mouse.click((left + right) / 2, middle)
        self.editor.settle()

    def drag(self, place: Place) -> None:
        self.actions += 1
        mouse = self.editor.page.mouse
        left, _, above = self.point(place[0])
        _, right, below = self.point(place[1] - 1)
        mouse.move(left, above)
        mouse.down()
        mouse.move(right, below, steps=3)
        mouse.up()
        self.editor.settle()

    def point(self, at: int) -> tuple[float, float, float]:
        left, right, middle = self.editor.page.evaluate(POINT, at)
        return left, right, middle


class Keys(Person):
    """A keyboard and nothing else."""

    def choose(self, content: list[Place]) -> bool:
        for _ in range(4):
            self.press("t")
            chosen = self.chosen()
            if chosen == content:
                return True
            if chosen and chosen[-1][1] > content[0][0]:
                break  # past it, or nearly right
        self.walk_to(content[0])
        return len(content) == 1

    def add(self, piece: Place) -> None:
        self.walk_to(piece)
        self.press("+")

    def pick(self, role: str, wish: Place) -> None:
        for _ in range(2 if self.places(role) else 0):
            self.press("ArrowDown")
            if self.places(role) == [wish]:
                return self.press(" ")
        self.walk_to(wish)
        return self.press("Enter")

    def walk_to(self, wish: Place) -> None:
        """Word by word to the first one, then longer or shorter to the last one."""
        for _ in range(MOST):
            start = self.start()
            if start == wish[0]:
                break
            self.press(self.towards(start, wish[0]))
        for _ in range(MOST):
            end = self.places("chosen")[0][1]
            if end == wish[1]:
                return
            self.press("Shift+ArrowRight" if end < wish[1] else "Shift+ArrowLeft")
        raise AssertionError(f"“{TEXT[slice(*wish)]}” cannot be chosen by arrow keys")

    def towards(self, start: int, wish: int) -> str:
        """By sentences while another one begins on the way, then by words."""
        if start < wish:
            begins = [one.end() for one in SENTENCE_ENDS.finditer(TEXT)]
            return "Ctrl+ArrowRight" if any(start < one <= wish for one in begins) else "ArrowRight"
        return "Ctrl+ArrowLeft" if len(TEXT[wish:start].split()) > FEW else "ArrowLeft"

    def start(self) -> int:
        chosen = self.places("chosen")
        if chosen:
            return chosen[0][0]
        self.press("ArrowRight")
        return self.places("chosen")[0][0]


def places(paragraph: int, wished: tuple[str, ...]) -> list[Place]:
    """Where words stand in a paragraph: those of a sentence said twice do not occur."""
    lines = TEXT.split("\n")
    base = sum(len(line) + 1 for line in lines[:paragraph])
    return [(base + start, base + start + len(one)) for one in wished for start in [lines[paragraph].index(one)]]


def words(place: Place) -> list[str]:
    return TEXT[slice(*place)].split()


def wanted(pieces: list[Piece]) -> list[dict[str, list[list[list[int]]]]]:
    def of(piece: Piece, role: str) -> list[list[list[int]]]:
        found = [list(place) for place in places(piece.paragraph, getattr(piece, role))]
        return [found] if role == "content" else [[one] for one in found]

    return [{role: of(piece, role) for role in ("source", "cue", "content")} for piece in pieces]


def stored(editor: EditorPage) -> list[dict[str, list[list[list[int]]]]]:
    text = editor.reading.article.text
    assert text == TEXT
    return [
        {
            role: sorted([list(one) for one in part.span.fragments] for part in one.parts.filter(role=role))
            for role in ("source", "cue", "content")
        }
        for one in Attribution.objects.filter(set=editor.reading).order_by("pk")
    ]
