"""What an edit is: reading a batch of operations, judging it, reversing it, replaying a log. Pure.

Offsets are half-open and count Unicode code points of the article's text.
"""

import hashlib
from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
import orjson

from articles.access import Refusal
from articles.words import _

MAX_OPERATIONS = 2_000
MAX_BYTES = 1_000_000
# Taking a batch back says in full what the batch may have only deleted, so it may be larger than any command.
MAX_OPERATIONS_UNDOING = 8_000
MAX_BYTES_UNDOING = 10_000_000
ROLES = ("source", "cue", "content", "addressee", "supplement")
KIND_OF_ROLE = {"source": "actor", "addressee": "actor", "cue": "cue", "content": "content", "supplement": "supplement"}
SpanKind = Literal["actor", "cue", "content", "claim", "supplement"]
ActorKind = Literal["person", "organisation", "state", "group", "medium", "document", "anonymous"]
Json = dict[str, Any]


class From(msgspec.Struct, forbid_unknown_fields=True):
    """Which record of which suggestion or import a record was taken from."""

    set: int
    id: UUID


class PutActor(msgspec.Struct, tag_field="put", tag="actor", forbid_unknown_fields=True, omit_defaults=True):
    id: UUID
    name: str
    kind: ActorKind
    wikidata: Annotated[str, msgspec.Meta(pattern="^(Q[1-9][0-9]{0,18})?$")] = ""


class PutTopic(msgspec.Struct, tag_field="put", tag="topic", forbid_unknown_fields=True):
    id: UUID
    name: str


class PutSpan(msgspec.Struct, tag_field="put", tag="span", forbid_unknown_fields=True):
    id: UUID
    kind: SpanKind
    fragments: list[tuple[int, int]]
    quote: list[str]
    actor: UUID | None = None
    topic: UUID | None = None
    values: dict[str, Any] = {}
    from_: From | None = msgspec.field(default=None, name="from")


class PutAttribution(msgspec.Struct, tag_field="put", tag="attribution", forbid_unknown_fields=True):
    id: UUID
    source: list[UUID] = []
    cue: list[UUID] = []
    content: list[UUID] = []
    addressee: list[UUID] = []
    supplement: list[UUID] = []
    implicit_source: bool = False
    values: dict[str, Any] = {}
    note: str = ""
    from_: From | None = msgspec.field(default=None, name="from")

    def parts(self) -> Iterable[tuple[str, UUID]]:
        """Each (role, span) in order."""
        return ((role, span) for role in ROLES for span in getattr(self, role))


class Delete(msgspec.Struct, forbid_unknown_fields=True):
    delete: Literal["span", "attribution"]
    id: UUID


class Dismiss(msgspec.Struct, forbid_unknown_fields=True):
    dismiss: From


Put = PutActor | PutTopic | PutSpan | PutAttribution
Operation = Put | Delete | Dismiss


class Batch(msgspec.Struct, forbid_unknown_fields=True):
    """One command of one person: one undo step, identified for ever by `batch`."""

    batch: UUID
    revision: int
    text_sha256: str
    operations: list[Any]
    undoes: UUID | None = None


class Command:
    """A batch that was read: its typed operations, as plain JSON, and the digest that identifies them."""

    def __init__(self, batch: Batch, operations: list[Operation]) -> None:
        self.batch, self.undoes = batch.batch, batch.undoes
        self.seen = batch.revision
        self.text_sha256 = batch.text_sha256
        self.operations = operations
        self.plain: list[Json] = msgspec.to_builtins(operations)
        self.digest = hashlib.sha256(orjson.dumps(self.plain, option=orjson.OPT_SORT_KEYS)).hexdigest()

    def puts(self, kind: type[Put]) -> list[tuple[int, Any]]:
        """(position, operation) of each put of that kind."""
        return [(n, operation) for n, operation in enumerate(self.operations) if isinstance(operation, kind)]

    def deletes(self, what: str) -> list[UUID]:
        return [op.id for op in self.operations if isinstance(op, Delete) and op.delete == what]


def read(body: bytes) -> Command:
    """A command from a request's body. Raises Refusal 400 for what is malformed, 413 for what is too large."""
    refuse_longer(len(body), MAX_BYTES_UNDOING)
    try:
        batch = msgspec.json.decode(body, type=Batch)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise Refusal("malformed", _("This is not a batch of operations: %(error)s.") % {"error": error}, 400) from None
    most = MAX_OPERATIONS_UNDOING if batch.undoes else MAX_OPERATIONS
    if not batch.undoes:
        refuse_longer(len(body), MAX_BYTES)
    if len(batch.operations) > most:
        raise Refusal(
            "too_large",
            _("A batch has at most %(max_operations)s operations; send it in several.")
            % {"max_operations": f"{most:,}"},
            413,
        )
    if not batch.operations or batch.revision < 0:
        raise Refusal("malformed", _("A batch needs operations and a revision that is not negative."), 400)
    return Command(batch, typed(batch.operations))


def refuse_longer(length: int, most: int) -> None:
    if length > most:
        raise Refusal("too_large", _("A batch has at most 1 MB; send it in several."), 413)


def typed(given: list[Any]) -> list[Operation]:
    """Each operation as its type. Raises Refusal 400 with the number of the first that is malformed."""
    return [_operation(n, one) for n, one in enumerate(given)]


def made(batch: UUID, *, revision: int, text_sha256: str, operations: list[Json]) -> Command:
    """A command a program makes; unlike a client's it may have any number of operations."""
    read_ones = [_operation(n, given) for n, given in enumerate(operations)]
    return Command(Batch(batch, revision, text_sha256, operations), read_ones)


def _operation(n: int, given: Any) -> Operation:
    names = given if isinstance(given, dict) else {}
    kind: Any = Delete if "delete" in names else Dismiss if "dismiss" in names else Put
    try:
        operation: Operation = msgspec.convert(given, kind)
        kept = orjson.dumps([msgspec.to_builtins(operation)])  # integers above 64 bits and deep nesting do not fit
        if b"\\u0000" in kept.replace(rb"\\", b""):  # an escaped backslash is no escape
            raise msgspec.ValidationError(_("the character U+0000 cannot be stored"))
    except (msgspec.ValidationError, orjson.JSONEncodeError, RecursionError) as error:
        raise Refusal(
            "malformed", _("Operation %(n)s is malformed: %(error)s.") % {"n": n, "error": error}, 400, operation=n
        ) from None
    return operation


def conflicts(command: Command, missed: Iterable[list[Json]]) -> bool:
    """Whether an unseen change touches what this command touches, or leaves a span that the other one names without the
    kind that its role takes: deleted, or made something else."""
    mine_left, mine_named = _footprint(command.plain)
    for operations in missed:
        left, named = _footprint(operations)
        if mine_left.keys() & left.keys() or _breaks(left, mine_named) or _breaks(mine_left, named):
            return True
    return False


def _footprint(operations: Iterable[Json]) -> tuple[dict[str, str | None], set[tuple[str, str]]]:
    """What is left of each span and attribution touched, its kind or None; spans named, with the kinds they must be."""
    left: dict[str, str | None] = {}
    named: set[tuple[str, str]] = set()
    for op in operations:
        if "delete" in op:
            left[op["id"]] = None
        elif op.get("put") == "span":
            left[op["id"]] = op["kind"]
        elif op.get("put") == "attribution":
            left[op["id"]] = "attribution"
            named.update((span, KIND_OF_ROLE[role]) for role in ROLES for span in op[role])
    return left, named


def _breaks(left: dict[str, str | None], named: set[tuple[str, str]]) -> bool:
    return any(left.get(span, kind) != kind for span, kind in named)


def inverse(command: Command, spans: Mapping[str, Json], attributions: Mapping[str, Json]) -> list[Json]:
    """The operations that put back what was there before: `spans` and `attributions` hold the old records by id.

    Actors and topics that were created stay: others may have linked to them by then.
    """
    back: list[Json] = []
    for op in command.plain:
        what = op.get("put") or op.get("delete")
        if what in ("span", "attribution"):
            old = (spans if what == "span" else attributions).get(op["id"])
            if old is not None:
                back.append(old)
            elif "put" in op:
                back.append({"delete": what, "id": op["id"]})
    return back[::-1]


def replay(log: Iterable[list[Json]]) -> tuple[dict[str, Json], dict[str, Json]]:
    """The spans and attributions by id that a log of batches leaves, as `put` operations."""
    state: dict[str, dict[str, Json]] = {"span": {}, "attribution": {}}
    for operations in log:
        for op in operations:
            if op.get("put") in state:
                state[op["put"]][op["id"]] = op
            elif "delete" in op:
                state[op["delete"]].pop(op["id"], None)
    return state["span"], state["attribution"]
