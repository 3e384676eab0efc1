"""Every stable error code with its sentence, read out of our own source: a code that exists is listed, always."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from pathlib import Path

HOUSE = Path(__file__).resolve().parents[2]
ROOMS = ("articles", "annotator")
PLACE = re.compile(r"%\(\w+\)s|%%")


@dataclass(frozen=True, order=True)
class ErrorCode:
    """A code, the status it comes with, and what it says; … stands for what differs."""

    code: str
    status: int
    sentence: str

    @property
    def phrase(self) -> str:
        """What HTTP calls the status."""
        return HTTPStatus(self.status).phrase


@cache
def error_codes() -> list[ErrorCode]:
    """By code; one that is said in different words is listed with each."""
    found: set[ErrorCode] = set()
    for room in ROOMS:
        for file in sorted((HOUSE / room).rglob("*.py")):
            found |= codes_in(file.read_text())
    return sorted(found)


def codes_in(source: str) -> set[ErrorCode]:
    """The codes that a file gives to a `Refusal`, to a `Fault`, or to a function of its own that makes one."""
    tree = ast.parse(source)
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)]
    first = {"Refusal": 0, "Fault": 0} | dict(_wrappers(tree))
    return {
        found
        for call in calls
        if isinstance(call.func, ast.Name) and call.func.id in first and (found := _code(call, first[call.func.id]))
    }


def _wrappers(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Functions that take a code and a message, and where."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            names = [argument.arg for argument in node.args.args]
            if "code" in names and names[names.index("code") :][:2] == ["code", "message"]:
                yield node.name, names.index("code")


def _code(call: ast.Call, first: int) -> ErrorCode | None:
    given = {keyword.arg: keyword.value for keyword in call.keywords}
    words = [*call.args[first:], *(given[name] for name in ("code", "message") if name in given)]
    if len(words) < 2 or "…" in (code := _text(words[0])):
        return None
    status = given.get("status", words[2] if len(words) > 2 else None)
    known = status.value if isinstance(status, ast.Constant) and isinstance(status.value, int) else 422
    known = 500 if isinstance(status, ast.Name) else known  # what is said in general, with any status
    return ErrorCode(code, known, _text(words[1]))


def _text(node: ast.expr) -> str:
    """A string, with … for every part of it that is only known later."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(_text(part) for part in node.values)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return _text(node.left) + _text(node.right)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod):  # _("… %(name)s …") % {…}
        return PLACE.sub(lambda place: "%" if place[0] == "%%" else "…", _text(node.left))
    if isinstance(node, ast.Call) and ast.unparse(node.func) in ("_", "gettext_noop"):
        return _text(node.args[0])
    return "…"
