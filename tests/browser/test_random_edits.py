"""Whatever is done and undone in the page, the page, the tables and the log tell the same story."""

import random
from itertools import pairwise

import pytest

from annotator.management.commands.check_log import differences
from annotator.work.models import AnnotationSet, Attribution, Change, Span
from tests.browser.conftest import OpenEditor
from tests.browser.editor import EditorPage, units
from tests.browser.sizes import SEED, Report, sample_and_soak
from tests.factories import make_article, make_project, make_set

pytestmark = pytest.mark.django_db(transaction=True)

TEXT = """Dam “may fail” 🌊 by spring
“The dam 👷🏽‍♀️ will hold,” engineer Eda Lund told the council on Monday, “if nobody touches the gates.”
Farmers say that the ministry knew. The ministry 🇳🇴 denies that it knew, and Lund says nobody asked her.
قالت المهندسة إدا لوند إن السد «سيصمد» هذا الشتاء 🌧 وإن أحدا لم يسألها.
Nobody knows who paid. According to a café owner’s note, the gates were opened at night."""

# What is drawn: the marked pieces of each paragraph, and the cards as they read.
PICTURE = """() => [
  [...document.querySelectorAll("p[data-start]")].map((p) => [...p.querySelectorAll(".seg")].map((s) => s.textContent)),
  [...document.querySelectorAll("#article .card")].map((card) => card.textContent),
]"""
# A place on the first letter of a marked piece that nothing covers.
PIECE = """(nth) => {
  const pieces = document.querySelectorAll(".seg");
  const piece = pieces[nth % pieces.length];
  if (!piece) return null;
  piece.scrollIntoView({ block: "center" });
  const box = piece.getClientRects()[0];
  const place = [box.left + Math.min(4, box.width / 2), box.top + box.height / 2];
  return piece.contains(document.elementFromPoint(...place)) ? place : null;
}"""
BORDERS = ("Alt+ArrowRight", "Alt+ArrowLeft", "Alt+Shift+ArrowRight", "Alt+Shift+ArrowLeft")


class RandomEditor:
    """Chooses, marks, sweeps, changes, deletes, undoes and redoes at random, with keys and clicks."""

    def __init__(self, editor: EditorPage, seed: int) -> None:
        self.editor, self.page, self.random = editor, editor.page, random.Random(seed)
        article = editor.reading.article
        self.lengths = [units(article.text[row["start"] : row["end"]]) for row in article.paragraph_rows()]
        self.ways = {
            self.mark: 30,
            self.sweep: 12,
            self.pick: 10,
            self.change_active: 22,
            self.undo: 16,
            self.redo: 10,
        }

    def step(self) -> None:
        (way,) = self.random.choices(list(self.ways), list(self.ways.values()))
        way()

    def choose(self) -> None:
        nth = self.random.randrange(len(self.lengths))
        start = self.random.randrange(self.lengths[nth])
        end = min(self.lengths[nth], start + self.random.randint(1, 40))
        self.editor.choose((nth, start), (nth, end))

    def mark(self) -> None:
        self.press("Escape")
        self.choose()
        self.press(self.random.choice(["a", "c", "Alt+a", "Alt+c"]))

    def sweep(self) -> None:
        """What was said, then perhaps the cue and the source, chosen, skipped or as proposed."""
        self.press("Escape")
        self.choose()
        self.press("q")
        for _ in range(self.random.randint(0, 2)):
            if self.random.random() < 0.7:
                self.choose()
            self.press("Enter")
        self.press("Escape")

    def pick(self) -> None:
        place = self.page.evaluate(PIECE, self.random.randrange(1_000))
        if place:
            self.page.mouse.click(*place)
            self.editor.settle()

    def change_active(self) -> None:
        self.pick()
        self.page.evaluate("() => document.getElementById('article').focus({ preventScroll: true })")
        if self.random.random() < 0.2:
            self.choose()
            self.press("+")
        else:
            self.press(self.random.choice(["Delete", "Delete", "a", "c", "w", *BORDERS]))

    def undo(self) -> None:
        self.press(*["Control+z"] * self.random.randint(1, 4))

    def redo(self) -> None:
        self.press(*["Control+Shift+z"] * self.random.randint(1, 4))

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)


def marked_pieces(reading: AnnotationSet) -> list[list[str]]:
    """What must be marked in each paragraph by what is stored: cut wherever a piece of a span begins or ends."""
    fragments = [pair for span in Span.objects.filter(set=reading) for pair in span.fragments]
    drawn = []
    for row in reading.article.paragraph_rows():
        here = [(max(s, row["start"]), min(e, row["end"])) for s, e in fragments if s < row["end"] and e > row["start"]]
        cuts = sorted({at for pair in here for at in pair})
        covered = [(a, b) for a, b in pairwise(cuts) if any(s <= a and b <= e for s, e in here)]
        drawn.append([reading.article.text[a:b] for a, b in covered])
    return drawn


def agree(editor: EditorPage) -> object:
    """The page, the tables and the log tell the same; so does the page drawn afresh. Returns what is drawn."""
    editor.press("Escape", "Escape")
    editor.is_saved(within=60)
    editor.reading.refresh_from_db()
    assert differences(editor.reading) == ""
    before = editor.page.evaluate(PICTURE)
    assert before[0] == marked_pieces(editor.reading)
    assert len(before[1]) == Attribution.objects.filter(set=editor.reading).count()
    return before


@sample_and_soak("random edits")
def test_random_edits_undone_and_redone_equal_the_replay_of_the_log(
    open_editor: OpenEditor, proof: Report, size: int
) -> None:
    project = make_project()
    reading = make_set(make_article(project, TEXT, language="en"))
    editor = open_editor(reading, project.created_by)
    hand = RandomEditor(editor, SEED)
    for nth in range(1, size + 1):
        hand.step()
        if nth % 100 == 0:
            agree(editor)
    end = agree(editor)
    steps = Change.objects.filter(set=reading).count()
    undo = editor.page.get_by_role("button", name="Undo")
    for _ in range(steps + 1):
        if undo.is_disabled():
            break
        editor.press("Control+z")
    assert agree(editor) == [[[] for _ in hand.lengths], []], "everything undone leaves an empty reading"
    redo = editor.page.get_by_role("button", name="Redo")
    for _ in range(2 * steps + 1):
        if redo.is_disabled():
            break
        editor.press("Control+Shift+z")
    agree(editor)
    while editor.page.evaluate(PICTURE) != end:  # what had been undone before the end is redone, too
        assert undo.is_enabled(), "everything redone passes through where the edits had ended"
        editor.press("Control+z", "Escape")
    assert agree(editor) == end
    editor.reload()
    assert agree(editor) == end
    batches = Change.objects.filter(set=reading)
    proof(
        f"{size:,} random edits (seed {SEED}): {batches.count():,} batches, "
        f"{batches.exclude(undoes=None).count():,} of them undoing or redoing, 0 differences"
    )
