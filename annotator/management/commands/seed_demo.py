"""Make the demo newsroom and say, once, how to sign in to it."""

import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from annotator.demo.newsroom import ROLES, seed
from articles.access import Refusal


class Command(BaseCommand):
    help = "Make the project “demo” with articles in three languages, an archive of readings, and five accounts."

    def handle(self, *args: Any, **options: Any) -> None:
        file = Path(settings.ASCRIBE_HOME) / "first-run.txt"
        try:
            with transaction.atomic():  # without the file nobody could sign in, so it is written before the commit
                passwords = seed()
                if passwords:
                    write_private(file, accounts(passwords))
        except Refusal as refusal:
            raise CommandError(refusal.message) from refusal
        except OSError as error:
            raise CommandError(f"{file} cannot be written ({error.strerror}).") from error
        if passwords is None:
            self.stdout.write("There is a project “demo” already; nothing was changed.")
            return
        self.stdout.write(accounts(passwords))
        self.stdout.write(f"This is shown once; it is kept in {file}, which only you can read.")


def accounts(passwords: dict[str, str]) -> str:
    rows = [f"  {name:<10}  {password}  {ROLES[name].label.lower()}" for name, password in passwords.items()]
    return "\n".join(["Accounts of the demo newsroom (name, password, role):", *rows, ""])


def write_private(file: Path, text: str) -> None:
    """Write a file that nobody but its owner could read at any moment."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    file.unlink(missing_ok=True)
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as opened:
        opened.write(text)
