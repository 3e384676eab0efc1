"""An archive is read entry by entry; what is wrong with one is said of that one."""

import io
import struct
import zipfile

import pytest

from annotator.intake.formats import zipped
from articles.drafts import Fault
from tests.intake.formats.reading import everything, found


def packed(*entries, **options):
    """An archive of (name, content)."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries:
            archive.writestr(name, content, **options)
    return buffer.getvalue()


def codes(content):
    return {one.place: getattr(one, "code", "") for one in everything(content, "a.zip")}


def test_files_in_folders_are_read_by_their_kind():
    read = found(
        packed(("a.txt", "One."), ("news/b.csv", "text,title\nTwo,T\nThree,U\n"), ("c.jsonl", '{"text": "Four"}')),
        "a.zip",
    )
    assert [(one.place, one.line, one.draft.text) for one in read] == [
        ("a.txt", 1, "One."), ("news/b.csv", 2, "Two"), ("news/b.csv", 3, "Three"), ("c.jsonl", 1, "Four"),
    ]  # fmt: skip


def test_what_computers_leave_behind_is_skipped_silently():
    names = ("__MACOSX/._a.txt", ".DS_Store", "news/.hidden.txt", "Thumbs.db", "x/desktop.ini", "news/")
    assert everything(packed(*((name, "x") for name in names), ("a.txt", "One.")), "a.zip") == found(
        packed(("a.txt", "One.")), "a.zip"
    )


def test_each_entry_has_an_encoding_of_its_own():
    read = found(packed(("a.txt", "Ação"), ("b.txt", "João é".encode("cp1252"))), "a.zip", language="pt")
    assert [one.draft.text for one in read] == ["Ação", "João é"]


def test_what_is_no_good_in_one_entry_is_said_of_that_entry():
    assert codes(packed(("a.txt", "One."), ("b.json", "{"), ("c.png", "x"), ("d.zip", packed()), ("e.txt", ""))) == {
        "a.txt": "", "b.json": "bad_json", "c.png": "unsupported_file", "d.zip": "nested_archive",
        "e.txt": "empty_file",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd.txt", "etc/passwd.txt"), ("/abs/a.txt", "abs/a.txt"), ("C:\\x\\..\\a.txt", "x/a.txt"),
        ("a\u202etxt.exe.txt", "atxt.exe.txt"), ("..", "entry without a name"),
    ],
)  # fmt: skip
def test_a_name_shows_no_way_out_of_its_folder(name, shown):
    entry = zipfile.ZipInfo(name)
    entry.flag_bits = 0x800
    assert zipped.name_of(entry, "") == shown


@pytest.mark.parametrize(("encoding", "language"), [("cp437", ""), ("utf-8", ""), ("cp850", "pt"), ("cp866", "ru")])
def test_a_name_is_read_in_the_letters_it_was_written_in(encoding, language):
    name = "привет.txt" if language == "ru" else "São.txt" if language == "pt" else "café.txt"
    content = packed(("x" * len(name.encode(encoding)), "One.")).replace(
        b"x" * len(name.encode(encoding)), name.encode(encoding)
    )
    assert [one.place for one in found(content, "a.zip", language=language)] == [name]


def test_a_locked_entry_is_refused():
    content = bytearray(packed(("a.txt", "One.")))
    content[6] |= 1
    content[content.find(b"PK\x01\x02") + 8] |= 1
    assert codes(bytes(content)) == {"a.txt": "encrypted"}


def test_other_ways_of_packing_are_refused():
    assert codes(packed(("a.txt", "One. " * 100), compress_type=zipfile.ZIP_BZIP2)) == {"a.txt": "unsupported_file"}


def test_a_damaged_entry_does_not_spoil_the_others():
    content = packed(("a.txt", "One."), ("b.txt", "Two."))
    spoilt = content.replace(b"One.", b"0ne.", 1) if b"One." in content else bytearray(content)
    if isinstance(spoilt, bytearray):
        spoilt[36] ^= 0xFF
    assert list(codes(bytes(spoilt)).items()) == [("a.txt", "bad_archive"), ("b.txt", "")]


def test_no_archive_at_all_is_refused():
    with pytest.raises(Fault) as no:
        everything(b"PK\x03\x04" + b"x" * 100, "a.zip")
    assert no.value.code == "bad_archive"


def test_an_entry_that_lies_about_its_size_is_refused():
    content = bytearray(packed(("a.txt", "word " * 1000)))
    at = content.find(b"PK\x01\x02") + 24
    content[at : at + 4] = struct.pack("<I", 10)
    assert codes(bytes(content)) == {"a.txt": "bad_archive"}


def test_entries_that_share_their_bytes_are_refused():
    content = bytearray(packed(("a.txt", "One."), ("b.txt", "One.")))
    second = content.rfind(b"PK\x01\x02") + 42
    content[second : second + 4] = struct.pack("<I", 0)
    assert set(codes(bytes(content)).values()) <= {"bad_archive"}


def test_an_entry_of_zeros_is_refused_before_it_is_unpacked():
    assert codes(packed(("a.txt", "0" * 5_000_000))) == {"a.txt": "too_large_inside"}


def test_too_many_entries_and_too_much_are_refused_before_a_list_is_made(monkeypatch):
    content = packed(*((f"{n}.txt", "x") for n in range(20)))
    monkeypatch.setattr(zipped, "MOST_ENTRIES", 19)
    with pytest.raises(Fault) as no:
        everything(content, "a.zip")
    assert no.value.code == "too_many_entries"
    monkeypatch.undo()
    monkeypatch.setattr(zipped, "LARGEST", 19)
    with pytest.raises(Fault) as no:
        everything(content, "a.zip")
    assert no.value.code == "too_large_inside"
