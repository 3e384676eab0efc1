"""The rules import-linter cannot see. When one hurts, change the rule here, in the open, with a reason."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SOURCES = sorted(
    path
    for house in ("annotator", "articles")
    for path in (ROOT / house).rglob("*.py")
    if "migrations" not in path.parts
)
LONG = sorted(path for kind in ("*.py", "*.js", "*.css", "*.html") for path in ROOT.glob(f"*/**/{kind}"))
WRITES = {"save", "create", "get_or_create", "update_or_create", "bulk_create", "bulk_update", "delete"}
WRITERS = {
    "actions.py": "the one place where anything changes",
    "jobs.py": "a lease belongs to the worker that holds it",
    "kombu_postgres.py": "the broker's table is not ours",
}
BY_NOBODY = {
    "finish": "done by a worker, for whoever asked for the export",
    "add_account": "made from the command line, by whoever administers the machine",
    "read_upload": "done by a worker, in the name of whoever uploaded",
    "note_unreadable": "done by a worker, in the name of whoever uploaded",
    "settle": "done by a worker that sent a message of a webhook",
    "add_proposed": "done by a worker, in the name of whoever asked for it",
}
TRUSTED = {"field.html": "the help text of a form is written by us, or by Django for passwords"}
VENDORED = {".venv", "node_modules", "vendor", ".ascribe"}


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", [path for path in LONG if not VENDORED & set(path.parts)], ids=name)
def test_no_file_outgrows_its_reader(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= 400


@pytest.mark.parametrize("path", [path for path in SOURCES if path.name not in WRITERS], ids=name)
def test_only_actions_write(path: Path) -> None:
    calls = [node.func for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)]
    methods = [call for call in calls if isinstance(call, ast.Attribute) and ast.unparse(call.value) != "actions"]
    assert not WRITES & {call.attr for call in methods}


@pytest.mark.parametrize("path", [path for path in SOURCES if path.name == "actions.py"], ids=name)
def test_every_public_action_says_who(path: Path) -> None:
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            arguments = {argument.arg for argument in [*node.args.args, *node.args.kwonlyargs]}
            writes = any(ast.unparse(mark) == "transaction.atomic" for mark in node.decorator_list)
            assert not writes or "by" in arguments or node.name in BY_NOBODY, node.name


def test_no_serializer_or_form_takes_every_field() -> None:
    greedy = ('fields = "__all__"', "exclude = ", "|safe", "mark_safe(", "innerHTML")
    for path in [*SOURCES, *ROOT.glob("templates/**/*.html"), *ROOT.glob("static/**/*.js")]:
        found = [words for words in greedy if words in path.read_text()]
        assert not found or path.name in TRUSTED or "vendor" in path.parts, f"{name(path)}: {found}"
