"""Imported readings as the lines that COPY takes: text, tab-separated, `\\N` for nothing. Pure.

Written by hand, not by the driver: a file may hold half a million spans, and adapting each value costs more than all
else together.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from annotator.work.operations import ROLES, Command, Json, inverse

SPANS = "annotator_span (id, uuid, set_id, project_id, kind, fragments, quote, actor_id, topic_id, values)"
ATTRIBUTIONS = "annotator_attribution (id, uuid, set_id, implicit_source, values, note)"
PARTS = "annotator_part (set_id, attribution_id, role, span_id, ordinal)"
CHANGES = "annotator_change (set_id, revision, seen, batch, digest, by_id, at, operations, inverse)"
TABLES = (SPANS, ATTRIBUTIONS, PARTS, CHANGES)  # in the order in which rows name each other
NOTHING = "\\N"


@dataclass
class Lines:
    """The lines of many readings. Keys of spans and attributions are drawn from what the database has reserved."""

    project: int
    by: int
    at: str
    span_keys: Iterator[int]
    attribution_keys: Iterator[int]
    actors: Mapping[str, int]
    topics: Mapping[str, int]
    tables: dict[str, list[str]] = field(default_factory=lambda: {name: [] for name in TABLES})

    def add(self, set_id: int, command: Command) -> None:
        """All that the command puts into the empty reading `set_id`, and its row in the log."""
        keys: dict[str, int] = {}
        for op in command.plain:
            if op["put"] == "span":
                keys[op["id"]] = self._span(set_id, op)
        for op in command.plain:
            if op["put"] == "attribution":
                self._attribution(set_id, op, keys)
        told = (command.plain, inverse(command, {}, {}))
        operations, back = (escaped(orjson.dumps(one).decode()) for one in told)
        row = f"{set_id}\t1\t0\t{command.batch}\t{command.digest}\t{self.by}\t{self.at}\t{operations}\t{back}\n"
        self.tables[CHANGES].append(row)

    def taken(self, table: str) -> str:
        """The lines of a table that were made since they were last taken."""
        lines = "".join(self.tables[table])
        self.tables[table].clear()
        return lines

    def _span(self, set_id: int, op: Json) -> int:
        key = next(self.span_keys)
        fragments = ",".join(f"[{start},{end})" for start, end in op["fragments"])
        actor = self.actors[op["actor"]] if op["actor"] else NOTHING
        topic = self.topics[op["topic"]] if op["topic"] else NOTHING
        quote = ",".join(f'"{_in_array(piece)}"' for piece in op["quote"])
        self.tables[SPANS].append(
            f"{key}\t{op['id']}\t{set_id}\t{self.project}\t{op['kind']}\t{{{fragments}}}\t{{{escaped(quote)}}}\t"
            f"{actor}\t{topic}\t{_json(op['values'])}\n"
        )
        return key

    def _attribution(self, set_id: int, op: Json, keys: Mapping[str, int]) -> None:
        key = next(self.attribution_keys)
        implicit = "t" if op["implicit_source"] else "f"
        self.tables[ATTRIBUTIONS].append(
            f"{key}\t{op['id']}\t{set_id}\t{implicit}\t{_json(op['values'])}\t{escaped(op['note'])}\n"
        )
        parts = self.tables[PARTS]
        for role in ROLES:
            for ordinal, span in enumerate(op[role]):
                parts.append(f"{set_id}\t{key}\t{role}\t{keys[span]}\t{ordinal}\n")


def escaped(text: str) -> str:
    """What COPY reads as `text`."""
    if "\\" in text:
        text = text.replace("\\", "\\\\")
    if "\n" in text or "\t" in text or "\r" in text:
        text = text.replace("\n", "\\n").replace("\t", "\\t").replace("\r", "\\r")
    return text


def counted(commands: Iterable[Command], kind: type[Any]) -> int:
    return sum(len(command.puts(kind)) for command in commands)


def _in_array(piece: str) -> str:
    return piece.replace("\\", "\\\\").replace('"', '\\"') if "\\" in piece or '"' in piece else piece


def _json(values: dict[str, Any]) -> str:
    return escaped(orjson.dumps(values).decode()) if values else "{}"
