"""The browser of the tests: the system's, or Playwright's own. `python -m tests.browser` installs one if need be."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

# The shell is the same engine without windows around it: a page costs it a third of the work.
SHELL = "chromium-headless-shell"
NAMES = (SHELL, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = ["--no-sandbox", "--disable-dev-shm-usage"]


def chromium() -> str | None:
    """The path of a Chromium to drive (variable CHROMIUM, then the system's, then Playwright's)."""
    named = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    return named or playwrights_own()


def playwrights_own() -> str | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def is_quick() -> bool:
    """Whether the browser is named by hand, or is the shell where this user could install it."""
    return bool(os.environ.get("CHROMIUM") or shutil.which(SHELL)) or not debians()


def debians() -> bool:
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def install() -> None:
    """Raises subprocess.CalledProcessError when nothing could be installed."""
    if debians():
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        packages = [SHELL, "fonts-dejavu-core"]
        for command in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", *packages]):
            subprocess.run(
                ["apt-get", *command], check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, env=quiet
            )
    else:
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=True)
