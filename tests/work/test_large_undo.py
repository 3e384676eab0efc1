"""Taking back a batch says in full what the batch had only deleted: it may be larger than any command."""

import uuid

import pytest

from annotator.work import operations
from annotator.work.models import Attribution
from tests.factories import make_article, make_member, make_project, make_set
from tests.work.test_saving import Sender, attribution, span

pytestmark = pytest.mark.django_db
A_BATCH = 90  # notes of 10,000 characters: just under 1 MB


def test_undoing_a_batch_is_never_refused_for_its_length(monkeypatch: pytest.MonkeyPatch) -> None:
    project = make_project()
    reading = make_set(make_article(project), make_member(project))
    assert reading.owner is not None
    sender = Sender(reading, reading.owner)
    content = span("We never met", "content")
    said = [attribution(content=[content["id"]], note="x" * 10_000) for _ in range(2 * A_BATCH)]
    sender.send(content, *said[:A_BATCH])
    sender.send(*said[A_BATCH:])
    deleting = str(uuid.uuid4())
    sender.send(*({"delete": "attribution", "id": one["id"]} for one in said), batch=deleting)
    assert not Attribution.objects.exists()

    assert sender.send(*said, expect=413)["code"] == "too_large"
    sender.send(*said, undoes=deleting)
    assert Attribution.objects.count() == len(said)
    monkeypatch.setattr(operations, "MAX_BYTES_UNDOING", 1_500_000)
    assert sender.send(*said, undoes=deleting, expect=413)["code"] == "too_large"  # but there is an end to it
