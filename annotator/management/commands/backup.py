"""Write one file with everything needed to begin again elsewhere."""

import os
from argparse import ArgumentParser
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from annotator.runtime.backups import back_up
from annotator.runtime.home import Home


class Command(BaseCommand):
    help = "Write the database and the files of uploads and releases into one file; works while Ascribe runs."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, help="the file to write; without it one named by the time")

    def handle(self, *args: Any, file: Path | None, **options: Any) -> None:
        target = (file or Path(f"ascribe-{datetime.now():%Y%m%d-%H%M%S}.tar")).absolute()
        back_up(Home.from_environment(), os.environ["DATABASE_URL"], target)
        self.stdout.write(f"Wrote {target} ({target.stat().st_size:,} bytes). Put it back with: make restore {target}")
