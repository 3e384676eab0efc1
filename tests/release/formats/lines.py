"""Lines of the canonical export, made by hand: spans are found by their words."""

from typing import Any
from uuid import UUID

from articles.texts import sha256_of

Json = dict[str, Any]


class Line:
    """An article with one reading that grows."""

    def __init__(self, text: str, **fields: Any) -> None:
        self.text, self._made = text, 0
        self.reading: Json = {"id": 3, "kind": "human", "annotator": "A01", "label": "", "scheme": 1, "revision": 4}
        self.reading |= {"submitted_at": "2024-05-02T08:00:00+00:00", "spans": [], "attributions": []}
        self.json: Json = {"id": 12, "external_id": "doc-1", "project": "port", "title": "Port", "outlet": "Ledger"}
        self.json |= {"byline": "", "url": "", "language": "en", "published_at": "2024-05-01T00:00:00+00:00"}
        self.json |= {"metadata": {}, "text_sha256": sha256_of(text), "text": text, "sets": [self.reading]}
        self.json |= {"actors": {}, "topics": {}} | fields

    def new(self) -> str:
        self._made += 1
        return str(UUID(int=self._made, version=4))

    def actor(self, name: str, kind: str = "person", wikidata: str | None = None) -> str:
        id = self.new()
        self.json["actors"][id] = {"name": name, "kind": kind, "wikidata": wikidata}
        return id

    def topic(self, name: str, code: str = "") -> str:
        id = self.new()
        self.json["topics"][id] = {"name": name, "code": code, "parent": None}
        return id

    def span(self, words: str | list[str], kind: str = "actor", **more: Any) -> str:
        id, at, fragments = self.new(), 0, []
        for piece in [words] if isinstance(words, str) else words:
            at = self.text.index(piece, at)
            fragments.append([at, at + len(piece)])
            at += len(piece)
        quote = [self.text[start:end] for start, end in fragments]
        span = {"id": id, "kind": kind, "fragments": fragments, "quote": quote, "text": " … ".join(quote)}
        self.reading["spans"].append(span | {"actor": None, "topic": None, "values": {}} | more)
        return id

    def attribution(self, *, values: Json | None = None, note: str = "", implicit: bool = False, **parts: Any) -> str:
        id = self.new()
        roles = {role: parts.get(role, []) for role in ("source", "cue", "content", "addressee", "supplement")}
        one = {"id": id, "parent": None, **roles, "implicit_source": implicit, "values": values or {}, "note": note}
        self.reading["attributions"].append(one)
        return id
