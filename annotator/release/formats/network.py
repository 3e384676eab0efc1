"""The actor-claim network as GraphML and GEXF: who makes which claims, how often, from when to when. Pure.

Nodes are actors and topics. A tie is an actor, a topic and a stance, so two nodes may have several ties, each with an
id. They are added up in a database of their own on the disk, so memory does not grow with what is written.
"""

import re
import sqlite3
from collections.abc import Iterable, Iterator
from types import TracebackType
from typing import Any, Self
from xml.sax.saxutils import escape, quoteattr

from annotator.release.formats.line import About, Json, one_line
from annotator.release.formats.statements import statements

TIE = ("actor_id", "actor_name", "topic_id", "topic_name", "stance", "weight", "articles", "first", "last")
NODE = {"name": "string", "side": "string", "kind": "string", "wikidata": "string", "code": "string"}
EDGE = {"stance": "string", "weight": "int", "articles": "int", "first": "string", "last": "string"}
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_TABLES = """
CREATE TABLE node (id TEXT PRIMARY KEY, name TEXT, side TEXT, kind TEXT, wikidata TEXT, code TEXT) WITHOUT ROWID;
CREATE TABLE tie (
  actor TEXT, topic TEXT, stance TEXT, weight INT, articles INT, first TEXT, last TEXT, latest INT,
  PRIMARY KEY (actor, topic, stance)
) WITHOUT ROWID;"""
_ADD = """
INSERT INTO tie VALUES (:actor, :topic, :stance, 1, 1, :date, :date, :article)
ON CONFLICT DO UPDATE SET weight = weight + 1, articles = articles + (latest <> excluded.latest),
  first = min(coalesce(first, excluded.first), coalesce(excluded.first, first)),
  last = max(coalesce(last, excluded.last), coalesce(excluded.last, last)), latest = excluded.latest"""


class Ties:
    """All ties in the lines. Close it, by leaving its `with`."""

    def __init__(self, lines: Iterable[Json]) -> None:
        self.without_actor = 0
        self._database = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        self._database.executescript(f"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; BEGIN;{_TABLES}")
        for line in lines:
            for statement in statements(line):
                self._add(statement)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._database.close()

    def nodes(self) -> Iterator[tuple[str, Json]]:
        """The id of each node, and what is known of it."""
        for id, *about in self._database.execute("SELECT * FROM node ORDER BY side, id"):
            yield id, _known(NODE, about)

    def edges(self) -> Iterator[tuple[str, str, Json]]:
        """From which node to which, and what is known of the tie."""
        found = self._database.execute(f"SELECT actor, topic, {', '.join(EDGE)} FROM tie ORDER BY actor, topic, stance")
        for actor, topic, *about in found:
            yield actor, topic, _known(EDGE, about)

    def rows(self) -> Iterator[tuple[Any, ...]]:
        """Each tie with the names of its nodes, in the order of TIE."""
        yield from self._database.execute(
            f"SELECT actor, a.name, topic, t.name, {', '.join(EDGE)} FROM tie"
            " JOIN node a ON a.id = actor JOIN node t ON t.id = topic ORDER BY actor, topic, stance"
        )

    def _add(self, one: Json) -> None:
        """Nodes without an entry in the registry are called after their words."""
        if one["claimant"] == "implicit":
            self.without_actor += 1
            return
        name = one["outlet"] if one["claimant"] == "outlet" else one["actor_name"] or one["source_text"]
        kind = "outlet" if one["claimant"] == "outlet" else one["actor_kind"] or "unnamed"
        actor = self._node(one["actor_id"], name, "actor", kind, one["actor_wikidata"], None)
        words = one["topic_name"] or one["claim_text"]
        topic = self._node(
            one["topic_id"], words, "topic", "topic" if one["topic_id"] else "claim", None, one["topic_code"]
        )
        tie = {"actor": actor, "topic": topic, "stance": one["stance"] or ""}
        self._database.execute(_ADD, tie | {"date": one["published_at"], "article": one["article_id"]})

    def _node(self, id: str | None, *about: str | None) -> str:
        name = one_line(about[0] or "")
        id = id or f"{about[2]}: {name.casefold()}"
        self._database.execute(
            "INSERT INTO node VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING", (id, name, *about[1:])
        )
        return id


def write_graphml(lines: Iterable[Json], about: About) -> Iterator[bytes]:
    """GraphML, as networkx, igraph, visone and yEd read it."""
    with Ties(lines) as ties:
        yield from graphml(ties, about)


def write_gexf(lines: Iterable[Json], about: About) -> Iterator[bytes]:
    """GEXF 1.2, as Gephi reads it."""
    with Ties(lines) as ties:
        yield from gexf(ties, about)


def graphml(ties: Ties, about: About) -> Iterator[bytes]:
    """GraphML of ties that are added up already."""
    return _encoded(_graphml(ties, about))


def gexf(ties: Ties, about: About) -> Iterator[bytes]:
    """GEXF of ties that are added up already."""
    return _encoded(_gexf(ties, about))


def _graphml(ties: Ties, about: About) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n'
    for what, columns in (("graph", {"title": "string", "without_actor": "int"}), ("node", NODE), ("edge", EDGE)):
        for name, kind in columns.items():
            yield f'  <key id="{what}_{name}" for="{what}" attr.name="{name}" attr.type="{kind}"/>\n'
    yield '  <graph id="network" edgedefault="directed">\n'
    yield _datas("graph", {"title": about.title, "without_actor": ties.without_actor}) + "\n"
    for id, known in ties.nodes():
        yield f"    <node id={_attribute(id)}>{_datas('node', known)}</node>\n"
    for number, (actor, topic, known) in enumerate(ties.edges(), 1):
        ends = f'id="e{number}" source={_attribute(actor)} target={_attribute(topic)}'
        yield f"    <edge {ends}>{_datas('edge', known)}</edge>\n"
    yield "  </graph>\n</graphml>\n"


def _datas(what: str, known: Json) -> str:
    return "".join(f'<data key="{what}_{name}">{escape(xml(value))}</data>' for name, value in known.items())


def _gexf(ties: Ties, about: About) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<gexf xmlns="http://www.gexf.net/1.2draft" version="1.2">\n'
    told = f"{about.title}. {ties.without_actor} statements without an actor are left out."
    yield f"  <meta><creator>Ascribe</creator><description>{escape(xml(told))}</description></meta>\n"
    yield '  <graph mode="static" defaultedgetype="directed">\n'
    for what, columns in (("node", NODE), ("edge", EDGE)):
        yield f'    <attributes class="{what}">\n'
        for name, kind in columns.items():
            if name not in ("name", "weight"):  # GEXF has words of its own for these
                yield f'      <attribute id="{name}" title="{name}" type="{"integer" if kind == "int" else kind}"/>\n'
        yield "    </attributes>\n"
    yield "    <nodes>\n"
    for id, known in ties.nodes():
        label = _attribute(known.pop("name", id))
        yield f"      <node id={_attribute(id)} label={label}>{_values(known)}</node>\n"
    yield "    </nodes>\n    <edges>\n"
    for number, (actor, topic, known) in enumerate(ties.edges(), 1):
        ends = f'id="e{number}" source={_attribute(actor)} target={_attribute(topic)} weight="{known.pop("weight")}"'
        yield f"      <edge {ends}>{_values(known)}</edge>\n"
    yield "    </edges>\n  </graph>\n</gexf>\n"


def _values(known: Json) -> str:
    values = "".join(f'<attvalue for="{name}" value={_attribute(value)}/>' for name, value in known.items())
    return f"<attvalues>{values}</attvalues>" if values else ""


def _known(columns: Iterable[str], about: Iterable[Any]) -> Json:
    return {name: value for name, value in zip(columns, about, strict=True) if value not in (None, "")}


def _attribute(value: object) -> str:
    return quoteattr(xml(value))


def xml(value: object) -> str:
    """What XML cannot hold becomes U+FFFD."""
    return _NO_XML.sub("\ufffd", str(value))


def _encoded(pieces: Iterable[str]) -> Iterator[bytes]:
    kept: list[str] = []
    for piece in pieces:
        kept.append(piece)
        if len(kept) == 512:
            yield "".join(kept).encode()
            kept.clear()
    yield "".join(kept).encode()
