"""A finished export is told of: in the log, and to webhooks with a link that leads to its file."""

from typing import Any

import pytest
from django.test import Client

from articles.models import Event, Project
from articles.webhooks import outbox
from articles.webhooks.actions import create_webhook
from articles.webhooks.models import Delivery
from tests.factories import make_token
from tests.release.prepared.conftest import Person, work

pytestmark = pytest.mark.django_db(transaction=True)
ORIGIN = "https://ascribe.example"


@pytest.fixture(autouse=True)
def _told(project: Project, monkeypatch: Any) -> None:
    monkeypatch.setattr(outbox, "ring", lambda hooks: None)
    create_webhook(project, url="https://hooks.example/", events=["export.ready"], origin=ORIGIN, by=project.created_by)


def test_a_webhook_is_told_once_with_a_link_that_leads_to_the_file(project: Project) -> None:
    someone = Person(project)
    url = someone.order(**{"as": "csv"})["Location"]
    assert not Delivery.objects.exists()
    work()
    message = Delivery.objects.get()
    data = message.payload["data"]
    assert (message.kind, data["project"], data["by"]) == ("export.ready", project.slug, "A01")
    path = data["links"]["export"].removeprefix(ORIGIN)
    assert (url.endswith(path), data["export"]) == (True, int(path.rstrip("/").rpartition("/")[2]))
    headers = {"Authorization": f"Bearer {make_token(project.created_by, project)}"}
    told = Client().get(path, headers=headers).json()
    assert told["state"] == "succeeded"
    body = b"".join(Client().get(told["file"]["url"], headers=headers))  # type: ignore[arg-type]
    assert len(body) == told["file"]["bytes"]


def test_a_cancelled_one_is_told_to_no_webhook_and_the_log_names_the_export(project: Project) -> None:
    someone = Person(project)
    answer = someone.order(**{"as": "csv"})
    assert someone.client.delete(answer["Location"]).status_code == 204
    work()
    assert not Delivery.objects.exists()
    told = Event.objects.filter(verb__endswith="_export").order_by("pk")
    assert [(one.verb, one.detail["export"]) for one in told] == [
        ("prepare_export", answer.json()["id"]),
        ("cancel_export", answer.json()["id"]),
    ]
