"""`python -m tests.browser`: see that there is a Chromium for the tests."""

import subprocess
import sys

from tests.browser import chromium, install, is_quick

if chromium() is None or not is_quick():
    print("Installing Chromium for the tests ...", flush=True)
    try:
        install()
    except subprocess.CalledProcessError as error:
        print(f"It could not be installed: {error}", flush=True)
    if chromium() is None:
        sys.exit("No Chromium was found or installed; set CHROMIUM=/path/to/chromium.")
