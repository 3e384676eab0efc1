"""A file is fetched from the public internet or not at all, and only where that is switched on."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.urls import reverse

from annotator.intake.fetching import fetch
from articles import reaching
from articles.drafts import Fault
from articles.models import Upload
from articles.reaching import is_public
from tests.factories import make_project, make_token

PUBLIC = "93.184.216.34"
PAGE = b"<html><body><article><h1>Harbour deal is off</h1><p>The minister said no.</p></article></body></html>"


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
        "255.255.255.255", "240.0.0.1", "192.0.2.1", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "ff02::1",
        "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "2001:db8::1",
        "2001:0:a00:1::80ff:fffe", "no address",
    ],
)  # fmt: skip
def test_an_address_inside_a_network_is_not_public_whatever_it_is_wrapped_in(address):
    assert not is_public(address)


def test_an_address_of_the_internet_is_public():
    assert all(map(is_public, (PUBLIC, "2606:2800:220:1:248:1893:25c8:1946", f"::ffff:{PUBLIC}")))


@pytest.mark.parametrize(
    "address",
    [
        "ftp://a.example/1", "file:///etc/passwd", "gopher://a.example", "//a.example/1", "a.example/1", "http://",
        "http://a.example:22/", "http://a.example:8080/", "http://a.example:99999/", "http://me:secret@a.example/",
        "http://a.example/\r\nHost: b",
        "http://a.example\\@b.example/", "http://[::1", "http://a.example/" + "x" * 2000,
    ],
)  # fmt: skip
def test_what_is_no_plain_web_address_is_refused_before_a_name_is_resolved(address):
    def resolve(host, port):
        raise AssertionError("resolved")

    with pytest.raises(Fault) as no:
        fetch(address, largest=1000, resolve=resolve)
    assert no.value.code == "bad_address"


@pytest.mark.parametrize("found", [["127.0.0.1"], [PUBLIC, "10.0.0.1"], ["::ffff:169.254.169.254"]])
def test_a_name_with_any_internal_address_behind_it_is_refused_before_a_connection(found, monkeypatch):
    monkeypatch.setattr(reaching, "connection_to", lambda *given: pytest.fail("connected"))
    with pytest.raises(Fault) as no:
        fetch("http://a.example/", largest=1000, resolve=lambda host, port: found)
    assert no.value.code == "internal_address"


def test_an_address_written_as_a_number_is_resolved_and_refused():
    for written in ("2130706433", "0x7f000001", "127.1", "localhost"):
        with pytest.raises(Fault) as no:
            fetch(f"http://{written}/", largest=1000)
        assert no.value.code in ("internal_address", "not_reached")


@pytest.fixture
def web():
    """A web server on this machine; gives its port and what was asked of it."""
    asked = []

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append((self.path, self.headers["Host"]))
            self.send_response(302 if self.path == "/moved" else 404 if self.path == "/gone" else 200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            if self.path == "/moved":
                self.send_header("Location", "http://127.0.0.1/secret")
            if self.path == "/packed":
                self.send_header("Content-Encoding", "gzip")
            self.end_headers()
            self.wfile.write(PAGE)

        def log_message(self, *said):
            """Tests have nothing to say."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.server_port, asked
        server.shutdown()
        thread.join()


def got(web, path, **more):
    port, _asked = web
    return fetch(
        f"http://a.example:{port}{path}", **{"largest": 10_000, **more}, ports={"http": port},
        resolve=lambda host, port: ["127.0.0.1"], allowed=lambda address: True,
    )  # fmt: skip


def test_a_file_is_fetched_once_from_the_address_that_was_checked_under_its_own_name(web):
    found = got(web, "/news/1?x=y")
    with found.file as file:
        assert (file.read(), found.size, found.name) == (PAGE, len(PAGE), "1.html")
    port, asked = web
    assert asked == [("/news/1?x=y", f"a.example:{port}")]


@pytest.mark.parametrize(
    ("path", "code", "more"),
    [
        ("/moved", "redirected", {}), ("/gone", "not_reached", {}), ("/packed", "not_reached", {}),
        ("/", "file_too_large", {"largest": 10}),
    ],
)  # fmt: skip
def test_redirects_errors_packing_and_too_much_are_refused(web, path, code, more):
    with pytest.raises(Fault) as no:
        got(web, path, **more)
    assert no.value.code == code
    assert len(web[1]) == 1


def test_a_certificate_must_be_valid_for_the_name(web):
    port, _asked = web
    with pytest.raises(Fault):
        fetch(
            f"https://a.example:{port}/", largest=10, ports={"https": port},
            resolve=lambda host, port: ["127.0.0.1"], allowed=lambda address: True,
        )  # fmt: skip


@pytest.mark.django_db
def test_it_is_off_unless_it_is_switched_on(client, settings, monkeypatch):
    project = make_project(slug="bridge")
    headers = {"Authorization": f"Bearer {make_token(project.created_by, project, 'write')}"}
    sent = {"url": "https://a.example/1"}
    answer = client.post("/api/v1/projects/bridge/uploads/", sent, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (422, "import_by_url_off")
    page = reverse("new_upload", args=["bridge"])
    client.force_login(project.created_by)
    assert 'name="address"' not in client.get(page).content.decode()
    settings.IMPORT_BY_URL = True
    assert 'name="address"' in client.get(page).content.decode()
    monkeypatch.setattr(reaching, "resolved", lambda host, port: ["10.0.0.1"])
    answer = client.post("/api/v1/projects/bridge/uploads/", sent, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (422, "internal_address")
    assert not Upload.objects.exists()
