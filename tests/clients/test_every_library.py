"""Every line of the documentation, run for real against a private release: all libraries see what the database has.

The libraries are in an environment of their own: `make clients` makes it and runs this; the soak does when it is there.
"""

import json
import os
import subprocess
from itertools import chain
from pathlib import Path
from typing import Any

import pytest

from annotator.release.files.actions import make_link
from annotator.work.models import Span
from articles.models import Article
from tests.factories import make_article, make_set, make_span, make_token
from tests.release.test_frozen import built, folder_of, make_corpus

ROOT = Path(__file__).parent.parent.parent
PYTHON = Path(os.environ.get("CLIENTS_PYTHON", ROOT / ".venv-clients/bin/python"))
BY_PART = {"datasets_folder", "datasets_nested"}

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.soak,
    pytest.mark.skipif(not PYTHON.exists(), reason="the libraries are not installed: make clients"),
]


def test_every_library_reads_what_the_database_has(live_server: Any, tmp_path: Path) -> None:
    project = make_corpus()
    for number in range(17):  # enough for three parts
        date = f"2024-06-{number + 1:02}T12:00:00Z"
        article = make_article(project, licence="CC BY 4.0", external_id=f"b{number}", published_at=date)
        make_span(make_set(article, submitted=True), "Ada Brok")
    release = built(project, split="time")
    (tmp_path / "release").symlink_to(folder_of(release))
    files = f"{live_server.url}/api/v1/projects/{release.project.slug}/releases/{release.number}/files/"
    signed = live_server.url + make_link(release, by=release.by)[0].address
    script = Path(__file__).with_name("every_library.py")
    done = subprocess.run(
        [PYTHON, script, files, make_token(release.by, release.project), signed, tmp_path],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    told = {line["client"]: line for line in map(json.loads, filter(is_told, done.stdout.splitlines()))}
    assert len(told) > 10, done.stderr[-3000:]
    failed = [name + line["failed"][-700:] for name, line in told.items() if "failed" in line]
    assert not failed, "\n".join(failed)
    spans = {str(uuid) for uuid in Span.objects.filter(set__project=release.project).values_list("uuid", flat=True)}
    for name in told.keys() - BY_PART:
        found = told[name]["found"]
        assert len(found) == len(spans), name
        assert set(found) == spans, name
    articles = sorted(Article.objects.filter(project=release.project).values_list("external_id", flat=True))
    assert told["datasets_folder"]["found"] == told["datasets_nested"]["found"]
    assert told["datasets_folder"]["found"].keys() == {"train", "validation", "test"}
    assert sorted(chain.from_iterable(told["datasets_folder"]["found"].values())) == articles


def is_told(line: str) -> bool:
    return line.startswith('{"client"')
