"""What was found out about a text elsewhere is taken only where it is of this text and possible."""

from dataclasses import replace

import pytest

from articles.cutting import Cut, cut, cut_or_given
from articles.texts import sha256_of

TEXT = "The minister spoke. Nobody listened.\nThe bridge stays closed for the whole of the summer."
DIGEST = sha256_of(TEXT)
RIGHT = cut(TEXT, DIGEST, "en")


def test_a_text_is_cut_into_paragraphs_and_sentences_and_sketched():
    pairs = zip(RIGHT.sentences[::2], RIGHT.sentences[1::2], strict=True)
    assert [TEXT[start:end] for start, end in pairs] == [
        *("The minister spoke.", "Nobody listened.", "The bridge stays closed for the whole of the summer.")
    ]
    assert RIGHT.paragraphs == [0, 36, 37, len(TEXT)]
    assert RIGHT.sketch == sorted(RIGHT.sketch) != []


def test_what_was_found_out_before_is_taken_as_it_is():
    given = replace(RIGHT, sentences=RIGHT.sentences[2:])
    assert cut_or_given(given, TEXT, DIGEST, "en") is given


@pytest.mark.parametrize(
    "given",
    [
        pytest.param(None, id="nothing"),
        pytest.param(replace(RIGHT, digest=sha256_of("Another text.")), id="of another text"),
        pytest.param(replace(RIGHT, language="de"), id="in another language"),
        pytest.param(replace(RIGHT, paragraphs=[0, len(TEXT) + 1]), id="past the end"),
        pytest.param(replace(RIGHT, paragraphs=[-1, 5]), id="before the beginning"),
        pytest.param(replace(RIGHT, sentences=[0, 19, 18, 30]), id="not in order"),
        pytest.param(replace(RIGHT, sentences=[0, 19, 20]), id="without an end"),
        pytest.param(replace(RIGHT, sketch=[2**40]), id="no integers of the database"),
        pytest.param(replace(RIGHT, sketch=list(range(1000))), id="too long"),
    ],
)
def test_what_cannot_be_is_found_out_again(given: Cut | None):
    assert cut_or_given(given, TEXT, DIGEST, "en") == RIGHT
