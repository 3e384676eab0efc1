"""Tokens with IOB2 tags: a ZIP with one file a kind of span, and `loss.json`, which counts what is lost. Pure.

A file has a line a token: the token, its start and end in code points, its tag. An empty line ends a line of the text.
Each reading is a document of its own.
"""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from tempfile import SpooledTemporaryFile
from typing import IO

import orjson

from annotator.release.formats.line import KINDS, About, Json, one_line, who
from annotator.release.formats.tokens import tokens_by_line
from annotator.release.formats.zipping import Members, zipped

IN_MEMORY = 2**20
CHUNK = 65_536
README = """Tokens with IOB2 tags (CoNLL): one file a kind of span, one document a reading.
Columns, with tabs between them: token, start, end, tag. Offsets are half-open and count Unicode code points of the
text. Every span starts with B-. An empty line ends a line of the text. loss.json counts what these files cannot hold.
"""


def write(lines: Iterable[Json], about: About) -> Iterator[bytes]:
    """The bytes of the ZIP. Needs the texts."""
    return zipped(_members(lines, about.kinds or KINDS))


def _members(lines: Iterable[Json], kinds: tuple[str, ...]) -> Members:
    yield "README.txt", README
    loss = Loss(kinds)
    with ExitStack() as held:
        files = {kind: held.enter_context(SpooledTemporaryFile(IN_MEMORY)) for kind in kinds}
        for article in lines:
            _write(article, files, loss)
        for kind, file in files.items():
            file.seek(0)
            yield f"{kind}.iob2", iter(lambda file=file: file.read(CHUNK), b"")  # type: ignore[misc]
    yield "loss.json", loss.report()


class Loss:
    """What was in the lines, and what of it no tag can say."""

    def __init__(self, kinds: Iterable[str]) -> None:
        self.spans: dict[str, Counter[str]] = {kind: Counter() for kind in kinds}
        self.left_out: Counter[str] = Counter()

    def add(self, reading: Json) -> None:
        """Count what a reading has besides the places of its spans."""
        spans, attributions = reading["spans"], reading["attributions"]
        self.left_out["attributions"] += len(attributions)
        self.left_out["notes"] += sum(bool(one.get("note")) for one in attributions)
        self.left_out["values"] += sum(len(one["values"]) for one in (*spans, *attributions))
        self.left_out["actors"] += sum(one["actor"] is not None for one in spans)
        self.left_out["topics"] += sum(one["topic"] is not None for one in spans)

    def report(self) -> str:
        """As JSON. Of `spans`, all are written but the lost ones; `moved` ones have the borders of tokens now."""
        counted = {
            kind: {"all": counts["all"], "written": counts["written"], "moved": counts["moved"]}
            | {"lost": {why: counts[why] for why in LOSSES}}
            for kind, counts in self.spans.items()
        }
        left_out = {what: self.left_out[what] for what in ("attributions", "actors", "topics", "values", "notes")}
        report = {"format": "IOB2", "spans": counted, "left_out": left_out}
        return orjson.dumps(report, option=orjson.OPT_INDENT_2).decode() + "\n"


LOSSES = ("discontinuous", "overlapping", "across_lines", "without_token")


def _write(article: Json, files: dict[str, "SpooledTemporaryFile[bytes]"], loss: Loss) -> None:
    text = Words(article["text"])
    for reading in article["sets"]:
        loss.add(reading)
        for kind, file in files.items():
            spans = [span for span in reading["spans"] if span["kind"] == kind]
            _document(file, article, reading, text, tags(text, kind, spans, loss.spans[kind]))


class Words:
    """The tokens of a text: where each stands, and its row, which ends with an empty line at the end of a line."""

    def __init__(self, text: str) -> None:
        lines = list(tokens_by_line(text))
        tokens = [token for line in lines for token in line]
        self.starts, self.ends = [start for start, _end in tokens], [end for _start, end in tokens]
        self.line_of = [number for number, line in enumerate(lines) for _token in line]
        self._columns = [f"{text[start:end]}\t{start}\t{end}\t" for start, end in tokens]
        self._after = [after for line in lines for after in (*["\n"] * (len(line) - 1), "\n\n")]
        self._untagged = [f"{columns}O{after}" for columns, after in zip(self._columns, self._after, strict=True)]

    def rows(self, found: dict[int, str]) -> list[str]:
        """Every token with its tag."""
        rows = self._untagged.copy()
        for token, tag in found.items():
            rows[token] = f"{self._columns[token]}{tag}{self._after[token]}"
        return rows or ["\n"]


def tags(words: Words, kind: str, spans: Iterable[Json], counts: Counter[str]) -> dict[int, str]:
    """The tags but O, by token. Of spans that overlap, nested ones too, the first is kept, of those the longest."""
    starts, ends, line_of = words.starts, words.ends, words.line_of
    found: dict[int, str] = {}
    for span in sorted(spans, key=lambda one: (one["fragments"][0][0], -one["fragments"][-1][1], one["id"])):
        counts["all"] += 1
        start, end = span["fragments"][0][0], span["fragments"][-1][1]
        first, last = bisect_right(ends, start), bisect_left(starts, end) - 1
        if why := _lost(span, first, last, line_of, found):
            counts[why] += 1
            continue
        counts["written"] += 1
        counts["moved"] += (starts[first], ends[last]) != (start, end)
        found |= dict.fromkeys(range(first, last + 1), f"I-{kind}") | {first: f"B-{kind}"}
    return found


def _lost(span: Json, first: int, last: int, line_of: list[int], found: dict[int, str]) -> str:
    if len(span["fragments"]) > 1:
        return "discontinuous"
    if first > last:
        return "without_token"
    if line_of[first] != line_of[last]:
        return "across_lines"
    return "overlapping" if not found.keys().isdisjoint(range(first, last + 1)) else ""


def _document(file: IO[bytes], article: Json, reading: Json, words: Words, found: dict[int, str]) -> None:
    about = {
        "newdoc id": one_line(article["external_id"]) or article["id"],
        "article": article["id"],
        "set": reading["id"],
        "annotator": one_line(who(reading)),
        "text_sha256": article["text_sha256"],
    }
    written = [f"# {name} = {value}\n" for name, value in about.items()]
    file.write("".join([*written, *words.rows(found)]).encode())
