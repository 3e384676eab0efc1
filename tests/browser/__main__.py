"""`python -m tests.browser`: see that there is a Chromium for the tests."""

import sys

from tests.browser import chromium, install

if chromium() is None:
    print("Installing Chromium for the tests ...", flush=True)
    install()
    if chromium() is None:
        sys.exit("No Chromium was found or installed; set CHROMIUM=/path/to/chromium.")
