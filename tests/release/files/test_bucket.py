"""Files in a bucket instead of the data folder: sent from there in parts, and what is given up leaves nothing."""

import hashlib
import random
import subprocess
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client

from annotator.buckets import Bucket
from annotator.intake import tasks as reading  # noqa: F401  # importing it says who does these jobs
from annotator.intake.receiving.actions import receive_upload
from annotator.intake.states import READ
from annotator.release.frozen import building, tasks  # noqa: F401  # tasks registers the work
from annotator.release.frozen.actions import cancel_build, make_release
from annotator.release.models import release_storage
from annotator.release.prepared.models import PreparedExport
from annotator.release.prepared.tasks import sweep_prepared_exports
from articles import jobs
from articles.models import Job, Upload
from tests.buckets import Store, new_store
from tests.factories import make_article, make_project, make_set, make_span, make_token
from tests.release.files.conftest import MANIFEST
from tests.release.files.conftest import make_release as make_files
from tests.release.prepared.conftest import Person
from tests.release.test_frozen import ANY, built, make_corpus, run
from tests.release.test_stream import PATIENCE, server

pytestmark = pytest.mark.django_db(transaction=True)
BODY = random.Random(2).randbytes(3_000_000)
NAME = "data/spans.csv.gz"  # what ends in .gz must not be called encoded on its way


@pytest.fixture
def store(settings: Any) -> Store:
    made = new_store()
    made.use(settings)
    return made


def test_programs_read_files_in_a_bucket_as_if_they_lay_here(store: Store, tmp_path: Path, monkeypatch: Any) -> None:
    release = make_files(make_project(), {NAME: BODY, "empty.csv": b""})
    assert f"releases/{release.folder}/{NAME}" in store.objects()
    for name, value in (store.variables() | {"ASCRIBE_HOME": str(tmp_path), "X_ACCEL_REDIRECT": "/protected/"}).items():
        monkeypatch.setenv(name, value)
    token = f"Authorization: Bearer {make_token(release.by, release.project)}"

    def curl(url: str, *options: str) -> bytes:
        command = ["curl", "--silent", "--show-error", "--fail", "-H", token, *options, url]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, timeout=PATIENCE, check=True).stdout

    with server() as address:
        files = f"http://{address}/api/v1/projects/{release.project.slug}/releases/1/files/"
        head = curl(files + NAME, "-I").decode().lower()
        assert head.startswith("http/1.1 200")
        assert f'etag: "sha256-{hashlib.sha256(BODY).hexdigest()}"\r' in head
        assert "content-encoding" not in head
        told = "%{http_code} %{num_redirects} %{size_download}"
        assert curl(files + NAME, "-o", "whole", "-w", told) == f"200 0 {len(BODY)}".encode()
        assert (tmp_path / "whole").read_bytes() == BODY
        assert curl(files + NAME, "-r", "-7") == BODY[-7:]
        (tmp_path / "data").mkdir()
        (tmp_path / NAME).write_bytes(BODY[:1_234_567])
        curl(files + NAME, "-C", "-", "-o", NAME)
        curl(files + "empty.csv", "-o", "empty.csv")
        curl(files + MANIFEST, "-o", MANIFEST)
    assert subprocess.run(["sha256sum", "--check", "--strict", MANIFEST], cwd=tmp_path, check=False).returncode == 0


def test_a_part_is_one_ranged_request_and_nothing_more_is_fetched(store: Store) -> None:
    release = make_files(make_project(), {NAME: BODY})
    asked: list[Any] = []
    storage = release_storage()
    assert isinstance(storage, Bucket)
    events = storage.connection.meta.client.meta.events
    events.register("before-send.s3", lambda request, **_: asked.append((request.method, request.headers.get("Range"))))
    client = Client(headers={"Authorization": f"Bearer {make_token(release.by, release.project)}"})
    url = f"/api/v1/projects/{release.project.slug}/releases/1/files/{NAME}"
    for headers in ({}, {"If-None-Match": "*"}, {"If-Match": '"other"'}, {"Range": "bytes=9999999-"}):
        client.head(url, headers=headers)
    assert asked == []
    assert b"".join(client.get(url, headers={"Range": "bytes=100-199"})) == BODY[100:200]
    assert asked == [("GET", b"bytes=100-199")]


def test_a_release_in_a_bucket_is_the_same_to_the_byte_and_only_its_files_are_there(
    store: Store, tmp_path: Path
) -> None:
    project = make_corpus()
    store.put(f"releases/{project.pk}/1/data/left-by-a-killed-worker.csv", b"x")
    release = built(project, split="article")
    assert release.state == "built", release.failure
    lie = {key.removeprefix(f"releases/{release.folder}/"): body for key, body in store.objects().items()}
    told = {file.name: file.sha256 for file in release.files.all()}
    assert {name: hashlib.sha256(body).hexdigest() for name, body in lie.items()} == told
    (tmp_path / "scratch").mkdir()
    facts = building.build(release, tmp_path / "release", tmp_path / "scratch", lambda done, total: None)
    assert facts.files[-1].sha256 == release.sha256
    client = Client()
    client.force_login(project.created_by)
    assert client.get(f"/projects/{project.slug}/releases/1/").status_code == 200


def test_a_build_that_is_stopped_or_breaks_while_it_is_stored_leaves_nothing(store: Store, monkeypatch: Any) -> None:
    project = make_corpus()
    release = make_release(project, ANY, by=project.created_by)
    cancel_build(release, by=project.created_by)
    run(release)
    assert (release.state, store.objects()) == ("failed", {})
    broken = make_release(project, ANY, by=project.created_by)
    saved, real = [], Bucket.save

    def break_off(storage: Bucket, name: str, content: Any, **more: Any) -> str:
        if len(saved) == 5:
            raise OSError("the bucket is full")
        saved.append(name)
        return str(real(storage, name, content, **more))

    with monkeypatch.context() as patched:
        patched.setattr(Bucket, "save", break_off)
        run(broken)
    assert broken.job.error == "OSError: the bucket is full"
    assert (len(saved), broken.built_at, store.objects()) == (5, None, {})


def test_prepared_exports_lie_in_the_bucket_until_they_are_removed(store: Store, monkeypatch: Any) -> None:
    monkeypatch.setattr(jobs, "ring", lambda job_id: None)
    project = make_project()
    make_span(make_set(make_article(project, "Ivo Daran, “again”."), submitted=True), "Ivo Daran")
    someone = Person(project)
    prepared = someone.built(**{"as": "csv"})
    export = PreparedExport.objects.get()
    assert store.objects() == {f"prepared/{export.stored_as}": someone.bytes_of(prepared["file"]["url"])}
    part = someone.get(prepared["file"]["url"], Range="bytes=3-9")
    assert (part.status_code, len(b"".join(part))) == (206, 7)
    store.put(f"prepared/{export.pk}/of-a-killed-try.csv", b"x")
    store.put("prepared/999/of-nobody.csv", b"x")
    sweep_prepared_exports()
    assert list(store.objects()) == [f"prepared/{export.stored_as}"]
    assert someone.client.delete(prepared["url"]).status_code == 204
    assert store.objects() == {}


def test_what_is_sent_in_is_kept_in_the_bucket_read_and_given_back(store: Store) -> None:
    project = make_project()
    client = Client()
    client.force_login(project.created_by)
    page = b'{"id": "a1", "title": "Port", "text": "Ivo Daran said so."}\n'
    upload = receive_upload(project=project, file=ContentFile(page), filename="a.jsonl", by=project.created_by)
    assert list(store.objects().values()) == [page]
    assert default_storage.exists(upload.original.name)
    jobs.run(Job.objects.get(kind=READ).pk)
    assert Upload.objects.get().read_at
    assert project.articles.get().text == "Ivo Daran said so."
    given = client.get(f"/projects/{project.slug}/uploads/{upload.pk}/original/")
    assert b"".join(given) == page
