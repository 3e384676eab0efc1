import pytest

from annotator.demo.quoting import QuoteError, Quoter

TEXT = "He said it.\n\nThe family 👨‍👩‍👧 waved 👋🏽 and he said: they, he said, were “fine”.\n\nوقال الوزير: «نعم»."


def quoted(words: str, paragraph: int = 2) -> list[str]:
    return [TEXT[start:end] for start, end in Quoter(TEXT).fragments(words, paragraph)]


@pytest.mark.parametrize(
    ("words", "paragraph", "found"),
    [
        pytest.param("family", 2, ["family"], id="one word"),
        pytest.param("he said #2", 2, ["he said"], id="the second of two"),
        pytest.param("they || were “fine”", 2, ["they", "were “fine”"], id="two fragments"),
        pytest.param("were “fine” || they", 2, ["they", "were “fine”"], id="fragments are sorted"),
        pytest.param("they [...] “fine”", 2, ["they, he said, were “fine”"], id="the middle left out"),
        pytest.param("The [...] said", 2, ["The family 👨‍👩‍👧 waved 👋🏽 and he said"], id="the nearest end is meant"),
        pytest.param("they || ¶ 1 He", 2, ["He", "they"], id="a fragment of another paragraph"),
        pytest.param("The || family", 2, ["The", "family"], id="a space between fragments keeps them apart"),
        pytest.param("👨‍👩‍👧", 2, ["👨‍👩‍👧"], id="a whole family"),
        pytest.param("الوزير", 3, ["الوزير"], id="right to left"),
    ],
)
def test_words_are_found_where_they_stand(words: str, paragraph: int, found: list[str]) -> None:
    assert quoted(words, paragraph) == found


def test_fragments_that_touch_become_one() -> None:
    assert quoted("“ || fine || ”") == ["“fine”"]


@pytest.mark.parametrize(
    ("words", "paragraph", "complaint"),
    [
        pytest.param("she said", 2, "not found", id="absent"),
        pytest.param("e", 2, "not found", id="inside a word"),
        pytest.param("قال", 3, "not found", id="inside an Arabic word"),
        pytest.param("👨", 2, "not found", id="a part of a family"),
        pytest.param("👋", 2, "not found", id="a hand without its skin tone"),
        pytest.param("he said", 2, "found 2 times", id="ambiguous"),
        pytest.param("he said #3", 2, "no #3", id="too few"),
        pytest.param("waved [...] The", 2, "not found after", id="the end before the start"),
        pytest.param("they || they, he", 2, "overlap", id="overlapping fragments"),
        pytest.param("they ||", 2, "not found", id="an empty fragment"),
        pytest.param("he", 9, "no paragraph 9", id="no such paragraph"),
    ],
)
def test_words_that_fit_nowhere_or_in_two_places_are_refused(words: str, paragraph: int, complaint: str) -> None:
    with pytest.raises(QuoteError, match=complaint):
        quoted(words, paragraph)
