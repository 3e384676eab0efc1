"""The further formats of a release, each made of its lines. What needs the texts gets only articles that have them."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import orjson

from annotator.release.formats.line import About
from annotator.release.formats.registry import BY_NAME
from annotator.release.frozen.facts import Facts
from annotator.release.frozen.files import compressed

Json = dict[str, Any]
WANTED = {
    "brat": "extra/brat.zip",
    "conll": "extra/conll.zip",
    "jsonld": "extra/webannotation.jsonld.gz",
    "graphml": "extra/network.graphml",
    "gexf": "extra/network.gexf",
}


def write(folder: Path, lines: Path, facts: Facts, tell: Callable[[float], None]) -> dict[str, tuple[str, int | None]]:
    """Write them into `folder`; for each file its media type."""
    made: dict[str, tuple[str, int | None]] = {}
    fields = [(one.applies_to, one.name, one.kind, one.choices) for one in facts.questions]
    about = About(facts.title, address=facts.address or f"urn:ascribe:{facts.name}", fields=fields)
    for at, (name, place) in enumerate(WANTED.items()):
        tell(at / len(WANTED))
        form = BY_NAME[name]
        if form.needs_text and not facts.counts["by"]["rights"].get("full"):
            continue
        if form.whole and facts.narrow:
            continue
        path = folder / place
        path.parent.mkdir(exist_ok=True)
        write_file(path, form.write(_read(lines, with_text=form.needs_text), about))
        made[place] = ("application/gzip" if place.endswith(".gz") else form.media_type, None)
    return made


def write_file(path: Path, chunks: Iterator[bytes]) -> None:
    """Write chunks, compressed where the name says so."""
    with compressed(path) if path.suffix == ".gz" else path.open("wb") as file:
        for chunk in chunks:
            file.write(chunk)


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
