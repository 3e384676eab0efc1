"""How somebody else's offsets are counted, and that the wrong way is never taken silently."""

import random
from dataclasses import replace

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from annotator.intake.formats.units import UNITS, Ballot, Counting, anchored, joined
from annotator.intake.found import Mark
from articles.drafts import Fault
from articles.texts import canonical

WORDS = tuple("Arland accuses the harbour of a breach café naïve “yes” Straße minister said that".split())  # noqa: SIM905
EMOJI = ("👋", "👩‍👩‍👧‍👦", "🇵🇹", "👍🏽", "🏳️‍🌈", "e\u0301té")
SIZES = {
    "code_points": len,
    "utf16": lambda text: len(text.encode("utf-16-le")) // 2,
    "utf8": lambda text: len(text.encode()),
    "graphemes": lambda text: len(regex.findall(r"\X", text)),
}


def counted(text, start, end, unit):
    return SIZES[unit](text[:start]), SIZES[unit](text[:end])


def marks_in(text, borders, unit, number=10):
    chosen = random.sample([(a, b) for n, a in enumerate(borders) for b in borders[n + 1 : n + 8]], number)
    spans = [(start, end - 1) for start, end in chosen]
    return spans, [Mark(f"T{n}", "Cue", (counted(text, *span, unit),)) for n, span in enumerate(spans)]


def decided(text, marks, quotes=None, unit=""):
    ballot = Ballot(unit)
    ballot.add(text, marks, quotes)
    return anchored(text, marks, quotes, ballot.winner())[0]


def test_the_unit_is_found_by_word_borders_alone_or_it_is_asked_for_and_never_guessed_wrong():
    random.seed(785)
    right = wrong = asked = 0
    for _paragraph in range(200):
        words = [random.choice(WORDS) for _ in range(60)]
        words[random.randrange(1, 8)] = random.choice(EMOJI)
        text = " ".join(words) + " "
        borders = [0, *(n + 1 for n, one in enumerate(text) if one == " ")]
        for unit in UNITS:
            spans, marks = marks_in(text, borders, unit)
            try:
                found = decided(text, marks)
            except Fault as fault:
                asked += fault.code == "ambiguous_offsets"
                continue
            good = [one.fragments for one in found] == [(span,) for span in spans]
            right, wrong = right + good, wrong + (not good)
    assert wrong == 0
    assert right + asked == 800
    assert right >= 785, f"{right} right, {asked} asked"


@given(st.text(st.sampled_from("ab é👋\u0301\u200d👩🇵🇹\r\n\ufeff\x00שלום\u2028"), min_size=1), st.data())
def test_an_offset_in_any_unit_falls_on_the_same_characters_of_the_kept_text(text, data):
    pieces = regex.findall(r"\X", text)
    first = data.draw(st.integers(0, len(pieces) - 1))
    last = data.draw(st.integers(first + 1, len(pieces)))
    start, end = len("".join(pieces[:first])), len("".join(pieces[:last]))
    expected = canonical(text[start:end])
    before = canonical(text[:start])
    for unit in UNITS:
        mark = Mark("T1", "Cue", (counted(text, start, end, unit),))
        found, _notes = anchored(text, [mark], {}, Counting(unit))
        assert [one.fragments for one in found] == ([((len(before), len(before) + len(expected)),)] if expected else [])


def test_a_quote_decides_where_word_borders_do_not():
    text = "👋 新闻发布会上部长说话"
    marks = [Mark("T1", "Cue", ((3, 5),))]
    with pytest.raises(Fault) as fault:
        decided(text, marks)
    assert fault.value.code == "ambiguous_offsets"
    assert decided(text, marks, {"T1": "新闻"})[0].fragments == ((2, 4),)
    assert decided(text, marks, unit="code_points")[0].fragments == ((3, 5),)


def test_offsets_that_fit_in_no_unit_are_refused_with_what_was_expected_and_what_is_there():
    marks = [Mark("T7", "Cue", ((4, 8),)), Mark("T8", "Cue", ((90, 99),))]
    with pytest.raises(Fault) as fault:
        decided("The minister said no.", marks, {"T7": "said"})
    assert fault.value.code == "offsets_do_not_fit"
    assert "T7 should read “said”, but the text there is “mini”." in fault.value.message
    assert "T8 lies outside the text." in fault.value.message


def test_carriage_returns_and_byte_order_marks_are_counted_as_the_file_does():
    text = "\ufeffOne.\r\nTwo said.\r\nThree said so."
    at = text.index("said so")
    for start, text_of_tool in ((at, text), (at - 1, text[1:]), (at - 3, text[1:].replace("\r\n", "\n"))):
        assert text_of_tool[start : start + 4] == "said"
        (found,) = decided(text, [Mark("T1", "Cue", ((start, start + 4),))], {"T1": "said"})
        assert canonical(text)[slice(*found.fragments[0])] == "said"
        assert found.fragments[0][0] == canonical(text).index("said so")


def test_one_wrong_mark_in_a_hundred_is_left_out_and_named():
    text = " ".join(["said"] * 100)
    marks = [Mark(f"T{n}", "Cue", ((5 * n, 5 * n + 4),)) for n in range(100)]
    quotes = {mark.id: "said" for mark in marks} | {"T50": "denied"}
    ballot = Ballot()
    ballot.add(text, marks, quotes)
    found, notes = anchored(text, marks, quotes, ballot.winner())
    assert len(found) == 99
    assert "T50" not in {mark.id for mark in found}
    assert len(notes) == 1
    assert "T50" in notes[0]


def test_fragments_are_sorted_and_touching_ones_joined():
    assert joined([(8, 9), (0, 2), (2, 4), (3, 5), (6, 6)]) == ((0, 5), (8, 9))
    mark = replace(Mark("T1", "Content", ()), fragments=((4, 8), (0, 4)))
    assert decided("so they said", [mark], {"T1": "hey so t"})[0].fragments == ((0, 8),)
