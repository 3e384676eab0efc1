"""A private PostgreSQL for one data folder: no TCP, one Unix socket that only its owner may open."""

import hashlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Self
from urllib.parse import quote

import psycopg

from annotator.runtime.binaries import MAJOR, wheel_binaries
from annotator.runtime.home import FileLock, Home
from annotator.runtime.identity import Identity, identity_for
from annotator.runtime.trouble import Trouble

NAME = "ascribe"
SUPERUSER = "postgres"
LONGEST_SOCKET_FOLDER = 80  # the whole path of a Unix socket must fit into 107 bytes
PATIENCE = 60.0  # seconds: recovery after a power cut replays at most max_wal_size

SAFE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on", "shared_buffers": "256MB", "jit": "off"}
THROW_AWAY = {
    **{"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "shared_buffers": "128MB", "jit": "off"},
    **{"autovacuum": "off", "max_wal_size": "1GB", "max_connections": "200"},
}


class EmbeddedPostgres:
    """The server below `home`. Whoever starts it is its parent: it stops with that process, however that ends."""

    def __init__(self, home: Home, *, settings: Mapping[str, str] = SAFE) -> None:
        self.home = home
        self.settings = settings
        self.cluster = home.postgres / "data"
        self.lock = FileLock(home.path / "postgres.lock")
        self.users = FileLock(home.path / "postgres.users")
        self.process: subprocess.Popen[bytes] | None = None
        self._identity: Identity | None = None

    @property
    def identity(self) -> Identity:
        if self._identity is None:
            self._identity = identity_for(self.home, wheel_binaries())
        return self._identity

    @property
    def socket_folder(self) -> Path:
        beside = self.home.postgres / "s"
        if len(os.fsencode(beside)) <= LONGEST_SOCKET_FOLDER:
            return beside
        digest = hashlib.sha256(os.fsencode(self.home.path)).hexdigest()[:16]
        return Path(tempfile.gettempdir()) / f"ascribe-{digest}"

    def url(self, *, user: str = NAME, name: str = NAME) -> str:
        return f"postgresql://{user}@/{name}?host={quote(str(self.socket_folder), safe='')}"

    def start(self) -> Self:
        """Start and wait until it answers. The caller holds no other server of this folder."""
        if not self.lock.acquire():
            raise Trouble(f"The database in {self.home.path} is in use by another program; wait until it ends.")
        try:
            self._make_folders()
            self._wait_for_predecessor()
            fresh = self._make_cluster()
            self._start_server()
            if fresh:
                self._make_database()
        except BaseException:
            self.stop()
            raise
        return self

    def running(self) -> bool:
        """Whether somebody's server accepts connections on this folder."""
        try:
            with psycopg.connect(self.url(user=SUPERUSER, name="postgres"), connect_timeout=2):
                return True
        except psycopg.OperationalError:
            return False

    def stop(self) -> None:
        """Let guests finish, then shut down; a checkpoint is written, so the next start needs no recovery."""
        self.users.acquire(wait=True)
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)  # "fast": sessions are ended, nothing committed is lost
            try:
                self.process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                self.process.send_signal(signal.SIGQUIT)  # "immediate": recovers on the next start
                self.process.wait()
        self.users.release()
        self.lock.release()

    def run(self, program: str, *arguments: str, output: IO[bytes] | int | None = None) -> None:
        """Run one of PostgreSQL's own programs (initdb, pg_dump, pg_restore) and wait for it."""
        done = subprocess.run(
            self.identity.command(program, *arguments),
            stdout=output,
            stderr=subprocess.PIPE,
            env=environment(),
            cwd="/",
            check=False,
        )
        if done.returncode:
            raise Trouble(f"{program} failed: {done.stderr.decode(errors='replace').strip()}")

    def _make_folders(self) -> None:
        for folder in (self.home.postgres, self.socket_folder):
            folder.mkdir(mode=0o700, exist_ok=True)
            if folder.is_symlink() or folder.stat().st_uid not in (os.geteuid(), self.identity.uid):
                raise Trouble(f"{folder} belongs to somebody else; remove it, or choose another ASCRIBE_HOME.")
            os.chown(folder, self.identity.uid, self.identity.gid)
            folder.chmod(0o700)

    def _wait_for_predecessor(self) -> None:
        """A server whose parent was killed is still shutting down; ours may start when it is gone."""
        deadline = time.monotonic() + PATIENCE
        while (pid := self._server_pid()) and time.monotonic() < deadline:
            os.kill(pid, signal.SIGINT)
            time.sleep(0.05)

    def _server_pid(self) -> int | None:
        """The living postmaster of this folder; a number left behind by a power cut may be anybody's now."""
        try:
            pid = int((self.cluster / "postmaster.pid").read_text().split("\n", 1)[0])
            return pid if Path(f"/proc/{pid}/cwd").resolve(strict=True) == self.cluster.resolve() else None
        except (OSError, ValueError):
            return None

    def _make_cluster(self) -> bool:
        version = self.cluster / "PG_VERSION"
        if version.exists():
            if (found := version.read_text().strip()) != str(MAJOR):
                raise Trouble(
                    f"The data in {self.home.path} was written by PostgreSQL {found} and this is {MAJOR}; "
                    "run `make backup` with the release of Ascribe that wrote it and `make restore FILE` with this one."
                )
            return False
        unfinished = self.home.postgres / "data.new"
        for rest in (self.cluster, unfinished):
            shutil.rmtree(rest, ignore_errors=True)
        self.run(
            "initdb",
            *("--pgdata", str(unfinished), "--username", SUPERUSER, "--auth", "trust", "--encoding", "UTF8"),
            *("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C.UTF-8", "--data-checksums"),
            *(("--no-sync",) if self.settings.get("fsync") == "off" else ()),
            output=subprocess.DEVNULL,
        )
        unfinished.rename(self.cluster)
        return True

    def _start_server(self) -> None:
        options = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.socket_folder),
            "unix_socket_permissions": "0700",
            "timezone": "UTC",
            "log_timezone": "UTC",
            **self.settings,
        }
        arguments = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        with self._open_log() as log:
            self.process = subprocess.Popen(
                self.identity.command("postgres", "-D", str(self.cluster), *arguments),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=environment(),
                cwd="/",
            )
        self._wait_until_ready(self.process)

    def _wait_until_ready(self, process: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + PATIENCE
        while not self._says_ready(process.pid):
            if process.poll() is not None or time.monotonic() > deadline:
                raise Trouble(f"PostgreSQL did not start; the end of {self._log} says why:\n{self._end_of_log()}")
            time.sleep(0.01)

    def _says_ready(self, pid: int) -> bool:
        try:
            lines = (self.cluster / "postmaster.pid").read_text().split("\n")
        except OSError:
            return False
        return lines[0] == str(pid) and len(lines) > 7 and lines[7].strip() == "ready"  # a stale file is "ready" too

    def _make_database(self) -> None:
        """The program is no superuser: what it may not do, an attacker who fools it cannot do either."""
        with psycopg.connect(self.url(user=SUPERUSER, name="postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE ROLE {NAME} LOGIN")
            connection.execute(f"CREATE DATABASE {NAME} OWNER {NAME}")

    @property
    def _log(self) -> Path:
        return self.home.logs / "postgres.log"

    def _open_log(self) -> IO[bytes]:
        if self._log.exists() and self._log.stat().st_size > 10_000_000:
            self._log.replace(self._log.with_suffix(".log.1"))
        return self._log.open("ab")

    def _end_of_log(self) -> str:
        return self._log.read_text(errors="replace")[-1000:].strip()


def environment() -> dict[str, str]:
    """Ours without the PG* variables, which would redirect PostgreSQL's programs, and without our secrets."""
    return {name: value for name, value in os.environ.items() if name in ("PATH", "LANG", "TZ", "HOME", "TMPDIR")}
