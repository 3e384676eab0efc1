"""A hostile file hurts nobody: it is read in a process with limits, and what kills that process is named."""

import io
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from annotator.intake import reading, sandbox
from annotator.intake.formats.registry import BY_NAME
from annotator.intake.formats.source import Asked
from annotator.intake.found import Bad, Found
from articles.drafts import Fault

LINES = b'{"text": "One."}\n{"text": "Two.", "date": "2024-12-02"}\n{broken\n'


def read(raw: bytes, kind: str = "lines") -> list[Found | Bad]:
    return list(sandbox.read(io.BytesIO(raw), BY_NAME[kind], "a.jsonl", len(raw), Asked(language="en"), sandbox.Told()))


SPOILED = """
import sys; sys.path.insert(0, {here!r})
import annotator.intake.reading as reading
real = reading.frames
def frames(*given):
    import annotator.intake.formats.lines as lines
    {line}
    lines.read = read
    yield from real(*given)
reading.frames = frames
reading.CPU_OF_AN_ITEM = 1
reading.main()
"""


@pytest.fixture
def spoiled(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[str], None]:
    """Lines are read by this instead: a line of Python that defines `read`."""
    real = subprocess.Popen

    def spoil(line: str) -> None:
        script = tmp_path / "spoiled.py"
        script.write_text(SPOILED.format(here=os.getcwd(), line=line))

        def popen(command, **rest):
            return real([command[0], str(script), *command[3:]], **rest)

        monkeypatch.setattr(subprocess, "Popen", popen)

    return spoil


def test_what_is_found_comes_through_whole_and_in_order():
    one, two, three = read(LINES)
    assert (one.draft.text, two.draft.text, two.draft.published_at.isoformat()) == (
        "One.",
        "Two.",
        "2024-12-02T00:00:00+00:00",
    )
    assert (three.line, three.code) == (3, "bad_json")


def test_an_open_file_is_read_from_its_beginning_and_stays_open(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_bytes(LINES)
    with path.open("rb") as file:
        file.read(20)
        told = sandbox.Told()
        found = list(sandbox.read(file, BY_NAME["lines"], "a.jsonl", len(LINES), Asked(language="en"), told))
        assert (len(found), told.encoding, file.closed) == (3, "utf-8", False)


def test_the_process_knows_no_secret_and_no_database(spoiled, monkeypatch, tmp_path):
    monkeypatch.setenv("SECRET_KEY", "hush")
    seen = tmp_path / "seen"
    spoiled(f"import os; open({str(seen)!r}, 'w').write(' '.join(os.environ)); read = lines.read")
    assert len(read(LINES)) == 3
    assert set(seen.read_text().split()) <= {"LANG", "TMPDIR", "LC_CTYPE"}


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("import os; read = lambda *_: os.kill(os.getpid(), 9)", "beyond_limits"),
        ("read = lambda *_: [0] * 10**9", "too_large_inside"),
        ("read = lambda *_: read()", "too_deep"),
        ("read = lambda *_: {}['of a library']", "unreadable"),
        ("read = lambda *_: next(one for one in iter(int, 1) if one)", "beyond_limits"),
    ],
    ids=["killed", "memory", "depth", "library", "time"],
)
def test_a_process_that_fails_ends_in_a_sentence(spoiled, line, code):
    spoiled(line)
    with pytest.raises(Fault) as fault:
        read(LINES)
    assert (fault.value.code, fault.value.message[-1]) == (code, ".")


def test_a_process_that_says_nothing_is_ended(spoiled, monkeypatch):
    monkeypatch.setattr(sandbox, "SILENCE", 1)
    spoiled("import time; read = lambda *_: time.sleep(60)")
    with pytest.raises(Fault) as fault:
        read(LINES)
    assert fault.value.code == "beyond_limits"


def test_lone_surrogates_are_repaired_on_the_way():
    [one] = read(b'{"text": "a\\ud800b", "metadata": {"k": "\\ud83d\\ude00"}}')
    assert one.draft.text == "a\N{REPLACEMENT CHARACTER}b"
    assert one.draft.metadata == {"k": "\N{GRINNING FACE}"}


def test_the_limits_are_those_of_one_file():
    assert reading.MEMORY <= 2 * 2**30
    assert reading.CPU_OF_AN_ITEM <= 60


def test_what_was_found_is_counted_entry_by_entry():
    told, counts = sandbox.Told(), []
    for _one in sandbox.read(io.BytesIO(LINES), BY_NAME["lines"], "a.jsonl", len(LINES), Asked(), told):
        counts.append(told.entries)
    assert counts == [1, 2, 3]
