"""What needs nothing but a shell: curl and sha256sum against a private release, and the requests that DuckDB sends."""

import hashlib
import random
import subprocess
from pathlib import Path
from typing import Any

import duckdb
import httpx
import pytest

from annotator.release.models import Release
from tests.clients.cutting import cutting
from tests.factories import make_token
from tests.release.test_frozen import built, make_corpus

pytestmark = pytest.mark.django_db(transaction=True)
NAME = "data/spans.parquet"


@pytest.fixture
def release() -> Release:
    return built(make_corpus())


class Shell:
    """curl as a researcher types it, in a folder of its own."""

    def __init__(self, release: Release, server: str, folder: Path) -> None:
        self.release, self.folder = release, folder
        self.header = f"Authorization: Bearer {make_token(release.by, release.project)}"
        self.path = f"/api/v1/projects/{release.project.slug}/releases/{release.number}/files/"
        self.server = server

    def curl(self, *options: str, name: str = NAME, server: str = "") -> "subprocess.CompletedProcess[bytes]":
        words = ["curl", "--silent", "--show-error", "-H", self.header, *options]
        address = (server or self.server) + self.path + name
        return subprocess.run([*words, address], cwd=self.folder, capture_output=True, timeout=60, check=False)

    def checks(self) -> "subprocess.CompletedProcess[bytes]":
        """`sha256sum -c` of the file alone, by its line of the manifest."""
        line = next(one for one in self.curl(name="MANIFEST.sha256").stdout.splitlines() if one.endswith(NAME.encode()))
        words = ["sha256sum", "--check", "--strict"]
        return subprocess.run(words, input=line + b"\n", cwd=self.folder, capture_output=True, check=False)


@pytest.fixture
def shell(release: Release, live_server: Any, tmp_path: Path) -> Shell:
    (tmp_path / "data").mkdir()
    return Shell(release, live_server.url, tmp_path)


def test_curl_looks_takes_parts_and_goes_on(shell: Shell) -> None:
    assert shell.curl("--fail", "-o", NAME).returncode == 0
    whole = (shell.folder / NAME).read_bytes()
    looked = shell.curl("-I").stdout.decode().lower()
    assert f"content-length: {len(whole)}" in looked
    assert "accept-ranges: bytes" in looked
    assert shell.curl("-r", "0-9").stdout == whole[:10]
    assert shell.curl("-r", "-8").stdout == whole[-8:]
    (shell.folder / NAME).write_bytes(whole[: len(whole) // 3])
    assert shell.checks().returncode == 1
    assert shell.curl("--fail", "-C", "-", "-o", NAME).returncode == 0
    assert (shell.folder / NAME).read_bytes() == whole
    assert shell.checks().returncode == 0


def test_curl_fails_where_nothing_is_to_be_had(shell: Shell) -> None:
    assert shell.curl("--fail", name="no.such.file").returncode == 22
    shell.header = "Authorization: Bearer wrong"
    assert shell.curl("--fail").returncode == 22


@pytest.mark.parametrize("cuts", [pytest.param(8), pytest.param(100, marks=pytest.mark.soak)])
def test_sha256sum_notices_every_download_that_is_cut_off(shell: Shell, cuts: int) -> None:
    """With curl's own complaint unheeded, as a script without --fail would."""
    size, chance = len(shell.curl().stdout), random.Random(5)
    with cutting(shell.server) as proxy:
        for _ in range(cuts):
            proxy.cuts = [chance.randrange(1, size)]
            shell.curl("-o", NAME, server=proxy.url)
            assert shell.checks().returncode == 1
    assert shell.curl("-o", NAME).returncode == 0
    assert shell.checks().returncode == 0


def test_the_requests_duckdb_sends_give_it_the_table(shell: Shell, release: Release) -> None:
    """Its extension httpfs is fetched from the network, so its requests are sent by hand: HEAD, the end, the groups."""
    key, _, value = shell.header.partition(": ")
    with httpx.Client(base_url=shell.server, headers={key: value}) as client:
        head = client.head(shell.path + NAME)
        size = int(head.headers["Content-Length"])
        assert (head.status_code, head.headers["Accept-Ranges"], head.content) == (200, "bytes", b"")
        end = client.get(shell.path + NAME, headers={"Range": f"bytes={size - 8}-{size - 1}"})
        assert (end.status_code, end.content[-4:]) == (206, b"PAR1")
        footer = int.from_bytes(end.content[:4], "little")
        pieces = [(0, size - footer - 9), (size - footer - 8, size - 1)]
        told = [client.get(shell.path + NAME, headers={"Range": f"bytes={a}-{b}"}) for a, b in pieces]
    assert {answer.headers["ETag"] for answer in told} == {head.headers["ETag"]}
    content = b"".join(answer.content for answer in told)
    assert hashlib.sha256(content).hexdigest() == release.files.get(name=NAME).sha256
    put_together = shell.folder / "spans.parquet"
    put_together.write_bytes(content)
    count = duckdb.sql(f"SELECT count(*) FROM '{put_together}'").fetchall()
    assert count == [(release.counts["spans"],)]
