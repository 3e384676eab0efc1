"""CoNLL: tags that fit the text again, and a report that counts exactly what they cannot say."""

import io
import json
import random
import zipfile
from typing import Any

import pytest

from annotator.intake.formats.registry import format_of
from annotator.intake.formats.source import Asked, Source
from annotator.release.formats.line import KINDS, About
from annotator.release.formats.registry import BY_NAME
from annotator.release.formats.tokens import tokens_by_line
from tests.release.formats.lines import Line

TEXT = "👋🏽 Ada Brok's aide said:\n“the port—is closed”, 3.5 % of it.\n\nกรุงเทพ 東京都は cafe\u0301 مرحبا"


def written(*lines: Line, kinds: tuple[str, ...] = ()) -> dict[str, str]:
    body = b"".join(BY_NAME["conll"].write([line.json for line in lines], About("Port", kinds=kinds)))
    archive = zipfile.ZipFile(io.BytesIO(body))
    assert archive.testzip() is None
    return {name: archive.read(name).decode() for name in archive.namelist()}


def spans_in(text: str, table: str) -> list[tuple[int, int]]:
    """The spans of a file of tags, after a check that every token stands where it says."""
    found: list[tuple[int, int]] = []
    for row in (line.split("\t") for line in table.split("\n") if line and not line.startswith("# ")):
        token, start, end, tag = row[0], int(row[1]), int(row[2]), row[3]
        assert text[start:end] == token
        if tag[0] == "B":
            found.append((start, end))
        elif tag[0] == "I":
            found[-1] = (found[-1][0], end)
    return found


def loss(files: dict[str, str]) -> Any:
    return json.loads(files["loss.json"])


def test_words_are_tokens_and_scripts_without_spaces_are_cut_into_characters():
    assert [TEXT[start:end] for line in tokens_by_line(TEXT) for start, end in line] == [
        *("👋🏽", "Ada", "Brok", "'", "s", "aide", "said", ":", "“", "the", "port", "—", "is", "closed", "”", ","),
        *("3", ".", "5", "%", "of", "it", "."),
        *("ก", "รุ", "ง", "เ", "ท", "พ", "東", "京", "都", "は", "cafe\u0301", "مرحبا"),
    ]


def test_every_span_starts_with_b_even_right_after_another():
    line = Line(TEXT)
    line.span("the port"), line.span("—is", "actor")
    assert "port\t30\t34\tI-actor\n—\t34\t35\tB-actor\n" in written(line)["actor.iob2"]


def test_each_kind_has_a_file_and_kinds_do_not_stand_in_each_others_way():
    line = Line(TEXT)
    line.span("the port—is closed", "content"), line.span("the port—is closed", "claim"), line.span("said", "cue")
    files = written(line)
    assert list(files) == ["README.txt", *(f"{kind}.iob2" for kind in KINDS), "loss.json"]
    assert spans_in(TEXT, files["content.iob2"]) == spans_in(TEXT, files["claim.iob2"]) == [(26, 44)]
    assert list(written(line, kinds=("cue",))) == ["README.txt", "cue.iob2", "loss.json"]


def test_what_is_lost_is_counted():
    line = Line(TEXT)
    outer = line.span("the port—is closed", "content")
    line.span("port", "content"), line.span(["Ada", "aide"], "content"), line.span("said:\n“the", "content")
    line.span("losed”, 3", "content"), line.span("\n\n", "content"), line.span("id", "content")
    source = line.span("Ada Brok", actor=line.actor("Ada Brok"), values={"certainty": "probable"})
    line.attribution(source=[source], content=[outer], note="Why?", values={"form": "direct"})

    report = loss(written(line))

    lost = {"discontinuous": 1, "overlapping": 2, "across_lines": 1, "without_token": 1}
    assert report["spans"]["content"] == {"all": 7, "written": 2, "moved": 1, "lost": lost}
    assert report["left_out"] == {"attributions": 1, "actors": 1, "topics": 0, "values": 2, "notes": 1}


@pytest.mark.parametrize("seed", range(20))
def test_the_report_says_what_reading_the_files_back_finds_lost(seed: int):
    chance = random.Random(seed)
    line = Line(TEXT * 3)
    for _ in range(30):
        start = chance.randrange(len(line.text) - 1)
        end = min(len(line.text), start + chance.randint(1, 25))
        id = line.span(line.text[start:end], chance.choice(KINDS))
        span = next(one for one in line.reading["spans"] if one["id"] == id)
        span["fragments"] = (
            [[start, end]] if chance.random() < 0.8 or end + 2 > len(line.text) else [[start, end], [end + 1, end + 2]]
        )
    files = written(line)
    for kind in KINDS:
        spans = [one["fragments"] for one in line.reading["spans"] if one["kind"] == kind]
        found = spans_in(line.text, files[f"{kind}.iob2"])
        told = loss(files)["spans"][kind]
        exact = [[list(span)] in spans for span in found]
        assert told["all"] == len(spans)
        assert told["written"] == len(found) == len(spans) - sum(told["lost"].values())
        assert told["moved"] >= exact.count(False)


def test_our_own_reader_finds_the_same_words():
    line = Line(TEXT)
    line.span("Ada Brok"), line.span("the port")
    table = written(line)["actor.iob2"].encode()
    kind = format_of("actor.iob2", table, len(table), largest=10**6)
    (found,) = kind.read(Source("actor.iob2", io.BytesIO(table), len(table)), Asked(encoding="utf-8"))
    marks = found.readings[0].marks
    assert [found.draft.text[one.fragments[0][0] : one.fragments[0][1]] for one in marks] == ["Ada Brok", "the port"]
    assert found.draft.external_id == "doc-1"


@pytest.mark.parametrize("seed", range(20))
def test_a_line_of_plain_letters_is_cut_as_any_other(seed):
    """Such lines have a faster pattern; a grapheme of another script at the end calls for the slow one."""
    pick = random.Random(seed)
    line = "".join(pick.choice("abYZ09 \t_-.,'\"()\x0b\x0c\r\x1c\x7f") for _ in range(400))
    ((*slowly, _far),) = tokens_by_line(f"{line} 京")
    assert list(tokens_by_line(line)) == [slowly]


def test_letters_before_a_mark_or_a_foreign_letter_stay_one_token():
    text = "abc9é1b cafe\u0301s, x"
    assert [text[start:end] for start, end in next(tokens_by_line(text))] == ["abc9é1b", "cafe\u0301s", ",", "x"]
