"""A reading as batches of operations, the way an editor's browser would have sent them. No database here."""

import itertools
from collections.abc import Iterator
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from annotator.demo.library import DemoActor, DemoArticle
from annotator.demo.reading import ROLES, Attribution, Block, Span

Operation = dict[str, Any]

NAMESPACE = uuid5(NAMESPACE_URL, "https://ascribe.example/demo")
VALUE_NAMES = {"actor": "certainty", "claim": "stance"}


def identifier(*names: object) -> UUID:
    """The same UUID for the same names on every computer: two demo newsrooms can be compared."""
    return uuid5(NAMESPACE, "/".join(map(str, names)))


def batches(article: DemoArticle, editor: str, size: int, unnamed: dict[str, DemoActor]) -> Iterator[list[Operation]]:
    """One editor's reading in the order it was made, `size` blocks a batch.

    An actor in `unnamed` is created, and taken out of it, where it is first linked to. Each editor makes their own:
    in a blind project nobody may link an unnamed source that they cannot see.
    """
    writer = Writer(article, editor, unnamed)
    blocks = article.readings[editor].blocks
    for start in range(0, len(blocks), size):
        yield list(itertools.chain.from_iterable(writer.block(block) for block in blocks[start : start + size]))


class Writer:
    """Writes the records of one set as operations."""

    def __init__(self, article: DemoArticle, editor: str, unnamed: dict[str, DemoActor]) -> None:
        self.article = article
        self.editor = editor
        self.unnamed = unnamed
        self.met: dict[str, UUID] = {}
        self.attributions = itertools.count()

    def block(self, block: Block) -> list[Operation]:
        written = [operation for span in block.spans for operation in (*self.introduction(span), self.span(span))]
        return [*written, self.attribution(block.attribution)] if block.attribution else written

    def introduction(self, span: Span) -> list[Operation]:
        if span.kind != "actor" or span.link not in self.unnamed:
            return []
        actor = self.unnamed.pop(span.link)
        self.met[actor.key] = identifier("actor", actor.key, self.editor)
        return [{"put": "actor", "id": str(self.met[actor.key]), "name": actor.name, "kind": actor.kind}]

    def attribution(self, attribution: Attribution) -> Operation:
        named = {role: [str(self.id_of(span)) for span in attribution.parts.get(role, ())] for role in ROLES}
        return {
            "put": "attribution",
            "id": str(identifier(self.article.key, self.editor, "attribution", next(self.attributions))),
            **named,
            "implicit_source": attribution.implicit_source,
            "values": {"form": attribution.form} if attribution.form else {},
            "note": attribution.note,
            "from": None,
        }

    def span(self, span: Span) -> Operation:
        kind = "topic" if span.kind == "claim" else "actor"
        link = str(self.met.get(span.link) or identifier(kind, span.link)) if span.link else None
        return {
            "put": "span",
            "id": str(self.id_of(span)),
            "kind": span.kind,
            "fragments": [list(fragment) for fragment in span.fragments],
            "quote": [self.article.text[start:end] for start, end in span.fragments],
            "actor": link if span.kind == "actor" else None,
            "topic": link if span.kind == "claim" else None,
            "values": {VALUE_NAMES[span.kind]: span.value} if span.value else {},
            "from": None,
        }

    def id_of(self, span: Span) -> UUID:
        topic = span.link if span.kind == "claim" else ""
        return identifier(self.article.key, self.editor, span.kind, span.fragments, topic)
