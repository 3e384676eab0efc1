"""The nginx of our documents before the program: what it serves by itself keeps our contract."""

import os
import re
import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import httpx
import pytest

from annotator.release.models import Release
from tests.factories import make_project, make_token
from tests.release.files.conftest import make_release
from tests.release.test_stream import PATIENCE, server, wait_for

DOCUMENT = Path(__file__).parents[3] / "docs/data-out.md"
NAME, BODY = "spans.parquet", bytes(range(256)) * 400
CONFIGURATION = """
{user}
daemon off;
pid {folder}/pid;
error_log {folder}/error.log;
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/t1; proxy_temp_path {folder}/t2; fastcgi_temp_path {folder}/t3;
    uwsgi_temp_path {folder}/t4; scgi_temp_path {folder}/t5;
    server {{
        listen 127.0.0.1:{port};
{ours}
    }}
}}
"""

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(shutil.which("nginx") is None, reason="nginx is not installed (apt-get install nginx-light)"),
]


class Origins(NamedTuple):
    nginx: str
    program: str


@pytest.fixture
def nginx(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Origins]:
    """Before the product, configured as the documents say."""
    monkeypatch.setenv("ASCRIBE_HOME", str(tmp_path))
    monkeypatch.setenv("X_ACCEL_REDIRECT", "/protected/")
    (documented,) = re.findall(r"```nginx\n(.*?)```", DOCUMENT.read_text(), re.DOTALL)
    with socket.socket() as free, server() as address:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        ours = documented.replace("127.0.0.1:8000", address).replace("/var/lib/ascribe/", f"{tmp_path}/")
        user = "user root;" if os.geteuid() == 0 else ""
        configuration = tmp_path / "nginx.conf"
        configuration.write_text(CONFIGURATION.format(folder=tmp_path, port=port, ours=ours, user=user))
        with subprocess.Popen(["nginx", "-c", str(configuration), "-p", str(tmp_path)], stderr=subprocess.PIPE) as web:
            try:
                wait_for(lambda: socket.socket().connect_ex(("127.0.0.1", port)) == 0 or web.poll() is not None)
                assert web.poll() is None, web.stderr and web.stderr.read()
                yield Origins(f"http://127.0.0.1:{port}", f"http://{address}")
            finally:
                web.terminate()
                web.wait(PATIENCE)


def ask(release: Release, origin: str, method: str = "GET", **headers: str) -> httpx.Response:
    path = f"/api/v1/projects/{release.project.slug}/releases/{release.number}/files/{NAME}"
    token = {"Authorization": f"Bearer {make_token(release.by, release.project)}", "Accept-Encoding": "gzip"}
    return httpx.request(method, origin + path, headers={**token, **headers}, timeout=PATIENCE)


def test_nginx_sends_wholes_and_parts_under_our_etag(nginx: Origins) -> None:
    release = make_release(make_project(), {NAME: BODY})
    assert ask(release, nginx.program).headers["X-Accel-Redirect"].startswith("/protected/")
    whole = ask(release, nginx.nginx)
    etag = whole.headers["ETag"]
    assert (whole.status_code, whole.content, whole.headers.get("X-Accel-Redirect")) == (200, BODY, None)
    assert etag.startswith('"sha256-')
    assert "immutable" in whole.headers["Cache-Control"]
    assert "Content-Encoding" not in whole.headers
    part = ask(release, nginx.nginx, Range="bytes=10-19")
    assert (part.status_code, part.content) == (206, BODY[10:20])
    assert part.headers["Content-Range"] == f"bytes 10-19/{len(BODY)}"
    assert part.headers["ETag"] == etag
    resumed = ask(release, nginx.nginx, Range="bytes=10-", **{"If-Range": etag})
    assert (resumed.status_code, resumed.content) == (206, BODY[10:])
    changed = ask(release, nginx.nginx, Range="bytes=10-", **{"If-Range": '"sha256-other"'})
    assert (changed.status_code, changed.content) == (200, BODY)
    head = ask(release, nginx.nginx, "HEAD")
    assert (head.status_code, head.headers["Content-Length"], head.content) == (200, str(len(BODY)), b"")
    assert ask(release, nginx.nginx, **{"If-None-Match": etag}).status_code == 304
    assert ask(release, nginx.nginx, Range=f"bytes={len(BODY)}-").status_code == 416


def test_nobody_takes_a_file_from_nginx_itself(nginx: Origins) -> None:
    release = make_release(make_project(), {NAME: BODY})
    assert httpx.get(f"{nginx.nginx}/protected/releases/{release.folder}/{NAME}").status_code == 404
