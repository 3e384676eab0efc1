"""A backup that was not restored does not count."""

import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from annotator.runtime.backups import back_up, restore
from annotator.runtime.home import FileLock, Home
from annotator.runtime.postgres import THROW_AWAY, EmbeddedPostgres
from annotator.runtime.trouble import Trouble
from tests.runtime.test_supervisor import command

TEXTS = ["Hé 👋", "مرحبا", "tab\tand\nline"]


@pytest.fixture
def folder() -> Iterator[Path]:
    made = Path(tempfile.mkdtemp(prefix="ascribe-backup-"))
    made.chmod(0o711)
    yield made
    shutil.rmtree(made)


@pytest.fixture
def home(folder: Path) -> Home:
    """A data folder with some rows and one original."""
    made = Home(folder / "home").prepare()
    execute(made, "CREATE TABLE letter AS SELECT text FROM unnest(%s::text[]) AS text", TEXTS)
    (made.originals / "uploads").mkdir()
    (made.originals / "uploads" / "one").write_bytes(b"\xff bytes as they came")
    return made


def execute(home: Home, statement: str, *values: object) -> list[str]:
    """Run one statement on the database of `home`, which does not run."""
    server = EmbeddedPostgres(home, settings=THROW_AWAY).start()
    try:
        with psycopg.connect(server.url()) as connection:
            cursor = connection.execute(statement, values)
            return [row[0] for row in cursor.fetchall()] if cursor.description else []
    finally:
        server.stop()


def texts(home: Home) -> list[str]:
    return execute(home, "SELECT text FROM letter")


def make_backup(home: Home, file: Path) -> Path:
    server = EmbeddedPostgres(home, settings=THROW_AWAY).start()
    try:
        back_up(home, server.url(), file)
    finally:
        server.stop()
    return file


def test_what_was_backed_up_comes_back_and_what_was_there_is_set_aside(home, tmp_path):
    file = make_backup(home, tmp_path / "backup.tar")
    assert file.stat().st_mode & 0o077 == 0
    execute(home, "UPDATE letter SET text = 'spoiled'")
    (home.originals / "uploads" / "one").unlink()

    aside = restore(home, file)

    assert texts(home) == TEXTS
    assert (home.originals / "uploads" / "one").read_bytes() == b"\xff bytes as they came"
    assert aside is not None
    assert (aside / "postgres" / "data" / "PG_VERSION").exists()


def test_a_backup_fills_an_empty_folder(home, folder, tmp_path):
    elsewhere = Home(folder / "elsewhere").prepare()
    assert restore(elsewhere, make_backup(home, tmp_path / "backup.tar")) is None
    assert texts(elsewhere) == TEXTS


def test_a_running_installation_is_not_restored_over(home, tmp_path):
    file = make_backup(home, tmp_path / "backup.tar")
    running = FileLock(home.path / "run.lock")
    assert running.acquire()
    with pytest.raises(Trouble, match="stop it first"):
        restore(home, file)
    running.release()


def test_a_broken_backup_changes_nothing(home, tmp_path):
    file = make_backup(home, tmp_path / "backup.tar")
    with tarfile.open(file) as whole, tarfile.open(tmp_path / "broken.tar", "w") as broken:
        for member in whole.getmembers():
            content = whole.extractfile(member)
            if member.name == "database.dump":
                member.size //= 2
            broken.addfile(member, content)
    with pytest.raises(Trouble, match="pg_restore failed"):
        restore(home, tmp_path / "broken.tar")
    assert texts(home) == TEXTS
    assert (home.originals / "uploads" / "one").exists()
    assert not list(home.path.glob("before-restore-*"))


def test_a_file_that_is_no_backup_is_refused(home, tmp_path):
    with tarfile.open(tmp_path / "other.tar", "w") as tar:
        tar.add(__file__, "something")
    with pytest.raises(Trouble, match="is not a backup of Ascribe"):
        restore(home, tmp_path / "other.tar")
    with pytest.raises(Trouble, match="cannot be read"):
        restore(home, tmp_path / "missing.tar")


def test_the_commands_say_what_they_did(home, tmp_path):
    file = tmp_path / "backup.tar"
    made = command(home.path, "manage.py", "backup", str(file))
    assert (made.returncode, made.stdout.startswith(f"Wrote {file}")) == (0, True), made.stderr
    again = command(home.path, "manage.py", "backup", str(file))
    assert (again.returncode, again.stderr.strip()) == (
        1,
        f"{file} exists already; name another file, or remove it first.",
    )
    put_back = command(home.path, "manage.py", "restore", str(file))
    assert (put_back.returncode, "What was there before is in" in put_back.stdout) == (0, True), put_back.stderr
