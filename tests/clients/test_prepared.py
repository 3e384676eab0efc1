"""A large export is asked for, waited for as long as the server says, and fetched like a file of a release."""

from pathlib import Path
from typing import Any

import pytest

from annotator.release.prepared import tasks  # noqa: F401  what a worker imports
from ascribe import Failed
from tests.clients.conftest import Client, work_off_later
from tests.clients.cutting import cutting
from tests.clients.test_reading import make_corpus

pytestmark = pytest.mark.django_db(transaction=True)


def test_it_has_the_bytes_of_the_live_export(client: Client, live_server: Any, tmp_path: Path) -> None:
    project = make_corpus(12)
    live = client(project).export(outlet="Daily, “Planet”").save(tmp_path / "live.jsonl")
    with cutting(live_server.url) as proxy:
        asked = client(project, url=proxy.url)
        work_off_later(asked)
        prepared = asked.prepare_export(outlet="Daily, “Planet”")
        assert prepared.info["state"] == "queued"
        proxy.cuts = [None, 2000]  # it is asked for once, then the file breaks off
        path = prepared.save(tmp_path / "prepared.jsonl")
    assert path.read_bytes() == live.read_bytes()
    assert sorted(file.name for file in tmp_path.glob("*.jsonl*")) == ["live.jsonl", "prepared.jsonl"]


def test_the_same_wish_is_done_once(client: Client) -> None:
    asked = client(make_corpus(1))
    assert asked.prepare_export("csv").info["url"] == asked.prepare_export("csv").info["url"]


def test_one_that_was_cancelled_is_not_waited_for(client: Client, tmp_path: Path) -> None:
    prepared = client(make_corpus(1)).prepare_export()
    prepared.cancel()
    with pytest.raises(Failed, match="cancelled"):
        prepared.save(tmp_path / "never")
    assert not (tmp_path / "never").exists()
