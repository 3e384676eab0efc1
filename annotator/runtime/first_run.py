"""The first run, and what the person at the terminal reads when everything runs."""

from django.contrib.auth import get_user_model
from django.core.management import call_command

from annotator.runtime.home import Home


def prepare(home: Home) -> None:
    """Make the demo newsroom on the first run: before anything answers, so that who finds us well finds it, too."""
    if not home.first_run.exists() and not get_user_model().objects.exists():
        call_command("seed_demo")


def welcome(home: Home, address: str) -> None:
    """Say where and how to sign in."""
    print(f"\nAscribe runs on {address} (data folder: {home.path})", flush=True)
    if home.first_run.exists():
        print(f"Sign in at {address}/accounts/login/ with an account from {home.first_run}", flush=True)
    else:
        print(f"Sign in at {address}/accounts/login/", flush=True)
    print("Ctrl-C stops it; `make run` continues on the same data.", flush=True)
