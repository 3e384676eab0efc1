"""There is no R where this is tested: what its function asks for is asked here in the same words."""

import csv
import hashlib
import io
import re
from pathlib import Path
from typing import Any

import httpx
import polars
import pytest

from annotator.release.frozen.tables import TABLES
from tests.factories import make_token
from tests.release.test_frozen import built, make_corpus

pytestmark = pytest.mark.django_db(transaction=True)
SOURCE = (Path(__file__).resolve().parents[2] / "clients/r/ascribe.R").read_text(encoding="utf-8")


def test_what_the_function_asks_for_is_there(live_server: Any) -> None:
    release = built(make_corpus())
    project = release.project
    address, table = (re.search(rf'"({form})"', SOURCE)[1] for form in (r"%s/api/\S+", r"data/%s\.%s"))
    scheme = re.search(r'Authorization = paste\("(\w+)", token\)', SOURCE)[1]
    headers = {"Authorization": f"{scheme} {make_token(project.created_by, project)}"}

    def asked(name: str) -> bytes:
        answer = httpx.get(address % (live_server.url, project.slug, 1, name), headers=headers)
        assert answer.status_code == 200, name
        return answer.content

    lines = asked("MANIFEST.sha256").decode().splitlines()
    known = {line[66:]: line[:64] for line in lines}  # R counts from 1
    assert {"substr(lines, 1, 64)", "substring(lines, 67)"} <= set(re.findall(r"substr\w*\([^()]+\)", SOURCE))
    assert f"# Tables: {', '.join(TABLES)}." in SOURCE
    for name in TABLES:
        found = {suffix: asked(table % (name, suffix)) for suffix in ("parquet", "csv")}
        for suffix, body in found.items():
            assert hashlib.sha256(body).hexdigest() == known[f"data/{name}.{suffix}"]
        rows = list(csv.DictReader(io.StringIO(found["csv"].decode(), newline="")))
        assert len(rows) == polars.read_parquet(found["parquet"]).height
