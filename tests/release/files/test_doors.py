"""Files of releases, as programs ask for them: the contract line by line, and who may have what."""

import base64
import hashlib
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from annotator.release.models import Release, release_storage
from articles.actions import create_token, remove_member
from articles.models import Event, Membership, Project, Token, User
from tests.buckets import new_store
from tests.factories import make_member, make_project, make_token
from tests.release.files.conftest import make_release

pytestmark = pytest.mark.django_db
BODY = bytes(range(256)) * 700  # more than two blocks
NAME = "data/spans.parquet"
TOLD = [
    *("Content-Length", "Content-Type", "Accept-Ranges", "ETag", "Last-Modified", "Content-Disposition"),
    *("X-Content-Type-Options", "Cache-Control"),
]
ETAG = f'"sha256-{hashlib.sha256(BODY).hexdigest()}"'


EVERYWHERE = pytest.mark.parametrize("release", ["disk", "bucket"], indirect=True)
"""Files lie in a folder or in a bucket, and nobody who asks for them can tell."""


@pytest.fixture
def release(request: Any, settings: Any) -> Release:
    if getattr(request, "param", "disk") == "bucket":
        new_store().use(settings)
    return make_release(make_project(), {NAME: BODY, "empty.csv": b""})


def path(release: Release, name: str = NAME) -> str:
    return f"/api/v1/projects/{release.project.slug}/releases/{release.number}/files/{name}"


def ask(release: Release, method: str = "GET", name: str = NAME, **headers: str) -> Any:
    """As the project's manager with a token, unless headers say otherwise."""
    given = {key.replace("_", "-"): value for key, value in headers.items()}
    if "Authorization" not in given:
        given["Authorization"] = f"Bearer {make_token(release.by, release.project)}"
    return Client().generic(method, path(release, name), headers=given)


def body(answer: Any) -> bytes:
    return b"".join(answer) if answer.streaming else answer.content


@EVERYWHERE
def test_a_file_comes_whole_with_everything_a_client_goes_by(release: Release) -> None:
    answer = ask(release)
    assert (answer.status_code, body(answer)) == (200, BODY)
    assert answer.headers.items() >= {
        ("Content-Length", str(len(BODY))),
        ("Content-Type", "application/vnd.apache.parquet"),
        ("Accept-Ranges", "bytes"),
        ("ETag", ETAG),
        ("Content-Disposition", 'attachment; filename="spans.parquet"'),
        ("X-Content-Type-Options", "nosniff"),
        ("Cache-Control", "private, max-age=31536000, immutable"),
    }
    assert answer["Last-Modified"].endswith(" GMT")
    assert "Content-Encoding" not in answer


@EVERYWHERE
def test_head_says_the_same_without_the_bytes(release: Release) -> None:
    whole, head = ask(release), ask(release, "HEAD", Range="bytes=0-9")
    assert (head.status_code, body(head)) == (200, b"")
    assert {name: head[name] for name in TOLD} == {name: whole[name] for name in TOLD}


@EVERYWHERE
@pytest.mark.parametrize(
    ("wanted", "start", "stop"),
    [("bytes=0-9", 0, 10), (f"bytes={len(BODY) - 3}-", len(BODY) - 3, len(BODY)), ("bytes=-262144", 0, len(BODY))],
)
def test_a_part_is_the_slice(release: Release, wanted: str, start: int, stop: int) -> None:
    answer = ask(release, Range=wanted)
    assert (answer.status_code, body(answer)) == (206, BODY[start:stop])
    assert answer["Content-Range"] == f"bytes {start}-{stop - 1}/{len(BODY)}"
    assert answer["Content-Length"] == str(stop - start)
    assert answer["ETag"] == ETAG


@EVERYWHERE
def test_an_impossible_part_is_refused_with_the_size(release: Release) -> None:
    answer = ask(release, Range=f"bytes={len(BODY)}-")
    assert (answer.status_code, answer["Content-Range"]) == (416, f"bytes */{len(BODY)}")
    assert answer.json()["code"] == "range"
    assert answer["Cache-Control"] == "no-store"


@EVERYWHERE
def test_several_parts_and_a_part_of_another_file_are_given_whole(release: Release) -> None:
    for headers in ({"Range": "bytes=0-1,4-5"}, {"Range": "bytes=0-1", "If_Range": '"other"'}):
        answer = ask(release, **headers)
        assert (answer.status_code, body(answer)) == (200, BODY)


@EVERYWHERE
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_whoever_has_it_is_told_so(release: Release, method: str) -> None:
    answer = ask(release, method, If_None_Match=ETAG)
    assert (answer.status_code, body(answer)) == (304, b"")
    assert answer["ETag"] == ETAG
    assert "Content-Length" not in answer
    since = ask(release)["Last-Modified"]
    assert ask(release, method, If_Modified_Since=since).status_code == 304


def test_another_file_than_expected_is_refused(release: Release) -> None:
    assert ask(release, If_Match='"other"').json()["code"] == "precondition"


@EVERYWHERE
def test_an_empty_file_is_a_file(release: Release) -> None:
    answer = ask(release, name="empty.csv")
    assert (answer.status_code, body(answer), answer["Content-Length"]) == (200, b"", "0")


@pytest.mark.parametrize("accept", ["application/x-ndjson", "text/html", "image/png", ""])
def test_what_a_client_accepts_does_not_matter(release: Release, accept: str) -> None:
    assert ask(release, Accept=accept, Accept_Encoding="gzip").status_code == 200


@pytest.mark.parametrize("scheme", ["Bearer", "Token", "bearer"])
def test_a_token_opens_it_in_every_spelling(release: Release, scheme: str) -> None:
    secret = make_token(release.by, release.project)
    assert ask(release, Authorization=f"{scheme} {secret}").status_code == 200


def test_a_token_as_a_password_opens_it(release: Release) -> None:
    pair = base64.b64encode(f"anybody:{make_token(release.by, release.project)}".encode()).decode()
    assert ask(release, Authorization=f"Basic {pair}").status_code == 200


def test_whoever_is_signed_in_gets_it(release: Release) -> None:
    client = Client()
    client.force_login(make_member(release.project, "researcher"))
    assert client.get(path(release)).status_code == 200


def test_nobody_is_told_how_to_say_who_they_are(release: Release) -> None:
    for answer in (
        Client().get(path(release)),
        ask(release, Authorization="Bearer wrong"),
        Client().head(path(release)),
    ):
        assert answer.status_code == 401
        assert answer["WWW-Authenticate"].startswith("Bearer ")
        assert "Basic " in answer["WWW-Authenticate"]
        assert answer["Cache-Control"] == "no-store"


def test_strangers_and_tokens_of_other_projects_learn_nothing(release: Release) -> None:
    other = make_project()
    elsewhere = create_token(user=release.by, project=_joined(other, release.by), scope="read", by=release.by)[1]
    missing = ask(release, name="nothing.csv")
    for secret in (make_token(other.created_by, other), elsewhere):
        assert ask(release, Authorization=f"Bearer {secret}").status_code == 404
    assert missing.status_code == 404


def _joined(project: Project, user: User) -> Project:
    make_member(project, "editor", user)
    return project


@pytest.mark.parametrize("name", ["../1/data/spans.parquet", "data//spans.parquet", "data/%00", "%2e%2e/x", "data/"])
def test_no_name_leads_anywhere_else(release: Release, name: str) -> None:
    assert ask(release, name=name).status_code == 404


@EVERYWHERE
def test_a_withdrawn_release_is_gone_and_says_why(release: Release) -> None:
    gone = {"withdrawn_at": timezone.now(), "withdrawn_by": release.by, "withdrawn_reason": "A source asked us to."}
    Release.objects.filter(pk=release.pk).update(**gone)
    answer = ask(release)
    assert (answer.status_code, answer.json()["code"]) == (410, "withdrawn")
    assert "A source asked us to." in answer.json()["detail"]
    assert ask(release, Authorization="Bearer wrong").status_code == 401


def test_other_methods_are_refused(release: Release) -> None:
    for method in ("POST", "PUT", "DELETE", "OPTIONS"):
        answer = ask(release, method)
        assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD")


def test_a_removed_member_gets_nothing(release: Release) -> None:
    member = make_member(release.project, "researcher")
    secret = make_token(member, release.project)
    assert ask(release, Authorization=f"Bearer {secret}").status_code == 200
    remove_member(Membership.objects.get(user=member), by=release.by)
    assert ask(release, Authorization=f"Bearer {secret}").status_code == 401


def test_a_head_writes_nothing_and_ranges_are_noted_once(release: Release) -> None:
    secret = make_token(release.by, release.project)
    with CaptureQueriesContext(connection) as queries:
        assert ask(release, "HEAD", Authorization=f"Bearer {secret}").status_code == 200
    assert not [query for query in queries if not query["sql"].startswith("SELECT")]
    assert Token.objects.get().last_used_at is None
    for start in range(5):
        assert ask(release, Authorization=f"Bearer {secret}", Range=f"bytes={start}-9").status_code == 206
    assert ask(release, Authorization=f"Bearer {secret}", If_None_Match=ETAG).status_code == 304
    noted = Event.objects.get(verb="export")
    assert (noted.by, noted.subject) == (release.by, f"release 1: {NAME}")
    assert noted.detail == {"file": f"{release.project.pk}/1/{NAME}"}


@EVERYWHERE
def test_a_file_that_is_not_what_was_promised_is_never_sent(release: Release) -> None:
    release_storage().delete(f"{release.folder}/{NAME}")
    with pytest.raises(FileNotFoundError):
        ask(release)
    release_storage().save(f"{release.folder}/{NAME}", ContentFile(BODY[:100]))
    for headers in ({}, {"Range": "bytes=0-9"}, {"Range": "bytes=200-"}):
        with pytest.raises(OSError, match=r"instead of|cannot be read"):
            ask(release, **headers)


@EVERYWHERE
def test_behind_nginx_only_the_place_is_named_if_it_is_on_our_disk(release: Release, settings: Any) -> None:
    settings.X_ACCEL_REDIRECT = "/protected/"
    answer = ask(release, Range="bytes=0-9")
    if not isinstance(release_storage(), FileSystemStorage):
        assert (answer.status_code, body(answer)) == (206, BODY[:10])
        assert "X-Accel-Redirect" not in answer
        return
    assert answer["X-Accel-Redirect"] == f"/protected/releases/{release.folder}/{NAME}"
    assert (answer.status_code, answer.content) == (200, b"")
    assert "Content-Range" not in answer
    assert answer["ETag"] == ETAG
    assert answer["Content-Disposition"] == 'attachment; filename="spans.parquet"'
    for ours in (
        ask(release, Range="bytes=0-9", If_Range=ETAG),
        ask(release, "HEAD"),
        ask(release, If_None_Match=ETAG),
    ):
        assert "X-Accel-Redirect" not in ours
