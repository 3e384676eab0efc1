"""Files over a real socket, by programs as people have them: parts, resuming, and cut downloads that are noticed."""

import hashlib
import random
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from annotator.release.files.actions import make_link
from annotator.release.models import Release
from articles.models import Event
from tests.factories import make_project, make_token
from tests.release.files.conftest import MANIFEST, make_release
from tests.release.test_stream import PATIENCE, server

pytestmark = pytest.mark.django_db(transaction=True)
NAME = "spans.parquet"
BODY = random.Random(1).randbytes(3_000_000)


class Clients:
    """curl and wget with a token, in a folder of their own."""

    def __init__(self, address: str, release: Release, folder: Path) -> None:
        self.root = f"http://{address}"
        self.url = f"{self.root}/api/v1/projects/{release.project.slug}/releases/{release.number}/files/"
        self.secret = make_token(release.by, release.project)
        self.folder = folder
        folder.mkdir()

    def curl(self, url: str, *options: str) -> "subprocess.CompletedProcess[bytes]":
        token = ("-H", f"Authorization: Bearer {self.secret}")
        return self.run("curl", "--silent", "--show-error", *token, *options, url)

    def run(self, *command: str) -> "subprocess.CompletedProcess[bytes]":
        return subprocess.run(command, cwd=self.folder, capture_output=True, timeout=PATIENCE, check=False)


@pytest.fixture
def release(monkeypatch: Any, tmp_path: Path) -> Release:
    monkeypatch.setenv("ASCRIBE_HOME", str(tmp_path))
    return make_release(make_project(), {NAME: BODY, "empty.csv": b""})


@pytest.fixture
def clients(release: Release, tmp_path: Path) -> Iterator[Clients]:
    with server() as address:
        yield Clients(address, release, tmp_path / "downloads")


def test_curl_reads_heads_parts_and_what_is_new(clients: Clients) -> None:
    url = clients.url + NAME
    head = clients.curl(url, "-I").stdout.decode().lower()
    assert head.startswith("http/1.1 200")
    assert f"content-length: {len(BODY)}\r" in head
    assert f'etag: "sha256-{hashlib.sha256(BODY).hexdigest()}"\r' in head
    assert "content-encoding" not in head
    assert clients.curl(url).stdout == BODY
    assert clients.curl(url, "-r", "0-9").stdout == BODY[:10]
    assert clients.curl(url, "-r", "2000000-").stdout == BODY[2_000_000:]
    assert clients.curl(url, "-r", "-7").stdout == BODY[-7:]
    assert clients.curl(url, "-r", "0-1,5-6").stdout == BODY
    assert clients.curl(clients.url + "empty.csv", "-w", "%{http_code}").stdout == b"200"
    status = ("-o", "answer", "-w", "%{http_code}")
    assert clients.curl(url, "-r", "9999999-", *status).stdout == b"416"
    tag = f'If-None-Match: "sha256-{hashlib.sha256(BODY).hexdigest()}"'
    assert clients.curl(url, "-H", tag, *status).stdout == b"304"
    assert clients.curl(url, "-I", "-H", tag, *status).stdout == b"304"


def test_one_connection_is_used_again_after_each_kind_of_answer(clients: Clients) -> None:
    """A body that is longer or shorter than it says would spoil the next answer."""
    url = clients.url + NAME
    token = f"Authorization: Bearer {clients.secret}"
    each = [("-r", "5-9"), ("-I",), ("-r", "9999999-"), ("-r", "100000-299999"), ()]
    command = ["curl", "--silent"]
    for options in each:
        command += ["-H", token, *options, "-o", "/dev/null", "-w", "%{http_code} %{num_connects}\n", url, "--next"]
    told = clients.run(*command[:-1]).stdout.decode().split("\n")
    assert told[:-1] == ["206 1", "200 0", "416 0", "206 0", "200 0"]


def test_a_broken_download_goes_on_where_it_stopped(clients: Clients) -> None:
    (clients.folder / NAME).write_bytes(BODY[:1_234_567])
    assert clients.curl(clients.url + NAME, "-C", "-", "-O", "--fail").returncode == 0
    assert (clients.folder / NAME).read_bytes() == BODY
    (clients.folder / NAME).write_bytes(BODY[:17])
    wget = clients.run("wget", "-q", "-c", "--user=me", f"--password={clients.secret}", clients.url + NAME)
    assert wget.returncode == 0, wget.stderr
    assert (clients.folder / NAME).read_bytes() == BODY


def test_a_link_needs_no_token(clients: Clients, release: Release) -> None:
    link = clients.root + make_link(release, by=release.by)[0].address + NAME
    assert clients.run("curl", "--silent", "-r", "10-19", link).stdout == BODY[10:20]
    assert Event.objects.filter(verb="export").count() == 1


@pytest.mark.parametrize("cuts", [6, pytest.param(100, marks=pytest.mark.soak)])
def test_a_cut_download_is_noticed_by_sha256sum(clients: Clients, cuts: int) -> None:
    """Cut anywhere, also inside the last kilobyte, or with a byte changed on the way."""
    clients.curl(clients.url + MANIFEST, "-O", "--fail")
    clients.curl(clients.url + "empty.csv", "-O", "--fail")
    chance = random.Random(7)
    for number in range(cuts):
        kept = chance.randrange(len(BODY)) if number % 2 else len(BODY) - 1 - chance.randrange(1000)
        assert clients.curl(clients.url + NAME, "-r", f"0-{max(0, kept - 1)}", "-o", NAME, "--fail").returncode == 0
        checked = clients.run("sha256sum", "-c", MANIFEST)
        assert checked.returncode != 0, f"cut at {kept}"
        assert f"{NAME}: FAILED".encode() in checked.stdout
    assert clients.curl(clients.url + NAME, "-o", NAME, "--fail").returncode == 0
    assert clients.run("sha256sum", "-c", MANIFEST).returncode == 0
