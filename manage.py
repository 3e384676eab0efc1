#!/usr/bin/env python
"""Django's command line, with the embedded database of this data folder behind it."""

import os
import sys

from annotator.runtime.database import database_for
from annotator.runtime.trouble import Trouble


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "annotator.settings")
    try:
        with database_for(sys.argv):
            from django.core.management import execute_from_command_line

            execute_from_command_line(sys.argv)
    except Trouble as trouble:
        sys.exit(str(trouble))


if __name__ == "__main__":
    main()
