"""Put a backup back."""

import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from annotator.runtime.backups import restore
from annotator.runtime.home import Home
from annotator.runtime.postgres import EmbeddedPostgres
from annotator.runtime.trouble import Trouble


class Command(BaseCommand):
    help = "Replace the data folder's database and files by a backup; what was there is set aside, not deleted."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="a file that `backup` wrote")

    def handle(self, *args: Any, file: str, **options: Any) -> None:
        if not file:
            raise Trouble("Name the backup to put back: make restore FILE=name.tar")
        home = Home.from_environment()
        if os.environ["DATABASE_URL"] != EmbeddedPostgres(home).url():
            raise Trouble("DATABASE_URL names a server of its own; unpack the backup and use pg_restore there.")
        aside = restore(home, Path(file).absolute())
        self.stdout.write(f"Restored {file}." + (f" What was there before is in {aside}." if aside else ""))
