"""The package stands on its own: what it imports, what it says of itself, what it carries."""

import ast
import sys
import zipfile
from pathlib import Path

import pytest
from hatchling.builders.wheel import WheelBuilder

import ascribe

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "clients/python"
SOURCES = sorted((PACKAGE / "src/ascribe").glob("*.py"))
ALLOWED = {*sys.stdlib_module_names, "httpx", "ascribe"}


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_it_imports_nothing_but_httpx(path: Path) -> None:
    """Libraries of data frames are looked for when they are needed."""
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"), feature_version=(3, 10))))
    names = [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]
    names += [node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)]
    assert {name.partition(".")[0] for name in names} <= ALLOWED


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    folder = tmp_path_factory.mktemp("wheel")
    return zipfile.ZipFile(next(WheelBuilder(str(PACKAGE)).build(directory=str(folder), versions=["standard"])))


def test_the_wheel_has_the_licence_of_the_repository_and_its_types(wheel: zipfile.ZipFile) -> None:
    of = f"ascribe_client-{ascribe.__version__}.dist-info"
    metadata = wheel.read(f"{of}/METADATA").decode()
    for line in ("Name: ascribe-client", "License-Expression: MIT", "Requires-Python: >=3.10", "License-File: LICENSE"):
        assert f"\n{line}\n" in metadata
    assert [line for line in metadata.splitlines() if line.startswith("Requires-Dist") and "extra" not in line] == [
        "Requires-Dist: httpx<1,>=0.27"
    ]
    assert wheel.read(f"{of}/licenses/LICENSE") == (ROOT / "LICENSE").read_bytes()
    assert "ascribe/py.typed" in wheel.namelist()
    assert "ascribe = ascribe.cli:main" in wheel.read(f"{of}/entry_points.txt").decode()


def test_every_name_it_offers_is_there_and_told(wheel: zipfile.ZipFile) -> None:
    told = (PACKAGE / "README.md").read_text(encoding="utf-8")
    assert [name for name in ascribe.__all__ if not hasattr(ascribe, name)] == []
    assert [name for name in public(ascribe.Project) if f".{name}" not in told] == []


def public(kind: type) -> list[str]:
    return [name for name in vars(kind) if not name.startswith("_")]
