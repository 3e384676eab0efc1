"""A release: the same bytes whenever it is built, only what may be passed on, nobody's name, whole or not at all."""

import csv
import gzip
import io
import json
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import duckdb
import pytest

from annotator.release.frozen import building, files, tasks  # tasks registers the work
from annotator.release.frozen.actions import BUILD, build_again, cancel_build, make_release, withdraw_release
from annotator.release.frozen.asking import Wish
from annotator.release.frozen.tables import TABLES
from annotator.release.models import Release, release_storage
from annotator.work.models import AnnotationSet
from articles import jobs
from articles.access import Refusal
from articles.actions import change_project
from articles.models import Article, Job, Project
from tests.factories import (
    make_actor,
    make_article,
    make_attribution,
    make_member,
    make_project,
    make_set,
    make_span,
    make_topic,
    make_user,
)

# A release is read on a connection of its own, so what it should see must be committed.
pytestmark = pytest.mark.django_db(transaction=True)

ANY = Wish(title="Port strike", rights="full")
TEXT = "👋 Officials denied it.\nAda Brok said on Monday that “the port is zugesperrt”, {0}."


def make_corpus(**settings: Any) -> Project:
    """Three articles with a submitted reading each; licences differ, and words are planted in texts and people."""
    project = make_project(**settings)
    person = make_user(username="planted.username")
    person.first_name, person.last_name, person.email = "Plantedfirst", "Plantedlast", "planted@example.org"
    person.save()
    make_member(project, user=person)
    ada, port = make_actor(project, name="Ada Brok"), make_topic(project, name="The port is closed")
    for number, licence in enumerate(("", "CC BY 4.0", "All rights reserved"), 1):
        article = make_article(
            project,
            TEXT.format(f"secretword{number}"),
            external_id=f"a{number}",
            outlet="Daily, “Planet”",
            licence=licence,
            published_at=f"2024-0{number}-01T12:00:00Z",
            language="en",
            metadata={"body": f"secretword{number}"},
        )
        reading = make_set(article, owner=person)
        spans = {
            "source": make_span(reading, "Ada Brok", "actor", actor=ada),
            "cue": make_span(reading, "said", "cue"),
            "content": make_span(reading, "the port is zugesperrt", "content"),
        }
        make_span(reading, "the port is zugesperrt", "claim", topic=port)
        make_attribution(reading, note="planted@example.org says so", **{role: [span] for role, span in spans.items()})
        AnnotationSet.objects.filter(pk=reading.pk).update(
            submitted_at="2024-05-01T00:00:00Z", submitted_by=person, label="planted.username"
        )
    return project


def built(project: Project, **asked: Any) -> Release:
    wish = Wish(**{"title": "Port strike", "rights": "full", **asked})
    release = make_release(project, wish, by=project.created_by, address="https://news.test/releases/{number}/")
    run(release)
    return release


def run(release: Release) -> None:
    release.refresh_from_db()
    assert release.job
    assert release.job.kind == BUILD
    jobs.run(release.job.pk)
    release.refresh_from_db()


def folder_of(release: Release) -> Path:
    return Path(release_storage().path(release.folder))  # type: ignore[attr-defined]


def contents(folder: Path) -> dict[str, bytes]:
    """Every file as a reader would have it: unpacked."""
    found: dict[str, bytes] = {}
    for path in (path for path in folder.rglob("*") if path.is_file()):
        name, body = str(path.relative_to(folder)), path.read_bytes()
        if path.suffix == ".gz":
            body = gzip.decompress(body)
        elif path.suffix == ".parquet":
            body = repr(duckdb.sql(f"SELECT * FROM '{path}'").fetchall()).encode()
        elif path.suffix == ".zip":
            archive = zipfile.ZipFile(io.BytesIO(body))
            body = b"".join(member.encode() + archive.read(member) for member in archive.namelist())
        found[name] = body
    return found


def test_built_twice_it_is_the_same_to_the_byte() -> None:
    release = built(make_corpus(), split="article")
    first = {path: path.read_bytes() for path in folder_of(release).rglob("*") if path.is_file()}
    assert release.state == "built", release.failure or release.job.error  # type: ignore[union-attr]
    again = folder_of(release).with_name("again")
    (again / "scratch").mkdir(parents=True)
    facts = building.build(release, again / "release", again / "scratch", lambda done, total: None)
    second = {path: (again / "release" / path.relative_to(folder_of(release))).read_bytes() for path in first}
    assert [str(path) for path in first if first[path] != second[path]] == []
    assert facts.files[-1].sha256 == release.sha256


def test_the_manifest_covers_every_file_and_plain_sha256sum_checks_it() -> None:
    release = built(make_corpus())
    folder = folder_of(release)
    done = subprocess.run(
        ["sha256sum", "--check", "--strict", "MANIFEST.sha256"], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    there = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    listed = {line.split("  ", 1)[1] for line in (folder / "MANIFEST.sha256").read_text().splitlines()}
    assert listed == there - {"MANIFEST.sha256"}
    assert {file.name: file.bytes for file in release.files.all()} == {
        name: (folder / name).stat().st_size for name in there
    }
    damaged = folder / "data/spans.csv"
    damaged.write_bytes(damaged.read_bytes()[:-1])
    assert subprocess.run(["sha256sum", "-c", "MANIFEST.sha256"], cwd=folder, capture_output=True).returncode == 1


@pytest.mark.parametrize(
    ("rights", "setting", "texts", "quotes"),
    [
        ("full", "full", {1, 2}, {1, 2}),
        ("quotes", "full", set(), {1, 2}),
        ("standoff", "full", set(), set()),
        ("full", "standoff", set(), set()),
        ("full", "quotes", set(), {1, 2}),
    ],
)
def test_only_what_the_strictest_of_wish_project_and_licence_allows_is_in_any_file(
    rights: str, setting: str, texts: set[int], quotes: set[int]
) -> None:
    release = built(make_corpus(text_rights=setting), rights=rights)
    assert release.state == "built"
    files = contents(folder_of(release))
    for number in (1, 2, 3):
        leaking = [name for name, body in files.items() if f"secretword{number}".encode() in body]
        assert bool(leaking) == (number in texts), leaking
    assert any(b"zugesperrt" in body for body in files.values()) == bool(quotes)
    rows = list(csv.DictReader(io.StringIO(files["data/spans.csv"].decode(), newline="")))
    assert {int(row["article_id"]) for row in rows if row["text"]} == {
        Article.objects.get(external_id=f"a{number}").pk for number in quotes
    }


def test_no_file_names_anybody() -> None:
    release = built(make_corpus())
    files = contents(folder_of(release))
    for word in (b"planted.username", b"Plantedfirst", b"Plantedlast", b"planted@example.org"):
        assert [name for name, body in files.items() if word in body] == []
    assert release.by.username.encode() not in b"".join(files.values())
    assert b"A02" in files["data/spans.csv"]


def test_the_three_kinds_of_a_table_hold_the_same_rows_in_the_same_columns() -> None:
    release = built(make_corpus())
    folder, files = folder_of(release), contents(folder_of(release))
    for table, columns in TABLES.items():
        parquet = duckdb.sql(f"SELECT * FROM '{folder}/data/{table}.parquet'")
        lines = [json.loads(line) for line in files[f"data/{table}.jsonl.gz"].splitlines()]
        rows = list(csv.reader(io.StringIO(files[f"data/{table}.csv"].decode(), newline="")))
        assert list(parquet.columns) == rows[0] == list(lines[0]) == list(columns)
        stored = [[str(value) for value in row] for row in parquet.select(*shown(columns)).fetchall()]
        assert stored == [[str(line[name]) for name in shown(columns)] for line in lines]
        assert stored == [[dict(zip(rows[0], row, strict=True))[name] for name in shown(columns)] for row in rows[1:]]
        assert release.files.get(name=f"data/{table}.parquet").rows == len(lines)
    said = duckdb.sql(f"SELECT * FROM '{folder}/data/spans.parquet' WHERE kind = 'cue'").fetchall()
    assert dict(zip(TABLES["spans"], said[0], strict=True))["start_char"] == TEXT.index("said")
    assert b"\r" not in files["data/spans.csv"]


def shown(columns: dict[str, str]) -> list[str]:
    """Columns that are never empty and look the same in every notation."""
    varying = (
        "published_at",
        "fragments",
        "implicit_source",
        "text",
        "actor_id",
        "actor_name",
        "topic_id",
        "topic_name",
    )
    optional = ("byline", "section", "url", "licence", "split", "story", "parent_id", "wikidata", "code")
    return [name for name in columns if name not in (*varying, *optional)]


def test_articles_keep_their_part_when_others_are_added_and_one_story_stays_together() -> None:
    project = make_project()
    words = "the minister of ports said on monday that the strike would end before the ships arrive in {0} and {1} "
    story = " ".join(words.format(number, number * 7) for number in range(20))
    texts = [
        story,
        f"WIRE COPY {story}",
        *(f"Lone text {number} about nothing else {number * 3}." for number in range(40)),
    ]
    for text in texts:
        reading = make_set(make_article(project, text))
        AnnotationSet.objects.filter(pk=reading.pk).update(submitted_at="2024-05-01T00:00:00Z")
    parts = [split_of(built(project, split="article", seed=5, shares=[60, 20, 20]))]
    for number in range(15):
        reading = make_set(make_article(project, f"A newcomer with its own words, {number}."))
        AnnotationSet.objects.filter(pk=reading.pk).update(submitted_at="2024-05-01T00:00:00Z")
    parts.append(split_of(built(project, split="article", seed=5, shares=[60, 20, 20])))
    assert {id: part for id, part in parts[1].items() if id in parts[0]} == parts[0]
    assert len(set(parts[0].values())) == 3
    first, copy = Article.objects.filter(project=project).order_by("pk")[:2]
    together = [split_of(built(project, split="article", seed=seed))[first.pk] for seed in range(6)]
    assert together == [split_of(built(project, split="article", seed=seed))[copy.pk] for seed in range(6)]


def split_of(release: Release) -> dict[int, str]:
    rows = duckdb.sql(f"SELECT article_id, split FROM '{folder_of(release)}/data/documents.parquet'").fetchall()
    return dict(rows)


def test_by_time_the_oldest_come_first() -> None:
    release = built(make_corpus(), split="time", shares=[34, 33, 33])
    part = split_of(release)
    order = Article.objects.filter(pk__in=part).order_by("published_at").values_list("pk", flat=True)
    assert list(dict.fromkeys(part[pk] for pk in order)) == sorted(
        set(part.values()), key=["train", "dev", "test"].index
    )


def test_a_worker_that_dies_leaves_nothing_half_done_and_the_next_one_begins_anew(monkeypatch: Any) -> None:
    release = make_release(make_corpus(), ANY, by=Project.objects.get().created_by)
    written = files.tabulate

    def dies(*given: Any, **more: Any) -> None:
        written(*given, **more)
        raise KeyboardInterrupt  # as abrupt as a signal: nothing of ours catches it

    monkeypatch.setattr(building, "tabulate", dies)
    with pytest.raises(KeyboardInterrupt):
        run(release)
    release.refresh_from_db()
    assert release.state == "building"
    assert not release.files.exists()
    assert not folder_of(release).exists()
    monkeypatch.undo()
    Job.objects.update(lease_until="2020-01-01T00:00:00Z")
    run(release)
    assert release.state == "built"
    assert folder_of(release).exists()


def test_rights_that_are_tightened_while_it_is_built_hold_for_it(monkeypatch: Any) -> None:
    project = make_corpus(text_rights="full")
    release = make_release(project, ANY, by=project.created_by)
    real = building.build

    def tightened(*given: Any, **more: Any) -> Any:
        facts = real(*given, **more)
        change_project(project, by=project.created_by, text_rights="standoff")
        return facts

    with monkeypatch.context() as patched:
        patched.setattr(tasks, "build", tightened)
        run(release)
    assert (release.state, release.built_at) == ("failed", None)
    assert "Build the release again" in release.failure
    assert not folder_of(release).exists()
    build_again(release, by=project.created_by)
    run(release)
    assert release.state == "built"
    assert not any("zugesperrt" in body.decode(errors="ignore") for body in contents(folder_of(release)).values())


def test_a_cancelled_build_is_not_published_and_can_be_built_again() -> None:
    project = make_corpus()
    release = make_release(project, ANY, by=project.created_by)
    cancel_build(release, by=project.created_by)
    run(release)
    assert release.state == "failed"
    assert not folder_of(release).exists()
    build_again(release, by=project.created_by)
    run(release)
    assert release.state == "built"
    for late in (build_again, cancel_build):
        with pytest.raises(Refusal, match="never changes"):
            late(release, by=project.created_by)


def test_only_managers_make_and_withdraw_and_a_reason_is_asked_for() -> None:
    project = make_corpus()
    release = built(project)
    for role in ("adjudicator", "editor", "researcher"):
        somebody = make_member(project, role)
        with pytest.raises(Refusal, match="make releases"):
            make_release(project, ANY, by=somebody)
        with pytest.raises(Refusal, match="make releases"):
            withdraw_release(release, by=somebody, reason="because")
    with pytest.raises(Refusal, match="why"):
        withdraw_release(release, by=project.created_by, reason=" ")
    withdraw_release(release, by=project.created_by, reason="A source asked us to.")
    release.refresh_from_db()
    assert release.state == "withdrawn"
    assert folder_of(release).exists()


def test_nothing_is_released_where_nothing_is_left() -> None:
    with pytest.raises(Refusal, match="No reading is left"):
        make_release(make_project(), ANY, by=Project.objects.get().created_by)
