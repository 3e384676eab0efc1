"""Collects static files when they changed, because hashing and compressing them takes seconds."""

import hashlib
import io
import os
from pathlib import Path

from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

from annotator.runtime.home import Home

UNUSED = ["rest_framework", "redoc", "oauth2-redirect*"]


def collect(home: Home) -> bool:
    """Bring `STATIC_ROOT` up to date; whether there was anything to do."""
    stamp = home.path / "static.stamp"
    now = fingerprint()
    if stamp.exists() and stamp.read_text() == now:
        return False
    stamp.unlink(missing_ok=True)  # a crash half-way must not look finished
    call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=UNUSED, stdout=io.StringIO())
    stamp.write_text(now)
    return True


def fingerprint() -> str:
    """Changes when any static file of ours or of a library does."""
    digest = hashlib.sha256(repr(UNUSED).encode())
    for finder in get_finders():
        for path, storage in finder.list(UNUSED):
            file = Path(storage.path(path))
            state = file.stat()
            digest.update(f"{os.fspath(file)}\0{state.st_size}\0{state.st_mtime_ns}\n".encode())
    return digest.hexdigest()
