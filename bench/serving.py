"""The product's own web server on a scratch database, and what its processes cost in CPU."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


@contextmanager
def serving() -> Iterator[tuple[str, int]]:
    """(host:port, process id) of a gunicorn with the product's settings, on the database Django is set up on."""
    from django.core.management import call_command

    call_command("collectstatic", verbosity=0, interactive=False)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    command = [sys.executable, "-m", "gunicorn", "-c", "python:annotator.runtime.gunicorn_conf", "--log-level", "error"]
    server = subprocess.Popen(command, env=os.environ | {"WEB_BIND": address})
    try:
        _wait(f"http://{address}/accounts/login/")
        yield address, server.pid
    finally:
        server.terminate()
        server.wait(30)


def cpu_seconds(root: int) -> float:
    """CPU used so far by a process and all its descendants, the ended ones included."""
    stats = {pid: fields for pid in _pids() if (fields := _stat(pid))}
    family, grown = {root}, True
    while grown:
        more = {pid for pid, fields in stats.items() if int(fields[1]) in family} - family
        family, grown = family | more, bool(more)
    return sum(sum(map(int, stats[pid][11:15])) for pid in family if pid in stats) / TICKS


def peak_memory(root: int) -> int:
    """The largest resident size, in bytes, that any child of the process has had."""
    children = [pid for pid in _pids() if (fields := _stat(pid)) and int(fields[1]) == root]
    lines = [line for pid in children for line in Path(f"/proc/{pid}/status").read_text().splitlines()]
    return max(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM:"))


def _pids() -> list[int]:
    return [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdecimal()]


def _stat(pid: int) -> list[str] | None:
    """The fields of /proc/PID/stat after the name: state, parent, …"""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return None


def _wait(url: str) -> None:
    for _ in range(200):
        try:
            urllib.request.urlopen(url, timeout=5).close()
            return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError(f"{url} does not answer")
