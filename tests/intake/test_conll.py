"""Tokens with tags: whichever dialect, the same spans over a text that is put together from the tokens."""

import pytest

from articles.drafts import Fault
from tests.intake.foreign import format_named, read, said

TOKENS = ("Mrs.", "👩‍👩‍👧", "Olá", "Ivo", "Daran", "said", "לא", ".")
DIALECTS = {
    "IOB2": "B-PER I-PER I-PER B-PER I-PER O B-Content O",
    "IOB1": "I-PER I-PER I-PER B-PER I-PER O I-Content O",
    "BILOU": "B-PER I-PER L-PER B-PER L-PER O U-Content O",
    "BIOES": "B-PER I-PER E-PER B-PER E-PER O S-Content O",
}


def lines(tags, tokens=TOKENS, gap="\t"):
    return "".join(f"{token}{gap}{tag}\n" for token, tag in zip(tokens, tags.split(), strict=True))


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("gap", ["\t", " ", "\tNN\t_\t"])
def test_every_dialect_gives_the_same_spans(dialect, gap):
    (found,) = read("a.conll", lines(DIALECTS[dialect], gap=gap).replace("\n", "\r\n"))
    assert said(found) == [("PER", "Mrs. 👩‍👩‍👧 Olá"), ("PER", "Ivo Daran"), ("Content", "לא")]
    assert found.draft.text == " ".join(TOKENS)
    assert "single spaces" in found.notes[0]


def test_sentences_are_lines_and_documents_are_articles():
    one, two = lines("O B-PER", ("a", "b")), lines("I-PER O", ("c", "d"))
    content = f"-DOCSTART- -X- O\n\n{one}\n\n{two}\n-DOCSTART- O\n# doc_id = second\n{two}# a remark\n{one}\n"
    first, second = read("a.txt", content)
    assert (first.draft.text, second.draft.text) == ("a b\nc d", "c d a b")
    assert said(first) == [("PER", "b"), ("PER", "c")]
    assert (second.line, second.draft.external_id) == (11, "second")


def test_a_line_without_a_tag_is_named_and_a_file_without_tokens_refused():
    bad, found = read("a.conll", lines("B-PER O", ("a", "b")) + "only\n" + lines("O", ("c",)) * 9)
    assert (bad.line, bad.code) == (3, "bad_line")
    assert said(found) == [("PER", "a")]
    with pytest.raises(Fault):
        read("a.conll", "Some prose, and no tag at all.\n")


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("a.txt", lines(DIALECTS["IOB2"]), "conll"),
        ("a.tsv", lines(DIALECTS["IOB2"]), "conll"),
        ("a.txt", "She said O\nHe said O\n", "text"),
        ("a.txt", "She said so.\nVitamin B-12\n", "text"),
        ("a.tsv", "title\ttext\nOne\tTwo\n", "table"),
    ],
)
def test_prose_and_tables_are_not_taken_for_tokens(name, content, expected):
    assert format_named(name, content) == expected
