"""`python -m ascribe` does what `ascribe` does."""

import sys

from ascribe.cli import main

sys.exit(main())
