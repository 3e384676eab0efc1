"""R's function, run by a real R where there is one, against a private release."""

import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from annotator.release.models import Release
from tests.factories import make_token
from tests.release.test_frozen import built, make_corpus

FUNCTION = Path(__file__).parents[2] / "clients/r/ascribe.R"
# Every quote is what stands in its document between its offsets; then how many spans there are.
SCRIPT = """
source(commandArgs(TRUE)[1])
ask <- function(table) ascribe_release(commandArgs(TRUE)[2], Sys.getenv("ASCRIBE_TOKEN"), commandArgs(TRUE)[3],
                                       as.integer(commandArgs(TRUE)[4]), table, commandArgs(TRUE)[5])
spans <- ask("spans")
documents <- ask("documents")
texts <- setNames(documents$text, documents$document_id)
found <- substring(texts[as.character(spans$document_id)], spans$start_char + 1, spans$end_char)
stopifnot(nrow(spans) > 0, all(found == spans$text))
cat(nrow(spans))
"""

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(shutil.which("Rscript") is None, reason="R is not installed (apt-get install r-base-core)"),
]


def run(release: Release, server: str, folder: Path) -> "subprocess.CompletedProcess[str]":
    where = [server, release.project.slug, str(release.number), str(folder)]
    token = {"ASCRIBE_TOKEN": make_token(release.by, release.project), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}
    command = ["Rscript", "--vanilla", "-e", SCRIPT, str(FUNCTION), *where]
    return subprocess.run(command, env=token, capture_output=True, text=True, timeout=120, check=False)


def test_r_reads_the_tables_of_a_release_and_its_offsets_are_ours(live_server: Any, tmp_path: Path) -> None:
    release = built(make_corpus())
    done = run(release, live_server.url, tmp_path)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) == release.counts["spans"]
