import stat
from io import StringIO
from pathlib import Path

import pytest
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command
from pytest_django import Settings

from annotator.demo.newsroom import ROLES
from articles.models import Project, User

pytestmark = pytest.mark.django_db


def run() -> str:
    output = StringIO()
    call_command("seed_demo", stdout=output)
    return output.getvalue()


def test_the_accounts_are_printed_once_and_kept_where_only_the_owner_can_read(
    settings: Settings, tmp_path: Path
) -> None:
    settings.ASCRIBE_HOME = tmp_path
    printed = run()
    file = tmp_path / "first-run.txt"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    kept = file.read_text(encoding="utf-8")
    assert kept in printed
    accounts = [line.split() for line in kept.splitlines()[1:]]
    assert {name: role for name, _, role in accounts} == ROLES
    assert all(authenticate(username=name, password=password) for name, password, _ in accounts)
    again = run()
    assert "already" in again
    assert not any(password in again for _, password, _ in accounts)
    assert file.read_text(encoding="utf-8") == kept


def test_a_data_folder_that_cannot_be_written_leaves_no_newsroom_behind(settings: Settings, tmp_path: Path) -> None:
    settings.ASCRIBE_HOME = tmp_path / "home"
    settings.ASCRIBE_HOME.write_text("a file where the folder should be")
    with pytest.raises(CommandError, match="cannot be written"):
        run()
    assert not Project.objects.exists()
    assert not User.objects.exists()
