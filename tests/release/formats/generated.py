"""Documents by chance, made to break formats: hostile Unicode, nested and torn spans, whatever may be stored."""

import random
from typing import Any

from articles.texts import canonical
from tests.release.formats.lines import Line

Json = dict[str, Any]
PIECES = (
    *("a", "Bé", "e\u0301\u0323", "ﬁ", "ß", "İ", "word ", "said", " ", "  "),
    *("\t", "\n", "\n\n", "\r\n", "\r", "\v", "\f"),
    *("\x85", "\u2028", "\u2029", "\x1c", "\u00a0", "\u3000", "\u200b", "\u200d"),
    *("\u200c", "\u00ad", "\ufeff", "\ufffd"),
    *("👋", "👩‍👩‍👧", "👍🏽", "🇩🇪", "𝔘", "𐍈", "\U0001fffe", "\U0010ffff"),
    *("\ufdd0", "\ue000", "א", "מרחבא ", "مرحبا ", "\u202e", "\u2066"),
    *("東京", "กรุงเทพ", "한국", "ไม้", "नमस्ते", "<b>", "&amp;", "]]>", "'", '"', "“", "”", "«", "\\n"),
    *("\\", "|", ";", "#", "T1\t", "E1"),
    *("=1+1", "-DOCSTART- O", "\x9f", "\x7f", "\x00", "%0A", "{}", "null"),
)  # fmt: skip
NAMES = (
    "Ada Brok",
    "O’Neil  &\tSon",
    "<x>",
    "Ivo\u202e",
    "東京都",
    "👩‍👧",
    "a;b",
    "Q42",
    "=cmd()",
    "e\u0301",
    "\\",
    "z\u2028z",
)
VALUES: tuple[Any, ...] = (
    *("supports", "two words", "a|b", "", "x" * 40, "\n", "é\u0301", "true", "12", True, False, 3, -1.5, "2024-05-01"),
    *(["a", "b c"], [], "#1", "<&>", "\u2028", "👍🏽", "=1+1"),
)
KINDS = ("actor", "cue", "content", "claim", "supplement")


def document(seed: int) -> Json:
    """A line of the export with one reading; the same for the same seed."""
    return _Document(random.Random(seed)).made(seed)


class _Document:
    def __init__(self, chance: random.Random) -> None:
        self.chance = chance

    def made(self, seed: int) -> Json:
        text = canonical("".join(self.chance.choices(PIECES, k=self.chance.randint(8, 120)))).strip()
        self.line = line = Line(text or "x", id=seed + 1, external_id=f"doc-{seed}", title=self.words() or "t")
        self.registry = [line.actor(name, kind, qid) for name, kind, qid in self.actors()]
        self.topics = [line.topic(" ".join(self.chance.choice(NAMES).split())) for _ in range(2)]
        for _ in range(self.chance.randint(0, 14)):
            self.span()
        for _ in range(self.chance.randint(0, 6)):
            self.attribution()
        used = {span[what] for span in line.reading["spans"] for what in ("actor", "topic")}
        for what in ("actors", "topics"):
            line.json[what] = {id: one for id, one in line.json[what].items() if id in used}
        return line.json

    def words(self) -> str:
        return " ".join(canonical("".join(self.chance.choices(PIECES, k=4))).split())

    def actors(self) -> list[tuple[str, str, str | None]]:
        kinds = ("person", "organisation", "state", "anonymous")
        chosen = self.chance.sample(NAMES, 3)
        return [
            (" ".join(name.split()), self.chance.choice(kinds), self.chance.choice(("Q42", None))) for name in chosen
        ]

    def span(self) -> None:
        kind, size = self.chance.choice(KINDS), len(self.line.text)
        cuts = sorted(self.chance.sample(range(size + 1), k=min(size + 1, self.chance.choice((2, 2, 2, 4, 6)))))
        fragments = [[start, end] for start, end in zip(cuts[::2], cuts[1::2], strict=False)]
        if self.chance.random() < 0.3 and self.line.reading["spans"]:
            fragments = self.chance.choice(self.line.reading["spans"])["fragments"]  # the same words once more
        quote = [self.line.text[start:end] for start, end in fragments]
        span: Json = {
            "id": self.line.new(),
            "kind": kind,
            "fragments": fragments,
            "quote": quote,
            "text": " … ".join(quote),
        }
        span["actor"] = self.chance.choice([*self.registry, None]) if kind == "actor" else None
        span["topic"] = self.chance.choice([*self.topics, None]) if kind == "claim" else None
        span["values"] = self.values() if kind in ("actor", "claim") else {}
        self.line.reading["spans"].append(span)

    def values(self) -> Json:
        names = self.chance.sample(("stance", "form", "certainty", "tone_2"), k=self.chance.randint(0, 3))
        return {name: self.chance.choice(VALUES) for name in names}

    def attribution(self) -> None:
        parts: Json = {}
        for role in ("source", "cue", "content", "addressee", "supplement"):
            kind = "actor" if role in ("source", "addressee") else role
            fit = [span["id"] for span in self.line.reading["spans"] if span["kind"] == kind]
            parts[role] = self.chance.sample(fit, k=min(len(fit), self.chance.choice((0, 1, 1, 2, 3))))
        implicit = not parts["source"] and self.chance.random() < 0.7
        note = self.chance.choice(("", "", "Why?", "Two\nlines", "tab\there \u2028", "topic: x; y", self.words()))
        self.line.attribution(**parts, implicit=implicit, note=note, values=self.values())
