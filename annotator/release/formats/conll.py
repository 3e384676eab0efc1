"""Tokens with IOB2 tags: a ZIP with one file a kind of span, and `loss.json`, which counts what is lost. Pure.

A file has a line a token: the token, its start and end in code points, its tag. An empty line ends a line of the text.
Each reading is a document of its own.
"""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from itertools import accumulate
from tempfile import SpooledTemporaryFile

import orjson

from annotator.release.formats.line import KINDS, About, Json, one_line, who
from annotator.release.formats.tokens import tokens_by_line
from annotator.release.formats.zipping import Members, zipped

IN_MEMORY = 2**20
Run = tuple[int, int]  # the first and the last token of a span
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
        heading = _heading(article, reading)
        for kind, file in files.items():
            spans = [span for span in reading["spans"] if span["kind"] == kind]
            found = runs(text, spans, loss.spans[kind])
            file.write("".join([heading, *text.pieces(kind, found)]).encode())


class Words:
    """The tokens of a text: where each stands, and its row, which ends with an empty line at the end of a line."""

    def __init__(self, text: str) -> None:
        lines = list(tokens_by_line(text))
        tokens = [token for line in lines for token in line]
        self.starts, self.ends = [start for start, _end in tokens], [end for _start, end in tokens]
        self.line_of = [number for number, line in enumerate(lines) for _token in line]
        self._columns = [f"{text[start:end]}\t{start}\t{end}\t" for start, end in tokens]
        self._after = [after for line in lines for after in (*["\n"] * (len(line) - 1), "\n\n")]
        rows = [f"{columns}O{after}" for columns, after in zip(self._columns, self._after, strict=True)]
        self._at = list(accumulate(map(len, rows), initial=0))
        self._untagged = "".join(rows) or "\n"

    def pieces(self, kind: str, found: Iterable[Run]) -> Iterator[str]:
        """Every token with its tag: B and I in the runs found, which are in order, O between them."""
        done = 0
        for first, last in found:
            yield self._untagged[self._at[done] : self._at[first]]
            yield f"{self._columns[first]}B-{kind}"
            if first < last:
                yield "\n"  # a run does not leave its line
                yield f"I-{kind}\n".join(self._columns[first + 1 : last + 1])
                yield f"I-{kind}"
            yield self._after[last]
            done = last + 1
        yield self._untagged[self._at[done] :]


def runs(words: Words, spans: Iterable[Json], counts: Counter[str]) -> list[Run]:
    """The tokens to tag, from the first to the last of each run.

    Of spans that overlap, nested ones too, the first is kept, of those the longest.
    """
    found: list[Run] = []
    for span in sorted(spans, key=lambda one: (one["fragments"][0][0], -one["fragments"][-1][1], one["id"])):
        counts["all"] += 1
        start, end = span["fragments"][0][0], span["fragments"][-1][1]
        first, last = bisect_right(words.ends, start), bisect_left(words.starts, end) - 1
        if why := _lost(span, first, last, words.line_of, found):
            counts[why] += 1
            continue
        counts["written"] += 1
        counts["moved"] += (words.starts[first], words.ends[last]) != (start, end)
        found.append((first, last))
    return found


def _lost(span: Json, first: int, last: int, line_of: list[int], found: list[Run]) -> str:
    if len(span["fragments"]) > 1:
        return "discontinuous"
    if first > last:
        return "without_token"
    if line_of[first] != line_of[last]:
        return "across_lines"
    return "overlapping" if found and first <= found[-1][1] else ""


def _heading(article: Json, reading: Json) -> str:
    about = {
        "newdoc id": one_line(article["external_id"]) or article["id"],
        "article": article["id"],
        "set": reading["id"],
        "annotator": one_line(who(reading)),
        "text_sha256": article["text_sha256"],
    }
    return "".join(f"# {name} = {value}\n" for name, value in about.items())
