"""What the documents say is so: links lead somewhere, settings are listed, commands exist."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PAGES = [*sorted(ROOT.glob("*.md")), *sorted(ROOT.glob("docs/**/*.md"))]
INSIDE = {"DJANGO_SETTINGS_MODULE", "UNSAFE_TEST_DATABASE"}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\((?!https?:|#|/)([^)#]+)", page.read_text())
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_every_setting_of_the_environment_is_told() -> None:
    told = "".join(page.read_text() for page in PAGES)
    settings = (ROOT / "annotator/settings.py").read_text()
    read = set(re.findall(r'(?:environ\.get\(|environ\[|env_bool\(|env_list\()"([A-Z_]+)"', settings))
    assert sorted(name for name in read - INSIDE if name not in told) == []


def test_every_make_command_that_is_told_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    told = {name for page in PAGES for name in re.findall(r"`make ([a-z-]+)", page.read_text())}
    assert sorted(told - targets) == []


def test_nothing_but_the_project_is_told_of() -> None:
    """No path of somebody's machine, and no address a package was taken from."""
    strange = re.compile(r"(?<![\w.])/(home/\w+|root|work)/|files\.pythonhosted|registry\.npmjs|pypi\.org/simple")
    kinds = ("*.py", "*.md", "*.txt", "*.json", "*.toml", "*.html", "*.js", "*.css", "Makefile")
    ours = [path for kind in kinds for path in ROOT.rglob(kind) if not {".venv", "node_modules"} & set(path.parts)]
    assert [str(path) for path in ours if path != Path(__file__).resolve() and strange.search(path.read_text())] == []
