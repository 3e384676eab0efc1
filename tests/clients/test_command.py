"""The command `ascribe` does what its help says, and says in a sentence when it cannot."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from articles.models import Article, Project
from ascribe.cli import main
from tests.factories import make_token
from tests.release.test_frozen import built, make_corpus

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def project(live_server: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """What a person has set in their shell, and where they stand."""
    made = make_corpus()
    monkeypatch.setenv("ASCRIBE_URL", live_server.url)
    monkeypatch.setenv("ASCRIBE_TOKEN", make_token(made.created_by, made))
    monkeypatch.setenv("ASCRIBE_CACHE", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    return made


def test_a_release_is_downloaded_into_a_folder_of_its_name(project: Project, capsys: Any) -> None:
    release = built(project)
    assert main(["download", project.slug]) == 0
    folder = Path(f"{project.slug}-1")
    assert len([path for path in folder.rglob("*") if path.is_file()]) == release.files.count()
    assert release.sha256 in capsys.readouterr().out
    assert main(["download", project.slug, "only", "--release", "1", "--only", "data/*.csv"]) == 0
    assert {path.suffix for path in Path("only").rglob("*") if path.is_file()} == {".csv"}


def kinds_in(file: str) -> set[str]:
    lines = [json.loads(line) for line in Path(file).read_text(encoding="utf-8").splitlines()]
    return {span["kind"] for line in lines for one in line["sets"] for span in one["spans"]}


def test_an_export_is_saved_with_its_filters(project: Project) -> None:
    assert main(["export", project.slug, "all.jsonl", "outlet=Daily, “Planet”", "kind=cue", "kind=content"]) == 0
    assert kinds_in("all.jsonl") == {"cue", "content"}


def test_filters_may_stand_before_and_behind_the_format(project: Project, capsys: Any) -> None:
    assert main(["export", project.slug, "some.jsonl", "kind=cue", "--as", "jsonl", "kind=content"]) == 0
    assert kinds_in("some.jsonl") == {"cue", "content"}
    for wrong in (["export", project.slug, "x", "--form", "csv"], ["download", project.slug, "x", "y"]):
        with pytest.raises(SystemExit):
            main(wrong)
        assert "unrecognized arguments" in capsys.readouterr().err


def test_a_release_without_texts_is_filled(project: Project, capsys: Any) -> None:
    built(project, rights="standoff")
    article = Article.objects.filter(project=project).order_by("pk")[0]
    Path("mine").mkdir()
    Path("mine/one.txt").write_text(article.text, encoding="utf-8")
    assert main(["rehydrate", project.slug, "mine", "filled"]) == 0
    told = capsys.readouterr()
    assert "1 texts found, 2 missing" in told.out
    assert [json.loads(line)["external_id"] for line in told.err.splitlines()] == ["a2", "a3"]
    with gzip.open("filled/all.jsonl.gz", "rt", encoding="utf-8") as lines:
        assert json.loads(lines.readline())["text"] == article.text


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (["download", "nowhere"], "not_found"),
        (["export", "{slug}", "x", "outlet"], "is not a filter"),
        (["export", "{slug}", "x", "outlett=Planet"], "outlett"),
        (["rehydrate", "{slug}", "nofolder", "filled"], "no release yet"),
        (["--url", "nonsense", "download", "{slug}"], "not the address"),
    ],
)
def test_what_cannot_be_done_is_said(project: Project, capsys: Any, command: list[str], said: str) -> None:
    assert main([part.replace("{slug}", project.slug) for part in command]) == 1
    assert said in capsys.readouterr().err
    assert not Path("x").exists()
