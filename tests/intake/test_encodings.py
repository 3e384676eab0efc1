"""Which encoding a file is read in, in the order browsers use."""

import io

import pytest

from annotator.intake.encodings import CHOICES, detect, detect_lines
from annotator.intake.formats import lines, records, text
from annotator.intake.formats.registry import format_of
from annotator.intake.formats.source import Asked, Source
from annotator.intake.found import Bad, Found
from articles.drafts import Fault

PORTUGUESE = "João Assunção disse que não."


def given(raw: bytes, encoding: str = "utf-8") -> tuple[Source, Asked]:
    return Source("a", io.BytesIO(raw), len(raw)), Asked(encoding=encoding)


@pytest.mark.parametrize(
    ("said", "encoding", "language", "found"),
    [
        (PORTUGUESE, "utf-8", "pt", "utf-8"),
        (PORTUGUESE, "utf-8-sig", "pt", "utf-8"),
        (PORTUGUESE, "utf-16", "pt", "utf-16-le"),
        (PORTUGUESE, "utf-16-le", "pt", "utf-16-le"),
        (PORTUGUESE, "utf-16-be", "pt", "utf-16-be"),
        (PORTUGUESE, "cp1252", "pt", "cp1252"),
        (PORTUGUESE, "cp1252", "pt-br", "cp1252"),
        ("Zażółć gęślą jaźń, powiedział.", "cp1250", "pl", "cp1250"),
        ("Министр отрицает обвинения.", "cp1251", "ru", "cp1251"),
        ("Bakan suçlamaları reddetti: “Şimdi değil”.", "cp1254", "tr", "cp1254"),
        ("Ο υπουργός αρνείται.", "cp1253", "el", "cp1253"),
        ("الوزير ينفي التهم.", "cp1256", "ar", "cp1256"),
        ("الوزير ينفي التهم، وقال ذلك.\n" * 5, "utf-16-le", "ar", "utf-16-le"),
        ("השר מכחיש.", "cp1255", "he", "cp1255"),
        ("大臣は否定した。", "shift_jis", "ja", "shift_jis"),
        ("部长否认。", "gb18030", "zh-hans", "gb18030"),
        ("장관은 부인했다.", "cp949", "ko", "cp949"),
        ("plain", "ascii", "en", "utf-8"),
    ],
)
def test_the_encoding_is_found(said, encoding, language, found):
    raw = said.encode(encoding)
    assert detect(io.BytesIO(raw), language=language) == found
    [item] = text.read(*given(raw, found))
    assert item.draft.text == said


def test_a_language_without_a_table_is_guessed():
    raw = ("Le ministre a nié l’accusation à l’Assemblée. Où étiez-vous ? " * 20).encode("cp1252")
    assert detect(io.BytesIO(raw), language="xx") == "cp1252"


@pytest.mark.parametrize(
    "raw",
    [
        b"%PDF-1.7",
        b"PK\x03\x04",
        b"\x89PNG\r\n",
        bytes(range(256)) * 9,
        b"\x00" * 99,
        b"\xff\xfe" + b"\x01\x00\x02\x00" * 9,
    ],
)
def test_what_is_no_text_is_refused(raw):
    with pytest.raises(Fault, match="not text"):
        detect(io.BytesIO(raw), language="en")


def test_one_bad_line_does_not_change_how_all_others_are_read():
    good, bad = '{"text": "é"}\n'.encode(), '{"text": "é"}\n'.encode("cp1252")
    assert detect_lines(io.BytesIO(bad + good), language="en") == "utf-8"
    assert detect_lines(io.BytesIO(bad + bad), language="en") == "cp1252"
    assert detect_lines(io.BytesIO(b"{}\n"), language="en") == "utf-8"


def test_every_choice_is_a_text_encoding_of_python():
    for name in CHOICES:
        assert "a\n".encode(name).decode(name) == "a\n"


def test_json_may_be_one_object_a_list_or_objects_one_after_the_other():
    one = '{"text": "a"}'
    for sent, count in ((one, 1), (f" [{one}, {one}]\n", 2), (f"{one}\n{one}\n\n{one}", 3), ("[]", 0)):
        found = list(records.read(*given(sent.encode())))
        assert [type(item) for item in found] == [Found] * count, sent
    begins = [item.line for item in records.read(*given(f"[\n{one},\n\n{one}\n]".encode()))]
    assert begins == [2, 4]


def test_a_line_too_long_to_keep_is_skipped_and_the_next_one_read(monkeypatch):
    monkeypatch.setattr("annotator.intake.formats.lines.LONGEST_LINE", 40)
    raw = b'{"text": "' + b"x" * 500 + b'"}\n{"text": "y"}'
    found = list(lines.read(*given(raw)))
    assert (found[0], found[1]) == (Bad(1, "line_too_long", found[0].reason), Found(2, found[1].draft))


@pytest.mark.parametrize(
    ("name", "size", "code"),
    [
        ("a.exe", 10, "unsupported_file"),
        ("a.doc", 10, "unsupported_file"),
        ("scan.TIFF", 10, "unsupported_file"),
        ("a.txt", 0, "empty_file"),
        ("a.txt", 50_000_000, "file_too_large"),
        ("a.json", 33_000_000, "file_too_large"),
        ("a.jsonl", 201_000_000, "file_too_large"),
    ],
)
def test_a_file_is_refused_by_its_name_and_size(name, size, code):
    with pytest.raises(Fault) as refused:
        format_of(name, b"text", size, largest=200_000_000)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("name", "kind"), [("A.TXT", "text"), ("a", "text"), ("a.ndjson", "lines"), ("v1.json", "json")]
)
def test_the_format_is_in_the_name(name, kind):
    assert format_of(name, b"t", 1, largest=10).name == kind
