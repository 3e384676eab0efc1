"""The further formats of a release, each made of its lines. What needs the texts gets only articles that have them.

Several workers share the work through the folder it lies in. Who makes a file holds a lock, which the system takes
from a process that dies, and the file appears when it is whole; so any of them may be killed at any time.
"""

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self
from uuid import uuid4

import orjson

from annotator.release.formats import network
from annotator.release.formats.line import About
from annotator.release.formats.registry import BY_NAME
from annotator.release.frozen.facts import Facts
from annotator.release.frozen.files import compressed
from annotator.release.frozen.locking import held

Json = dict[str, Any]
Tell = Callable[[float], None]
WANTED = {
    "conll": "extra/conll.zip",
    "brat": "extra/brat.zip",
    "jsonld": "extra/webannotation.jsonld.gz",
    "graphml": "extra/network.graphml",
    "gexf": "extra/network.gexf",
}
TOGETHER = {"graphml": ("graphml", "gexf")}  # of the same ties, which are added up once
TIES = {"graphml": network.graphml, "gexf": network.gexf}
PLAN = "further.json"
SMALL = 2_000_000  # bytes of lines: done before a second worker has looked
LOOK_AGAIN = 0.1  # seconds


@dataclass(frozen=True)
class Work:
    """What is to be made of `lines` into `folder`: names of formats, in the order they are begun."""

    folder: str
    lines: str
    names: tuple[str, ...]
    about: About

    @classmethod
    def laid_out(cls, folder: Path, scratch: Path, lines: Path, facts: Facts) -> Self:
        """Write down in `scratch` what is to be done, so that others can lend a hand."""
        fields = [(one.applies_to, one.name, one.kind, one.choices) for one in facts.questions]
        about = About(facts.title, address=facts.address or f"urn:ascribe:{facts.name}", fields=fields)
        (folder / "extra").mkdir(parents=True, exist_ok=True)
        work = cls(str(folder), str(lines), tuple(_wanted(facts)), about)
        written = scratch / f"{PLAN}.new"
        written.write_bytes(orjson.dumps(asdict(work)))
        written.rename(scratch / PLAN)
        return work

    @classmethod
    def found(cls, scratch: Path) -> Self:
        """What was laid out there. Raises FileNotFoundError."""
        plan = orjson.loads((scratch / PLAN).read_bytes())
        return cls(plan["folder"], plan["lines"], tuple(plan["names"]), About(**plan["about"]))

    @property
    def small(self) -> bool:
        """Whether it is not worth anybody's help."""
        return Path(self.lines).stat().st_size < SMALL

    def done(self, tell: Tell) -> dict[str, tuple[str, int | None]]:
        """Make what nobody else makes, wait for the rest, and say for each file its media type."""
        left = self._leaders()
        while left:
            tell(1 - len(left) / len(self.names))
            left = [name for name in left if not self._made(name)]
            if left:
                time.sleep(LOOK_AGAIN)
        return {
            WANTED[name]: ("application/gzip" if WANTED[name].endswith(".gz") else BY_NAME[name].media_type, None)
            for name in self.names
        }

    def help(self) -> None:
        """Make what nobody else makes."""
        for name in self._leaders():
            self._made(name)

    def _leaders(self) -> list[str]:
        followers = {other for first in TOGETHER for other in TOGETHER[first] if other != first}
        return [name for name in self.names if name not in followers]

    def _made(self, name: str) -> bool:
        """Whether the format is there, and those made with it; False while somebody else makes them."""
        lock, made = self._beside(f"{name}.lock"), self._beside(f"{name}.made")
        with held(lock) as mine:
            if mine and not made.exists():
                self._make(name)
                made.touch()
            return mine

    def _make(self, name: str) -> None:
        lines = _read(Path(self.lines), with_text=BY_NAME[name].needs_text)
        if name not in TIES:
            self._write(name, BY_NAME[name].write(lines, self.about))
            return
        with network.Ties(lines) as ties:
            for one in self._together(name):
                self._write(one, TIES[one](ties, self.about))

    def _write(self, name: str, chunks: Iterable[bytes]) -> None:
        """A file that appears when it is whole, compressed where its name says so."""
        path = Path(self.folder) / WANTED[name]
        partial = self._beside(f"{uuid4().hex}.partial")
        try:
            with compressed(partial) if path.suffix == ".gz" else partial.open("wb") as file:
                for chunk in chunks:
                    file.write(chunk)
            partial.rename(path)
        finally:
            partial.unlink(missing_ok=True)

    def _beside(self, name: str) -> Path:
        return Path(self.lines).with_name(name)

    def _together(self, name: str) -> tuple[str, ...]:
        return TOGETHER.get(name, (name,))


def lend_a_hand(scratch: Path) -> None:
    """Help with what is laid out in a folder, which may vanish at any time."""
    with suppress(FileNotFoundError):
        Work.found(scratch).help()


def _wanted(facts: Facts) -> Iterator[str]:
    for name in WANTED:
        form = BY_NAME[name]
        if form.needs_text and not facts.counts["by"]["rights"].get("full"):
            continue
        if not (form.whole and facts.narrow):
            yield name


def _read(lines: Path, *, with_text: bool) -> Iterator[Json]:
    with lines.open("rb") as file:
        for row in file:
            line = orjson.loads(row)
            if with_text and "text" not in line:
                continue
            for one in line["sets"]:
                one["label"] = ""
                for attribution in one["attributions"]:
                    attribution["note"] = ""
            yield line
