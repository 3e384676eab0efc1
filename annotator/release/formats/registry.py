"""The table of formats: what each is called, what it needs, and what writes it. Pure."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Literal

from annotator.release.formats.line import About, Json, lines_of
from articles.words import gettext_noop

Chunks = Iterable[bytes]
Source = Literal["lines", "labelled", "rows"]
"""What a format is made of: the lines of the canonical export, these with labels and notes, or rows of spans."""
ZIP = "application/zip"
CSV = "text/csv; charset=utf-8; header=present"


@dataclass(frozen=True)
class Format:
    """A format we write: `writer` is a function of a module of this package, empty where the source is sent as it is.

    `whole`: it says wrong things about readings of which some spans were left out. `extra` names a package that must
    be installed besides ours.
    """

    name: str
    label: str
    suffix: str
    media_type: str
    source: Source = "labelled"
    writer: str = ""
    needs_text: bool = False
    whole: bool = False
    extra: str = ""

    def filename(self, stem: str) -> str:
        """How a file of this format is called: no two formats of one day share a name."""
        return f"{stem}.{self.suffix}" if self.name == self.suffix else f"{stem}-{self.name}.{self.suffix}"

    def write(self, lines: Iterable[Json], about: About) -> Iterator[bytes]:
        """The file in chunks, in constant memory, made of lines with labels and notes. Not for formats of rows."""
        chunks: Iterator[bytes] = self._function()(lines, about)
        return chunks

    def body(self, source: Chunks, about: About) -> Chunks:
        """The file in chunks, made of what the format's source gives in chunks."""
        if not self.writer:
            return source
        if self.source == "rows":
            chunks: Chunks = self._function()(source)
            return chunks
        return self.write(lines_of(source), about)

    def _function(self) -> Callable[..., Iterator[bytes]]:
        module, _dot, function = self.writer.partition(".")
        found: Callable[..., Iterator[bytes]] = getattr(import_module(f"annotator.release.formats.{module}"), function)
        return found


FORMATS: tuple[Format, ...] = (
    Format("jsonl", gettext_noop("JSON lines"), "jsonl", "application/x-ndjson", source="lines"),
    Format("csv", "CSV", "csv", CSV, source="rows"),
    Format("excel", gettext_noop("CSV for Excel"), "csv", CSV, source="rows", writer="spreadsheet.for_excel"),
    Format("brat", "brat", "zip", ZIP, writer="brat.write", needs_text=True),
    Format("conll", "CoNLL (IOB2)", "zip", ZIP, writer="conll.write", needs_text=True),
    Format("jsonld", gettext_noop("Web annotations"), "jsonld", "application/ld+json", writer="webannotation.write"),
    Format("citron", "Citron", "zip", ZIP, writer="citron.write", needs_text=True),
    Format("cas", "UIMA CAS", "zip", ZIP, writer="cas.write", needs_text=True, extra="cassis"),
    Format("edges", gettext_noop("Actors and claims (CSV)"), "csv", CSV, writer="edges.write", whole=True),
    Format("ties", gettext_noop("Weighted ties (CSV)"), "csv", CSV, writer="edges.write_ties", whole=True),
    Format("graphml", "GraphML", "graphml", "application/graphml+xml", writer="network.write_graphml", whole=True),
    Format("gexf", "GEXF", "gexf", "application/gexf+xml", writer="network.write_gexf", whole=True),
)
BY_NAME = {one.name: one for one in FORMATS}
NAMES = tuple(BY_NAME)
NARROWING = ("kind", "actor", "topic")


def installed(package: str) -> bool:
    """Whether an extra is there."""
    return find_spec(package) is not None
