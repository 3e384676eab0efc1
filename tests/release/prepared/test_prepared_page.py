"""Large exports on the data page: offered where they help, followed, taken and removed there."""

from typing import Any

import pytest
from django.test import Client

from annotator.release.prepared import reading
from annotator.release.prepared.models import PreparedExport
from articles.models import Project
from tests.factories import make_member
from tests.release.prepared.conftest import Person, work

pytestmark = pytest.mark.django_db(transaction=True)
OFFER = b'id="prepare-as"'


def page(client: Client, project: Project, query: str = "") -> bytes:
    return client.get(f"/projects/{project.slug}/data/{query}").content


def order(client: Client, project: Project, form: str, query: str = "") -> Any:
    return client.post(f"/projects/{project.slug}/data/exports/{query}", {"as": form}, follow=True)


def test_it_is_offered_where_there_is_much_and_slow_formats_sooner(project: Project, monkeypatch: Any) -> None:
    client = Person(project).client
    assert OFFER not in page(client, project)
    monkeypatch.setattr(reading, "LARGE_FOR_SLOW", 7)
    slow = page(client, project)
    assert (b'<option value="jsonld">' in slow, b'<option value="jsonl">' in slow) == (True, False)
    assert OFFER not in page(client, project, "?outlet=A")
    monkeypatch.setattr(reading, "LARGE", 7)
    assert b'<option value="jsonl">' in page(client, project)


def test_an_export_keeps_the_filters_of_the_page_and_ends_as_a_file_to_download(project: Project) -> None:
    someone = Person(project)
    answer = order(someone.client, project, "jsonl", "?outlet=A")
    assert answer.redirect_chain[-1][0].endswith("/data/?outlet=A#prepared")
    assert b"data-export-watch=" in answer.content
    export = PreparedExport.objects.get()
    assert (export.form, export.filters) == ("jsonl", {"outlet": "A"})
    work()
    done = page(someone.client, project)
    address = f"/api/v1/projects/{project.slug}/exports/{export.pk}/files/"
    assert (address.encode() in done, b"data-export-watch=" in done, b"outlet: A" in done) == (True, False, True)
    assert address.encode() not in page(Person(project, make_member(project)).client, project)


def test_cancelling_takes_it_off_the_page(project: Project) -> None:
    someone = Person(project)
    order(someone.client, project, "csv")
    export = PreparedExport.objects.get()
    other = Person(project, make_member(project)).client
    removal = f"/projects/{project.slug}/data/exports/{export.pk}/removal/"
    assert other.post(removal).status_code == 404
    assert someone.client.post(removal).status_code == 302
    export.refresh_from_db()
    assert (export.state, removal.encode() in page(someone.client, project)) == ("cancelled", False)


def test_a_refusal_is_told_on_the_page_and_nonsense_makes_none(project: Project) -> None:
    client = Person(project).client
    for outlet in ("", "?outlet=A", "?outlet=B"):
        order(client, project, "csv", outlet)
    refused = order(client, project, "jsonl")
    assert b"3 exports of yours are being prepared" in refused.content
    assert client.post(f"/projects/{project.slug}/data/exports/", {"as": "nonsense"}).status_code == 404
    assert order(client, project, "csv", "?outlet=nowhere").status_code == 422
    assert PreparedExport.objects.count() == 3
