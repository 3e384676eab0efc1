"""One file that holds an installation: the database as `pg_dump` writes it, and the files of uploads and releases."""

import io
import json
import os
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from psycopg.conninfo import conninfo_to_dict

from annotator.runtime.binaries import wheel_binaries
from annotator.runtime.home import FileLock, Home
from annotator.runtime.postgres import EmbeddedPostgres, environment
from annotator.runtime.trouble import Trouble

NOTE, DUMP = "ascribe-backup.json", "database.dump"
FOLDERS = ("originals", "releases")  # a release cannot be built again from data that has changed since
# Doorbells, whose jobs the sweep rings for again, and people's sessions: nothing that should come back.
LEFT_OUT = ("--exclude-table-data=broker_message", "--exclude-table-data=django_session")
PASSED_ON = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD", "sslmode": "PGSSLMODE"}


def back_up(home: Home, url: str, file: Path) -> None:
    """Write a backup of the database at `url` and of the folder's files, readable by its owner only."""
    if file.exists():
        raise Trouble(f"{file} exists already; name another file, or remove it first.")
    partial = file.with_name(f".{file.name}.partial")
    try:
        with private(partial) as opened, tarfile.open(fileobj=opened, mode="w") as tar:
            with tempfile.TemporaryDirectory(dir=file.parent) as folder:
                dump = Path(folder) / DUMP
                run_tool("pg_dump", url, "--format=custom", *LEFT_OUT, f"--file={dump}")
                add_note(tar)
                tar.add(dump, DUMP)
            for name in FOLDERS:  # after the dump, whose rows speak of files that were there before them
                if (home.path / name).exists():
                    tar.add(home.path / name, name)
            tar.close()
            opened.flush()
            os.fsync(opened.fileno())
        partial.rename(file)
    except OSError as error:
        raise Trouble(f"The backup cannot be written to {file.parent} ({error.strerror}).") from error
    finally:
        partial.unlink(missing_ok=True)


def restore(home: Home, file: Path) -> Path | None:
    """Put the backup in `file` into the data folder; where what was there before has been set aside, if anything."""
    lock = FileLock(home.path / "run.lock")
    if not lock.acquire():
        raise Trouble(f"Ascribe is running on {home.path}; stop it first (Ctrl-C in its terminal), then restore.")
    try:
        with opened_backup(file) as tar, tempfile.TemporaryDirectory(dir=home.path) as folder:
            tar.extractall(folder, filter="data")
            aside = set_aside(home)
            try:
                fill(home, Path(folder))
            except BaseException:
                put_back(home, aside)
                raise
            return aside
    finally:
        lock.release()


def fill(home: Home, source: Path) -> None:
    server = EmbeddedPostgres(home).start()
    try:
        options = ("--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction")
        run_tool("pg_restore", server.url(), *options, str(source / DUMP))
    finally:
        server.stop()
    for name in FOLDERS:
        if (source / name).exists():
            shutil.rmtree(home.path / name, ignore_errors=True)
            (source / name).rename(home.path / name)
    home.prepare()


def set_aside(home: Home) -> Path | None:
    """Move database, files and the list of first accounts into a folder of their own."""
    present = [
        path for path in (home.postgres, home.first_run, *(home.path / name for name in FOLDERS)) if path.exists()
    ]
    if not home.postgres.exists():
        return None
    aside = home.path / f"before-restore-{datetime.now(UTC):%Y%m%d-%H%M%S-%f}"
    aside.mkdir(mode=0o700)
    for path in present:
        path.rename(aside / path.name)
    return aside


def put_back(home: Home, aside: Path | None) -> None:
    shutil.rmtree(home.postgres, ignore_errors=True)
    if aside:
        for path in aside.iterdir():
            shutil.rmtree(home.path / path.name, ignore_errors=True)
            path.rename(home.path / path.name)
        aside.rmdir()


@contextmanager
def opened_backup(file: Path) -> Iterator[tarfile.TarFile]:
    try:
        with tarfile.open(file) as tar:
            if not {NOTE, DUMP} <= set(tar.getnames()):
                raise Trouble(f"{file} is not a backup of Ascribe.")
            yield tar
    except (OSError, tarfile.TarError) as error:
        raise Trouble(f"The backup {file} cannot be read ({error}).") from error


@contextmanager
def private(file: Path) -> Iterator[Any]:
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as opened:
        yield opened


def add_note(tar: tarfile.TarFile) -> None:
    note = json.dumps({"made_at": datetime.now(UTC).isoformat(timespec="seconds"), "format": 1}).encode()
    entry = tarfile.TarInfo(NOTE)
    entry.size = len(note)
    tar.addfile(entry, io.BytesIO(note))


def run_tool(program: str, url: str, *arguments: str) -> None:
    """Run pg_dump or pg_restore as ourselves; the password goes through the environment, not the process list."""
    parts = conninfo_to_dict(url)
    given = {variable: str(parts[name]) for name, variable in PASSED_ON.items() if parts.get(name)}
    command = [str(wheel_binaries() / program), f"--dbname={parts.get('dbname', '')}", *arguments]
    done = subprocess.run(command, env=environment() | given, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Trouble(f"{program} failed: {done.stderr.strip()}")
