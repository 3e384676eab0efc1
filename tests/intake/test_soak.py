"""A file of a million lines: read in constant memory, its three bad lines named."""

import os
import time
from pathlib import Path

import orjson
import pytest
from django.core.files.base import File

from annotator.intake.receiving import actions
from articles.models import Article, UploadItem

LINES = int(os.environ.get("SOAK_LINES") or 1_000_000)
MOST_GROWTH = 150 * 2**20
BAD = {LINES // 7: b"{broken", LINES // 3: b'{"title": "no text"}', LINES - 2: b'{"text": "\xff"}'}


def resident() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


@pytest.fixture
def large(tmp_path):
    path = tmp_path / "large.jsonl"
    with path.open("wb") as file:
        for number in range(LINES):
            text = (
                f"Minister {number} denies it.\n“No,” she said on day {number % 97}. She left for port {number % 13}."
            )
            file.write(BAD.get(number) or orjson.dumps({"id": number, "text": text}))
            file.write(b"\n")
    return path


@pytest.mark.soak
@pytest.mark.django_db
def test_a_million_lines_with_three_bad_ones(project, large):
    with large.open("rb") as file:
        upload = actions.receive_upload(project=project, file=File(file), filename="large.jsonl", by=project.created_by)
    sizes: list[int] = []
    begun = time.perf_counter()
    actions.read_upload(upload, tell=lambda done, total: sizes.append(resident()))
    took = time.perf_counter() - begun
    upload.refresh_from_db()
    assert upload.report["counts"] == {"added": LINES - len(BAD), "refused": len(BAD)}
    refused = UploadItem.objects.filter(upload=upload, state="refused").order_by("line")
    assert [item.line - 1 for item in refused if item.line] == sorted(BAD)
    assert Article.objects.count() == LINES - len(BAD)
    assert max(sizes) - sizes[min(5, len(sizes) - 1)] < MOST_GROWTH
    print(f"{LINES / took:,.0f} articles a second; grew by {(max(sizes) - sizes[5]) / 2**20:.0f} MB")
