"""Releases without texts, filled from one's own copies: a text is taken when its SHA-256 is the right one."""

import csv
import gzip
import hashlib
import json
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ascribe import frames, limits
from ascribe.errors import AscribeError, Json

if TYPE_CHECKING:
    from ascribe.releases import Release

JOINED = " … "
KNOWN_BY = ("external_id", "url", "title")
_NEWLINES = re.compile("\r\n|[\r\v\f\x1c\x1d\x1e\x85\u2028\u2029]")
_DROPPED = re.compile("[\x00-\x08\x0e-\x1b\x1f\x7f\ufeff\ufffe\uffff]")


class Rehydrated:
    """A release with the texts that were found. `missing` lists the articles without one, and says why in `reason`."""

    def __init__(self, release: "Release", folder: Path) -> None:
        if not folder.is_dir():
            raise AscribeError(f"{folder} is not a folder of texts.")
        self._release = release
        wanted = {line["text_sha256"] for line in release.articles()}
        self._texts, others = _read(folder, wanted)
        self.found = 0
        self.missing: list[Json] = []
        for line in release.articles():
            if self._text(line) is None:
                self.missing.append(_missing(line, others))
            else:
                self.found += 1

    def articles(self) -> Iterator[Json]:
        """The lines of the release, with `text` and with the quotes of every span where the text was found."""
        for line in self._release.articles():
            yield self._filled(line)

    def load(self, table: str | None = None, *, using: str | None = None) -> Any:
        """As of the release; `text` of documents and spans is filled."""
        chosen = frames.library(using)
        if table is None:
            return {**self._release.load(using=chosen), **{name: self.load(name, using=chosen) for name in FILLED}}
        frame = self._release.load(table, using=chosen)
        if table not in FILLED:
            return frame
        by_article = {line["id"]: self._text(line) for line in self._release.articles()}
        kept = [one if isinstance(one, str) else None for one in frame["text"]]
        texts = [by_article[article] for article in frame["article_id"]]
        if table == "spans":
            places = [[(int(start), int(end)) for start, end in one] for one in frame["fragments"]]
            texts = [text and JOINED.join(_quotes(text, place)) for text, place in zip(texts, places, strict=True)]
        return frames.with_text(frame, [one or other for one, other in zip(texts, kept, strict=True)], chosen)

    def save(self, folder: str | Path) -> Path:
        """Write the nested files of the release anew, with texts, into `folder`."""
        target = Path(folder)
        target.mkdir(parents=True, exist_ok=True)
        for name in self._release.parts():
            part = target / f"{name}.part"
            with gzip.open(part, "wt", encoding="utf-8", newline="\n") as file:
                for line in nested_in(self._release.file(name)):
                    file.write(json.dumps(self._filled(line), ensure_ascii=False, separators=(",", ":")) + "\n")
            part.replace(target / name)
        return target

    def _text(self, line: Json) -> str | None:
        return line.get("text") or self._texts.get(line["text_sha256"])

    def _filled(self, line: Json) -> Json:
        text = self._text(line)
        if text is None:
            return line
        line["text"] = text
        for reading in line["sets"]:
            for span in reading["spans"]:
                span["quote"] = _quotes(text, span["fragments"])
                span["text"] = JOINED.join(span["quote"])
        return line


FILLED = ("documents", "spans")


def canonical(text: str) -> str:
    """A text as Ascribe keeps it, and as offsets count it: every line ending `\\n`, no control characters and
    byte-order marks, surrogate pairs joined. No Unicode normalisation, no change of spaces and quotation marks."""
    paired = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return _DROPPED.sub("", _NEWLINES.sub("\n", paired))


def nested_in(path: Path) -> Iterator[Json]:
    """The articles in a file of JSON lines."""
    for line in limits.lines(limits.unpacked(path)):
        yield json.loads(line)


def _quotes(text: str, fragments: Iterable[Iterable[int]]) -> list[str]:
    """The words at half-open places in code points, which are what Python counts."""
    return [text[start:end] for start, end in fragments]


def _read(folder: Path, wanted: set[str]) -> tuple[dict[str, str], set[str]]:
    """The wanted texts by their SHA-256; and by what names the other copies can be known."""
    texts: dict[str, str] = {}
    others: set[str] = set()
    for path in sorted(folder.rglob("*")):
        for text, names in _copies(path) if path.is_file() else ():
            matching = [(hashlib.sha256(one.encode()).hexdigest(), one) for one in _guesses(text)]
            hits = {digest: one for digest, one in matching if digest in wanted}
            texts |= hits
            others |= set() if hits else {name for name in names if name}
    return texts, others


def _copies(path: Path) -> Iterator[tuple[str, list[str]]]:
    """The texts in a file, each with what it may be known by. Tables need a column `text`."""
    if path.suffix == ".jsonl":
        for line in _decoded(path).split("\n"):
            if line.strip():
                yield from _copy_in(json.loads(line))
    elif path.suffix == ".csv":
        csv.field_size_limit(min(sys.maxsize, 2**31 - 1))
        for row in csv.DictReader(_decoded(path).splitlines(keepends=True)):
            yield from _copy_in(row)
    elif path.suffix in ("", ".txt", ".text", ".md"):
        yield _decoded(path), [path.stem]


def _copy_in(row: Any) -> Iterator[tuple[str, list[str]]]:
    if isinstance(row, dict) and isinstance(row.get("text"), str):
        yield row["text"], [str(row.get(name) or "") for name in KNOWN_BY]


def _decoded(path: Path) -> str:
    """A wrong guess does no harm: its SHA-256 would not be the right one."""
    raw = limits.content(path)
    for encoding in ("utf-8-sig", "utf-16", "cp1252"):
        if encoding != "utf-16" or raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
            try:
                return raw.decode(encoding)
            except UnicodeDecodeError:
                continue
    return raw.decode("latin-1")


def _guesses(text: str) -> list[str]:
    """How the same copy may have been kept: as it is, without blank lines around it, without its headline."""
    whole = canonical(text)
    stripped = whole.strip()
    body = stripped.partition("\n")[2].strip()
    return list(dict.fromkeys(one for one in (whole, stripped, f"{stripped}\n", body) if one))


def _missing(line: Json, others: set[str]) -> Json:
    names = {name: line.get(name) for name in KNOWN_BY}
    known = any(name in others for name in names.values() if name)
    reason = "another text: there is a copy, but not with this SHA-256" if known else "no copy"
    return {"id": line["id"], **names, "outlet": line["outlet"], "published_at": line["published_at"], "reason": reason}
