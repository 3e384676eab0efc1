"""An entry that kills the process which reads it is passed over, alone: nothing else is lost or doubled."""

import io
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from annotator.intake import sandbox
from annotator.intake.formats.registry import BY_NAME
from annotator.intake.formats.source import Asked
from annotator.intake.found import Bad
from articles.drafts import Fault
from tests.intake.packed import zipped

ANNOTATION = "T1\tClaim 0 3\tOne\n"
SPOILED = """
import os, sys; sys.path.insert(0, {here!r})
import annotator.intake.reading as reading
from importlib import import_module

def deadly(module, name):
    real = getattr(module, name)
    def kills(given, *rest, **more):
        found = real(given, *rest, **more)
        if "DEADLY" in str(found) or "DEADLY" in str(given):
            os.kill(os.getpid(), 9)
        return found
    setattr(module, name, kills)

def frames(*given, real=reading.frames):
    for module, name in {where!r}:
        deadly(import_module("annotator.intake.formats." + module), name)
    return real(*given)

def send(out, *given, real=reading.send):
    real(out, *given)
    out.flush()

reading.frames, reading.send = frames, send
reading.main()
"""
WHERE = (("brat", "text_beside"), ("webannotation", "loaded"), ("lines", "as_draft"))


@pytest.fixture
def spoiled(monkeypatch, tmp_path):
    """Whatever holds the word DEADLY kills the process once it has been unpacked."""
    real = subprocess.Popen
    script = tmp_path / "spoiled.py"
    script.write_text(SPOILED.format(here=os.getcwd(), where=WHERE))
    monkeypatch.setattr(
        subprocess, "Popen", lambda command, **rest: real([command[0], str(script), *command[3:]], **rest)
    )


def read(**files):
    raw = zipped({name.replace("__", "."): content for name, content in files.items()})
    told = sandbox.Told()
    found = list(sandbox.read(io.BytesIO(raw), BY_NAME["zip"], "a.zip", len(raw), Asked(language="en"), told))
    articles = [one.draft.text for one in found if not isinstance(one, Bad)]
    refused = [(one.place, one.code) for one in found if isinstance(one, Bad)]
    return articles, refused, found


@pytest.mark.usefixtures("spoiled")
def test_what_was_read_of_an_entry_before_it_killed_stays_and_the_next_entry_comes_whole():
    dying = '{"text": "a1"}\n{"text": "a2"}\n{"text": "DEADLY"}\n{"text": "a4"}\n'
    articles, refused, _found = read(a__jsonl=dying, b__jsonl='{"text": "b1"}\n{"text": "b2"}\n{"text": "b3"}\n')
    assert articles == ["a1", "a2", "b1", "b2", "b3"]
    assert refused == [("a.jsonl", "beyond_limits")]


@pytest.mark.usefixtures("spoiled")
def test_an_annotation_file_that_kills_leaves_its_text_and_the_other_readings():
    articles, refused, found = read(
        a__txt="One.", a__ann=ANNOTATION, b__txt="One, two.", b_anna__ann=ANNOTATION, b_ben__ann="DEADLY",
        c__txt="One, two, three.", c__ann=ANNOTATION, z__txt="Alone.",
    )  # fmt: skip
    assert articles == ["One.", "One, two.", "One, two, three.", "Alone."]
    assert refused == [("b_ben.ann", "beyond_limits")]
    [of_b] = [one for one in found if not isinstance(one, Bad) and one.draft.text == "One, two."]
    assert [reading.annotator for reading in of_b.readings] == ["anna"]


@pytest.mark.usefixtures("spoiled")
def test_a_text_that_kills_takes_only_its_own_annotations_along():
    articles, refused, _found = read(
        a__txt="One.", a__ann=ANNOTATION, b__txt="DEADLY", b__ann=ANNOTATION, c__txt="One, two.", c__ann=ANNOTATION
    )
    assert articles == ["One.", "One, two."]
    assert refused == [("b.txt", "beyond_limits")]


@pytest.mark.usefixtures("spoiled")
def test_several_entries_kill_and_each_is_named():
    articles, refused, _found = read(
        a__txt="DEADLY", a__ann=ANNOTATION, b__jsonl='{"text": "DEADLY"}', c__jsonl='{"text": "c"}',
        d__txt="One.", d__ann="DEADLY", e__txt="One.", e__ann=ANNOTATION,
    )  # fmt: skip
    assert articles == ["One.", "c"]
    assert refused == [("a.txt", "beyond_limits"), ("d.ann", "beyond_limits"), ("b.jsonl", "beyond_limits")]


@pytest.mark.usefixtures("spoiled")
def test_web_annotations_that_kill_are_passed_over():
    articles, refused, _found = read(a__jsonld='{"target": "DEADLY"}', b__txt="Plain.")
    assert articles == ["Plain."]
    assert refused == [("a.jsonld", "beyond_limits")]


@pytest.mark.usefixtures("spoiled")
def test_an_archive_of_nothing_but_deadly_entries_is_refused_as_a_whole():
    with pytest.raises(Fault) as fault:
        read(**{f"e{number}__jsonl": '{"text": "DEADLY"}' for number in range(sandbox.MOST_DEATHS + 1)})
    assert fault.value.code == "beyond_limits"


ORPHAN = """
import sys; sys.path.insert(0, {here!r})
import subprocess
child = subprocess.Popen([sys.executable, "-c", {burning!r}, "{{}}"], start_new_session=True)
print(child.pid, flush=True)
import time; time.sleep(60)
"""
BURNING = """
import sys; sys.path.insert(0, {here!r})
import os
from annotator.intake import reading
reading.end_with(os.getppid())
open({ready!r}, "w").close()
while True: pass
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends a process with its parent")
def test_a_process_that_burns_time_ends_with_the_worker_that_is_killed(tmp_path):
    ready = tmp_path / "ready"
    burning = BURNING.format(here=os.getcwd(), ready=str(ready))
    worker = subprocess.Popen(
        [sys.executable, "-c", ORPHAN.format(here=os.getcwd(), burning=burning)], stdout=subprocess.PIPE, text=True
    )
    child = int(worker.stdout.readline())
    assert waited(ready.exists), "it never began"
    assert alive(child)
    worker.kill()
    worker.wait()
    worker.stdout.close()
    assert waited(lambda: not alive(child)), "it burns on"


def test_a_process_whose_worker_is_gone_already_reads_nothing():
    job = '{"parent": 1, "format": "lines", "name": "a", "size": 1, "asked": {}}'
    done = subprocess.run([sys.executable, "-m", "annotator.intake.reading", job], capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (1, "")
    assert "Nobody waits" in done.stderr


def alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except FileNotFoundError:
        return False


def waited(true, seconds=30):
    until = time.monotonic() + seconds
    while not true() and time.monotonic() < until:
        time.sleep(0.02)
    return true()
