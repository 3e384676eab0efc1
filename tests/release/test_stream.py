"""A download over a real socket: one that breaks off is seen to, and nothing is left behind."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection

from annotator.release.stream import EXPORTS_AT_ONCE, Export
from articles.access import Refusal
from articles.models import Project
from tests.factories import make_article, make_project, make_set, make_token

pytestmark = pytest.mark.django_db(transaction=True)
LARGE = 40  # articles of a quarter of a megabyte: more than sockets and pipes hold
PATIENCE = 90.0  # seconds; on a busy machine


def large_project() -> tuple[Project, str]:
    project = make_project()
    for number in range(LARGE):
        make_set(make_article(project, f"{number} " + "word " * 50_000), submitted=True)
    return project, make_token(project.created_by, project)


@contextmanager
def server() -> Iterator[str]:
    """The product's web server on the database of this test."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    database = psycopg.conninfo.make_conninfo("", **_where())
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "-c",
        "python:annotator.runtime.gunicorn_conf",
        "--log-level",
        "critical",
    ]
    environment = os.environ | {"WEB_BIND": address, "WEB_WORKERS": "1", "DATABASE_URL": database}
    with subprocess.Popen(command, env=environment) as web:
        try:
            wait_for(lambda: answers(address))
            yield address
        finally:
            web.terminate()
            web.wait(PATIENCE)


@pytest.fixture(scope="module")
def address(django_db_setup: None) -> Iterator[str]:
    with server() as listening:
        yield listening


def _where() -> dict[str, Any]:
    settings = connection.settings_dict
    return {"dbname": settings["NAME"], "host": settings["HOST"], "user": settings["USER"]}


def answers(address: str) -> bool:
    host, _, port = address.partition(":")
    with socket.socket() as probe:
        return probe.connect_ex((host, int(port))) == 0 and b"200" in ask(address, "/api/v1/").recv(64)


def wait_for(condition: Callable[[], Any]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "in vain"
        time.sleep(0.05)


def ask(address: str, path: str, token: str = "", version: str = "1.1") -> socket.socket:
    """A request on a socket of its own; nothing of the answer is read."""
    host, _, port = address.partition(":")
    client = socket.create_connection((host, int(port)), timeout=PATIENCE)
    lines = [f"GET {path} HTTP/{version}", "Host: localhost", f"Authorization: Bearer {token}" if token else "X-No: 1"]
    client.sendall("\r\n".join([*lines, "Connection: close", "", ""]).encode())
    return client


def running() -> list[int]:
    """The server processes of exports, whether they send or wait for their client."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'COPY (%'"
            " AND state <> 'idle' AND pid <> pg_backend_pid()"
        )
        return [pid for (pid,) in cursor.fetchall()]


def curl(address: str, path: str, token: str, *options: str) -> "subprocess.Popen[bytes]":
    command = [
        "curl",
        "--silent",
        "--fail",
        "-H",
        f"Authorization: Bearer {token}",
        f"http://{address}{path}",
        *options,
    ]
    return subprocess.Popen(command, stdout=subprocess.PIPE)


def test_a_download_that_breaks_off_is_not_taken_for_a_whole_one(tmp_path: Path, address: str) -> None:
    project, token = large_project()
    path = f"/api/v1/projects/{project.slug}/export/"
    whole, _ = curl(address, path, token).communicate(timeout=PATIENCE)
    received = tmp_path / "received"
    torn = curl(address, path, token, "--limit-rate", "1M", "-o", str(received))
    wait_for(lambda: received.exists() and received.stat().st_size)  # before that, it would be an error 500
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [running()[0]])
    assert torn.wait(PATIENCE) == 18
    assert len([json.loads(line) for line in whole.splitlines()]) == LARGE


def test_a_client_that_goes_away_leaves_nothing_running(address: str):
    project, token = large_project()
    client = ask(address, f"/api/v1/projects/{project.slug}/export/", token)
    assert b"200 OK" in client.recv(1000)
    wait_for(running)
    client.close()
    wait_for(lambda: not running())


def test_more_than_a_few_at_once_are_asked_to_come_back(address: str):
    project, token = large_project()
    path = f"/api/v1/projects/{project.slug}/export/"
    slow = [ask(address, path, token) for _ in range(EXPORTS_AT_ONCE)]
    wait_for(lambda: len(running()) == EXPORTS_AT_ONCE)
    with ask(address, path, token) as client:
        answer = client.recv(10_000)
    assert answer.startswith(b"HTTP/1.1 429 ")
    assert b"\r\nRetry-After: 30\r\n" in answer
    slow.pop().close()
    wait_for(lambda: len(running()) < EXPORTS_AT_ONCE)
    with ask(address, path, token) as client:
        assert client.recv(1000).startswith(b"HTTP/1.1 200 ")
    for client in slow:
        client.close()
    wait_for(lambda: not running())


def test_http_1_0_needs_a_trailer_to_tell_a_whole_download_from_a_torn_one(address: str):
    project, token = large_project()
    path = f"/api/v1/projects/{project.slug}/export/"
    with ask(address, path, token, version="1.0") as client:
        assert client.recv(1000).split(b" ", 2)[1] == b"505"
    body = b""
    with ask(address, f"{path}?trailer=1", token, version="1.0") as client:
        while chunk := client.recv(2**20):
            body += chunk
    assert json.loads(body.rpartition(b"\n")[0].rpartition(b"\n")[2])["articles"] == LARGE


def test_a_statement_that_fails_at_once_is_answered_and_leaves_nothing_running():
    with pytest.raises(psycopg.errors.DivisionByZero):
        Export("SELECT 1/0")
    assert running() == []


def test_what_fails_on_the_way_is_raised_and_leaves_nothing_running():
    failing = Export("SELECT repeat('x', 100000), 100 / (100 - n) FROM generate_series(1, 100) n")
    with pytest.raises(psycopg.errors.DivisionByZero):
        b"".join(failing)
    failing.close()
    assert running() == []


def test_an_export_that_nobody_reads_lets_go_when_it_is_closed():
    unread = Export("SELECT repeat('x', 1000) FROM generate_series(1, 100000)")
    assert len(running()) == 1
    unread.close()
    assert running() == []


def test_places_are_counted_across_connections():
    held = [Export("SELECT repeat('x', 1000) FROM generate_series(1, 100000)") for _ in range(EXPORTS_AT_ONCE)]
    with pytest.raises(Refusal) as refused:
        Export("SELECT 1")
    assert (refused.value.status, refused.value.code) == (429, "too_many_exports")
    for one in held:
        one.close()
    assert b"".join(Export("SELECT 1")) == b"1\n"
