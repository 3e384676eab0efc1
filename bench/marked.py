"""A generated article with all that an editor marks: attributions, nested ones, quotations in two pieces."""

import random
import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from articles.models import Article, Project, User

WORDS = (
    *(
        "the",
        "harbour",
        "council",
        "budget",
        "for",
        "schools",
        "a",
        "report",
        "on",
        "energy",
        "prices",
        "and",
        "border",
    ),
    *("the", "treaty", "inquiry", "market", "of", "tunnels", "ferries", "in", "court", "union", "summit", "river"),
)
NAMES = (
    "Mayor Ada Brok",
    "Ivo Daran",
    "the ministry",
    "Tomas Ferrin",
    "the opposition",
    "Noor Halimi",
    "a senior official",
)
CUES = ("said", "told reporters", "argued", "claimed", "denied", "warned", "wrote in a letter")
WORDS_AN_ATTRIBUTION = 50


@dataclass
class Marked:
    """A text, and the operations that mark it."""

    text: str = ""
    spans: list[dict[str, Any]] = field(default_factory=list)
    attributions: list[dict[str, Any]] = field(default_factory=list)


def marked(words: int, spans: int) -> Marked:
    """About `words` words in paragraphs of fifty, exactly `spans` spans; the same for the same numbers."""
    writer = _Writer(words * 1000 + spans)
    while len(writer.made.text.split()) < words:
        writer.paragraph(spans)
    return writer.made


def store(made: Marked, *, project: "Project", by: "User", title: str) -> int:
    """Keep it as an article with a reading by `by`. Answers the reading's id."""
    import orjson

    from annotator.work.actions import open_set, save
    from annotator.work.operations import read
    from articles.actions import add_article

    article, _ = add_article(project=project, text=made.text, by=by, title=title)
    reading, _ = open_set(article, by=by)
    save(reading.pk, command=read(orjson.dumps(_batch(article, made))), by=by)
    return int(reading.pk)


def _batch(article: "Article", made: Marked) -> dict[str, Any]:
    operations = [*made.spans, *made.attributions]
    return {"batch": str(uuid.uuid4()), "revision": 0, "text_sha256": article.text_sha256, "operations": operations}


class _Writer:
    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.made = Marked()

    def paragraph(self, spans: int) -> None:
        begun = len(self.made.text.split())
        shape = len(self.made.attributions) % 5
        if len(self.made.spans) + 8 <= spans:
            (self._split if shape == 1 else self._says)(nested=shape == 3)
            self._write(". ")
        self._write(self._words(WORDS_AN_ATTRIBUTION - (len(self.made.text.split()) - begun)))
        while spans - len(self.made.spans) in range(1, 9):  # what is left over, up to the exact number
            self._write(" ")
            self._span("actor", self._write(self.random.choice(NAMES)))
        self._write(".\n")

    def _says(self, *, nested: bool) -> None:
        """Somebody says that …; a nested one says what somebody else says."""
        source = self._span("actor", self._write(self.random.choice(NAMES)))
        self._write(" ")
        cue = self._span("cue", self._write(self.random.choice(CUES)))
        self._write(" that ")
        begin = len(self.made.text)
        if nested:
            self._says(nested=False)
        else:
            self._write(self._words(9))
            self._write(" ")
            self._span("actor", self._write(self.random.choice(NAMES)))
        piece = (begin, len(self.made.text))
        self._attribute(source, cue, self._span("content", piece))
        if not nested:
            self._span("claim", piece)

    def _split(self, *, nested: bool) -> None:
        """A quotation around its cue: one content in two pieces."""
        assert not nested
        first = self._write(f"“{self._words(6)},”")
        self._write(" ")
        source = self._span("actor", self._write(self.random.choice(NAMES)))
        self._write(" ")
        cue = self._span("cue", self._write(self.random.choice(CUES)))
        self._write(", ")
        second = self._write(f"“{self._words(6)} 👋”")
        self._attribute(source, cue, self._span("content", first, second))
        self._span("claim", first, second)

    def _words(self, count: int) -> str:
        return " ".join(self.random.choice(WORDS) for _ in range(max(1, count)))

    def _write(self, words: str) -> tuple[int, int]:
        start = len(self.made.text)
        self.made.text += words
        return start, len(self.made.text)

    def _span(self, kind: str, *pieces: tuple[int, int]) -> str:
        quote = [self.made.text[start:end] for start, end in pieces]
        put = {"put": "span", "id": self._id(), "kind": kind, "fragments": pieces, "quote": quote}
        self.made.spans.append(put)
        return str(put["id"])

    def _attribute(self, source: str, cue: str, content: str) -> None:
        roles = {"source": [source], "cue": [cue], "content": [content]}
        self.made.attributions.append({"put": "attribution", "id": self._id(), **roles})

    def _id(self) -> str:
        return str(uuid.UUID(int=self.random.getrandbits(128), version=4))
