"""The guide for editors lists the keys as the editor has them."""

import json
import re
from pathlib import Path

from annotator.scheme.forms import COMMAND_KEYS

ROOT = Path(__file__).resolve().parent.parent
ENTRY = re.compile(r'group: "(\w+)",\s*keys: (\[.*?\]),\s*label: _\("(.*?)"\)', re.DOTALL)
SHOWN = {"ArrowRight": "→", "ArrowLeft": "←", "ArrowUp": "↑", "ArrowDown": "↓", " ": "Space", "Escape": "Esc"}


def key_rows() -> list[tuple[str, str, str]]:
    """Group, keys as the guide writes them, and label of every command."""
    source = "".join((ROOT / f"static/editor/keys/{name}.js").read_text() for name in ("keytable", "sweeping"))
    return [(group, ", ".join(map(shown, read(keys))), label) for group, keys, label in ENTRY.findall(source)]


def read(keys: str) -> list[str]:
    found: list[str] = json.loads(keys.replace("'\"'", '"\\""'))
    return found


def shown(key: str) -> str:
    for name, sign in SHOWN.items():
        key = sign if key == name else key.replace("+" + name, "+" + sign)
    return f"`{key}`"


def test_the_guide_lists_every_command_with_its_keys() -> None:
    guide = (ROOT / "docs/editor.md").read_text()
    rows = key_rows()
    assert len(rows) > 30
    assert [label for _, keys, label in rows if keys and f"| {keys} | {label} |" not in guide] == []


def test_a_scheme_knows_which_keys_its_questions_cannot_have() -> None:
    source = "".join((ROOT / f"static/editor/keys/{name}.js").read_text() for name in ("keytable", "sweeping"))
    keys = {key for _, keys, _ in ENTRY.findall(source) for key in read(keys) if len(key) == 1}
    assert keys == set(COMMAND_KEYS), f"mend COMMAND_KEYS in scheme/forms.py: {sorted(keys ^ set(COMMAND_KEYS))}"


def test_the_guide_lists_no_other_key() -> None:
    told = re.findall(r"^\| (`.*`) \| (.*) \|$", (ROOT / "docs/editor.md").read_text(), re.MULTILINE)
    assert sorted(told) == sorted((keys, label) for _, keys, label in key_rows() if keys)
