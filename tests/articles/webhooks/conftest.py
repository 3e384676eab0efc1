"""A receiver of webhooks on this machine, and a webhook that leads there."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from articles.models import Project
from articles.webhooks import outbox
from articles.webhooks.actions import create_webhook
from articles.webhooks.models import Webhook


@dataclass
class Receiver:
    """What arrived, and what is answered: the next of `answers`, or 204."""

    port: int = 0
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)
    before_answer: Callable[[], None] = lambda: None


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    found = Receiver()

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            found.got.append((dict(self.headers), body))
            found.before_answer()
            self.send_response(found.answers.pop(0) if found.answers else 204)
            self.send_header("Location", f"http://127.0.0.1:{found.port}/elsewhere")
            self.end_headers()

        def log_message(self, *said: object) -> None:
            """Tests have nothing to say."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        found.port = server.server_port
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield found
        server.shutdown()
        thread.join()


@pytest.fixture
def rung(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The doorbells that were sent; no broker is asked."""
    sent: list[int] = []
    monkeypatch.setattr(outbox, "ring", sent.extend)
    return sent


@pytest.fixture
def hook(project: Project, receiver: Receiver, rung: list[int], settings: Any) -> Webhook:
    settings.WEBHOOKS_TO_PRIVATE_ADDRESSES = True
    made, _secret = create_webhook(
        project,
        url=f"http://127.0.0.1:{receiver.port}/hook?of=ascribe",
        events=["article.added", "set.submitted"],
        origin="https://ascribe.example",
        by=project.created_by,
    )
    return made
