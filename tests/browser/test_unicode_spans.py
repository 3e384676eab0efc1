"""The characters that a person selects are those stored and exported: never cut, moved or counted otherwise."""

import json
import random
from typing import Any
from urllib.request import Request, urlopen

import pytest
import regex

from annotator.work.actions import submit
from annotator.work.models import AnnotationSet, Change
from tests.browser.conftest import OpenEditor
from tests.browser.editor import EditorPage, Point, units
from tests.browser.sizes import SEED, Report, sample_and_soak
from tests.factories import make_article, make_member, make_project, make_set, make_token

pytestmark = pytest.mark.django_db(transaction=True)

SPANS_OF_AN_ARTICLE = 150
# Ways to write, mixed within paragraphs; what belongs together must never be cut.
ALPHABETS = (
    list("abcdefghij klmnop, qrst.uvwxyz’“” – 0123 €50%"),
    ["👩‍👩‍👧‍👦", "👷🏽‍♀️", "🏳️‍🌈", "👍🏿", "🧑🏻‍🤝‍🧑🏾", "🚧", "☂️", "1️⃣", "🐻‍❄️", "𝔘", "𐍈"],
    ["🇨🇿", "🇺🇦", "🇳🇴", "🇮🇱", " ", "🏴󠁧󠁢󠁷󠁬󠁳󠁿"],
    ["e\u0301", "n\u0303", "a\u0328\u0301", "s\u0323\u0307", "o\u0308\u0304", "Z\u0351\u036b\u0343", " "],
    [*"قال المتحدث إن الجسر لن يفتح، والأموال لم تصل. ", "مُحَمَّد", "لا", "\u200f"],
    [*"הדובר אמר שהגשר ייסגר. ", "שָׁלוֹם", "בְּרֵאשִׁית", "״צה״ל״"],
    ["क्षि", "नमस्ते", "ผู้ใหญ่", "ที่", "한국", "각", "ガ", " "],
    ["\u00a0", "\u202f", " ", "\u2009", "\u200b", "\u00ad", "\u2060", "a", "b"],
)
ENDS = ("\r\n", "\r\n\r\n", "\n", "\r", "\n\n\n")


def random_text(source: random.Random) -> str:
    """Some paragraphs as they may arrive: mixed scripts and all the line endings there are."""
    text = ""
    for _ in range(source.randint(4, 8)):
        for _ in range(source.randint(3, 9)):
            letters = source.choice(ALPHABETS)
            text += "".join(source.choices(letters, k=source.randint(2, 14))) + source.choice(["", " ", ", "])
        text += "x" + source.choice(ENDS)
    return "Begin " + text + "end."


class Wanted:
    """Random places in an article, and the whole graphemes around them as Python sees them."""

    def __init__(self, reading: AnnotationSet, source: random.Random) -> None:
        self.text, self.random = reading.article.text, source
        self.rows = reading.article.paragraph_rows()
        self.borders = [found.start() for found in regex.finditer(r"\X", self.text)] + [len(self.text)]

    def draw(self) -> tuple[Point, Point, tuple[int, int]]:
        """Two points for the browser, possibly inside an emoji or a surrogate pair, and the span they must give."""
        first = self.random.randrange(len(self.rows))
        last = first if self.random.random() < 0.8 else min(first + self.random.randint(1, 2), len(self.rows) - 1)
        left = self.random.randrange(units(self.rows[first]["text"]))
        room = units(self.rows[last]["text"])
        right = self.random.randint(left + 1, min(room, left + 60)) if first == last else self.random.randint(1, room)
        start, end = self.place(first, left, 0), self.place(last, right, 1)
        grown = (max(at for at in self.borders if at <= start), min(at for at in self.borders if at >= end))
        return (first, left), (last, right), grown

    def place(self, row: int, at: int, up: int) -> int:
        """Code points before a number of UTF-16 units in a paragraph; a cut surrogate pair is taken whole."""
        encoded = self.rows[row]["text"].encode("utf-16-le")[: 2 * at]
        whole = encoded.decode("utf-16-le", "ignore")
        return int(self.rows[row]["start"]) + len(whole) + (up if units(whole) < at else 0)


def label(editor: EditorPage, wanted: Wanted, count: int) -> list[tuple[int, int]]:
    """Select and label so many spans with exact characters; what each of them must be."""
    spans: dict[tuple[str, tuple[int, int]], None] = {}
    while len(spans) < count:
        start, end, span = wanted.draw()
        key = wanted.random.choice(["Alt+a", "Alt+c"])
        if (key, span) in spans:
            continue  # marking the same words twice makes no second span
        editor.choose(start, end)
        editor.page.keyboard.press(key)
        spans[key, span] = None
    return [span for _, span in spans]


def labelled(reading: AnnotationSet) -> list[dict[str, Any]]:
    """The spans as they came to the server, in the order in which they were made."""
    batches = Change.objects.filter(set=reading).order_by("revision").values_list("operations", flat=True)
    return [operation for operations in batches for operation in operations]


def exported(url: str, token: str) -> list[dict[str, Any]]:
    with urlopen(Request(url, headers={"Authorization": f"Bearer {token}"})) as answer:
        return [json.loads(line) for line in answer.read().splitlines()]


@sample_and_soak("spans in Unicode")
def test_spans_chosen_in_the_browser_are_pythons_slices_of_the_text_in_store_and_export(
    open_editor: OpenEditor, live_server: Any, proof: Report, size: int
) -> None:
    source = random.Random(SEED)
    project = make_project()
    owner, researcher = make_member(project), make_member(project, "researcher")
    cut = beyond = 0
    for first in range(0, size, SPANS_OF_AN_ARTICLE):
        raw = random_text(source)
        reading = make_set(make_article(project, raw, title=f"Article {first}", language="en"), owner)
        assert "\r" not in reading.article.text
        editor = open_editor(reading, owner)
        spans = label(editor, Wanted(reading, source), min(SPANS_OF_AN_ARTICLE, size - first))
        editor.is_saved(within=60)
        stored = labelled(reading)
        text = reading.article.text
        assert len(stored) == len(spans)
        for operation, (start, end) in zip(stored, spans, strict=True):
            assert operation["fragments"] == [[start, end]], (text[start:end], operation["quote"])
            assert operation["quote"] == [text[start:end]]
        beyond += sum(not text[start:end].isascii() for start, end in spans)
        editor.page.context.close()
        submit(reading, by=owner, confirm=True)
    lines = exported(
        f"{live_server.url}/api/v1/projects/{project.slug}/export/?as=jsonl", make_token(researcher, project)
    )
    out = [(line["text"], span) for line in lines for one in line["sets"] for span in one["spans"]]
    assert len(out) == size
    for text, span in out:
        cut += [text[start:end] for start, end in span["fragments"]] != span["quote"]
    proof(
        f"{size:,} random Unicode spans (seed {SEED}) in {len(lines)} articles, {beyond:,} of them beyond ASCII: "
        f"{cut} differ from Python's slices after the export"
    )
    assert cut == 0


@pytest.mark.parametrize(
    "words", ["ridge 🚧", "👩‍👩‍👧‍👦 cro", "é n\u0303a", "لن يفتح", "ייסגר", "50\u00a0% of", "🇳🇴", "ge"]
)
def test_characters_swept_with_the_mouse_and_alt_are_the_characters_stored(open_editor: OpenEditor, words: str) -> None:
    text = (
        "The bridge 🚧 is closed. 👩‍👩‍👧‍👦 crossed. Café é n\u0303andu.\r\n"
        "قال المتحدث إن الجسر لن يفتح.\r\nהדובר אמר שהגשר ייסגר מחר.\r\nAbout 50\u00a0% of 🇨🇿🇳🇴 agree."
    )
    project = make_project()
    reading = make_set(make_article(project, text, language="en"))
    editor = open_editor(reading, project.created_by)
    editor.sweep(words, "Alt")
    editor.press("Alt+c")
    editor.is_saved()
    assert editor.stored("claim") == [[words]]
