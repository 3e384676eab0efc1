"""A text becomes blocks and blocks a text, and nothing is lost on the way."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.intake.blocks import blocks_of, section_of, text_of, ticked, title_of

PAGE = "World\nMinister denies it\n“No,” she said.\nREAD ALSO: more\nShe left. 👋\nComments\n"


def all_ticked(text):
    return text_of([{**block, "keep": True} for block in blocks_of(text)])


def kept(text, title=""):
    return [block["text"] for block in blocks_of(text, title) if block["keep"]]


def test_furniture_comes_unticked_and_with_its_reason():
    assert kept(PAGE) == ["Minister denies it", "“No,” she said.", "She left. 👋"]
    assert [block["why"] for block in blocks_of(PAGE) if not block["keep"]] == ["section", "promo", "comments"]
    assert text_of(blocks_of(PAGE)) == "Minister denies it\n“No,” she said.\nShe left. 👋"
    assert (title_of(blocks_of(PAGE)), section_of(blocks_of(PAGE))) == ("Minister denies it", "World")


@pytest.mark.parametrize(
    "text",
    ["a", "a\nb", "a\n\nb\n\n\nc", " a\n \n b ", "a \n\t\nb", "\ta\u00a0\nb\n\nc", "x\n\n\u2003y"],
)
def test_with_every_tick_the_text_is_the_one_received(text):
    assert all_ticked(text) == text
    assert all_ticked(f"\n \n{text}\n\n") == text


@given(st.text(alphabet="aé👋 \t\n.", max_size=60))
def test_nothing_but_blank_lines_around_the_text_is_lost(text):
    found = all_ticked(text)
    assert found in text
    assert found.split() == text.split()


def test_lines_broken_by_hand_are_one_paragraph():
    paragraph = "Officials denied on Monday\nthat they had ever met\nanybody, at any time,\nin any port"
    text = f"{paragraph}\n\n{paragraph}\n\n{paragraph}"
    assert kept(text) == [paragraph] * 3
    assert all_ticked(text) == text


def test_a_title_that_is_not_in_the_text_is_put_above_it_and_one_that_is_stays():
    assert kept("She left.\nShe came.", "Minister denies it")[0] == "Minister denies it"
    assert kept(PAGE, "minister  DENIES it") == kept(PAGE)
    assert kept("Kicker\nTitle\nText.", "Title") == ["Kicker", "Title", "Text."]
    spaced = blocks_of("One.\n\nTwo.", "Title")
    assert text_of(spaced) == "Title\n\nOne.\n\nTwo."


def test_a_person_ticks_what_is_shown_and_the_title_follows_its_field():
    blocks = blocks_of("READ ALSO: more\nOne.\nTwo.\nShare", "Title")
    changed = ticked(blocks, {0, 1, 3}, shown=4, title="Better title")
    assert text_of(changed) == "Better title\nREAD ALSO: more\nTwo."
    assert text_of(blocks) == "Title\nOne.\nTwo."


def test_a_text_of_nothing_but_furniture_is_no_furniture():
    assert kept("Comments") == ["Comments"]
    assert kept("World\nShare") == ["World", "Share"]


@pytest.mark.parametrize("text", ["One paragraph only.", "x" * 201 + "\nText.", "Share", ""])
def test_no_title_is_made_up(text):
    assert title_of(blocks_of(text)) == ""
