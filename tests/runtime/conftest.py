"""Real workers, brokers and supervisors for the tests of the runtime."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import kombu.pools
import pytest
from django.db import connection

from annotator.celery import app
from annotator.runtime.home import REPOSITORY
from annotator.runtime.launch import __file__ as launch


def database_url() -> str:
    """Where the tests' own database is, for another process."""
    given = connection.settings_dict
    user = f"{quote(given['USER'])}{':' + quote(given['PASSWORD']) if given['PASSWORD'] else ''}"
    host = f"host={quote(given['HOST'], safe='')}&port={given['PORT'] or 5432}"
    return f"postgresql://{user}@/{given['NAME']}?{host}"


def wait_until(true: Callable[[], object], seconds: float = 60.0) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)


def start(*arguments: str, **environment: str) -> subprocess.Popen[str]:
    """Another Python of ours that does not outlive the tests."""
    command = [sys.executable, "-I", "-S", str(launch), "--parent", str(os.getpid()), "--signal", "SIGTERM", "--"]
    return subprocess.Popen(
        [*command, sys.executable, *arguments],
        cwd=REPOSITORY,
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


@pytest.fixture
def redis_url() -> Iterator[str]:
    """A throw-away Redis that listens on a socket file."""
    program = shutil.which("redis-server")
    if program is None:
        pytest.skip("redis-server is not installed (apt-get install redis-server)")
    folder = Path(tempfile.mkdtemp(prefix="ascribe-redis-"))
    socket = folder / "s"
    options = ("--port", "0", "--unixsocket", str(socket), "--dir", str(folder), "--save", "")
    server = subprocess.Popen([program, *options], stdout=subprocess.DEVNULL)
    try:
        wait_until(socket.exists)
        yield f"redis+socket://{socket}"
    finally:
        server.terminate()
        server.wait()
        shutil.rmtree(folder)


@pytest.fixture(params=["embedded", "redis"])
def broker_url(
    request: pytest.FixtureRequest, transactional_db: None, monkeypatch: pytest.MonkeyPatch
) -> Iterator[str]:
    """Each broker in turn, for this process and for workers that `start_worker` makes."""
    embedded = request.param == "embedded"
    url = database_url() if embedded else request.getfixturevalue("redis_url")
    options = app.conf.broker_transport_options
    app.conf.broker_transport_options = {"conninfo": url} if embedded else {}
    monkeypatch.setenv("CELERY_BROKER_URL", url)  # Celery looks there before it looks into its settings
    forget_connections()
    yield url
    app.conf.broker_transport_options = options
    forget_connections()


def forget_connections() -> None:
    kombu.pools.reset()
    app._pool = None
    app.amqp._producer_pool = None


@pytest.fixture
def start_worker(broker_url: str) -> Iterator[Callable[[], subprocess.Popen[str]]]:
    """Makes real workers on the broker under test, with the jobs of `tests.runtime.works`."""
    workers: list[subprocess.Popen[str]] = []

    def one_more() -> subprocess.Popen[str]:
        arguments = ("-m", "celery", "-A", "annotator", "--skip-checks", "worker", "-I", "tests.runtime.works")
        lean = ("-l", "INFO", "--without-gossip", "--without-mingle", "--without-heartbeat")
        workers.append(
            start(*arguments, *lean, DATABASE_URL=database_url(), CELERY_BROKER_URL=broker_url, WORKER_CONCURRENCY="1")
        )
        return workers[-1]

    yield one_more
    for worker in workers:
        print(last_words(worker))  # shown by pytest when the test fails


def last_words(worker: subprocess.Popen[str]) -> str:
    """End a worker as the supervisor does: asked first, killed when that takes too long."""
    if worker.poll() is None:
        worker.send_signal(signal.SIGQUIT)
    try:
        return worker.communicate(timeout=10)[0]
    except subprocess.TimeoutExpired:
        worker.kill()
        return worker.communicate()[0]
