"""The web server's settings, under our supervisor or another: `gunicorn -c python:annotator.runtime.gunicorn_conf`."""

import os
from pathlib import Path
from typing import Any

from annotator.runtime.durability import refuse_unsafe
from annotator.runtime.launch import die_with_parent

wsgi_app = "annotator.wsgi:application"
bind = os.environ.get("WEB_BIND") or f"{os.environ.get('HOST') or '127.0.0.1'}:{os.environ.get('PORT') or 8000}"
workers = int(os.environ.get("WEB_WORKERS") or 2)
threads = int(os.environ.get("WEB_THREADS") or 8)
worker_class = "gthread"
preload_app = True  # Django is imported once; the database pool opens with the first query, after the fork
graceful_timeout = 10
keepalive = 5
loglevel = "warning"
if Path("/dev/shm").is_dir():
    worker_tmp_dir = "/dev/shm"  # the workers' sign of life must not wait for a busy disk


def when_ready(server: Any) -> None:
    """Before the fork: look at the database, and import what every worker needs."""
    from django.urls import get_resolver

    from annotator.runtime.connect import own_connection

    with own_connection("ascribe web") as connection:
        refuse_unsafe(connection)
    assert get_resolver().url_patterns


def post_fork(server: Any, worker: Any) -> None:
    import signal

    die_with_parent(signal.SIGTERM)
