"""How long `make run` takes until everything is well, as multiples of `manage.py check` in the same run.

    python bench/bench_start.py        RUNS=rounds (default 3; the median is printed)

Cold: the environment is ready and there is no data folder. Warm: there is one.
"""

import os
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
NOT_OURS = ("DATABASE_URL", "CELERY_BROKER_URL", "SECRET_KEY")
COLD_AT_MOST, WARM_AT_MOST = 15, 4


def main() -> None:
    rounds = [one_round() for _ in range(int(os.environ.get("RUNS") or 3))]
    check, cold, warm = (statistics.median(column) for column in zip(*rounds, strict=True))
    print(f"manage.py check   {check:6.2f} s")
    print(f"cold start        {cold:6.2f} s = {cold / check:5.2f} checks (at most {COLD_AT_MOST})")
    print(f"warm start        {warm:6.2f} s = {warm / check:5.2f} checks (at most {WARM_AT_MOST})")
    if cold > COLD_AT_MOST * check or warm > WARM_AT_MOST * check:
        sys.exit("Starting takes too long.")


def one_round() -> tuple[float, float, float]:
    folder = Path(tempfile.mkdtemp(prefix="ascribe-start-"))
    folder.chmod(0o711)  # root's PostgreSQL runs as nobody
    try:
        home = folder / "home"
        cold = seconds_until_well(home)
        return seconds_of_check(home), cold, seconds_until_well(home)
    finally:
        shutil.rmtree(folder)


def seconds_of_check(home: Path) -> float:
    begun = time.perf_counter()
    subprocess.run([sys.executable, "manage.py", "check"], cwd=REPOSITORY, env=environment(home, 0), check=True)
    return time.perf_counter() - begun


def seconds_until_well(home: Path) -> float:
    """From the command to the moment when `healthz` says 200 and the accounts have been printed."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    begun = time.perf_counter()
    run = subprocess.Popen(
        [sys.executable, "-m", "annotator.runtime"],
        cwd=REPOSITORY,
        env=environment(home, port),
        stdout=subprocess.PIPE,
        text=True,
    )
    assert run.stdout
    try:
        while not run.stdout.readline().startswith("Ctrl-C"):
            assert run.poll() is None, "it ended before it was ready"
        while not well(port):
            time.sleep(0.02)
        return time.perf_counter() - begun
    finally:
        run.send_signal(signal.SIGINT)
        run.communicate()


def well(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=30) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def environment(home: Path, port: int) -> dict[str, str]:
    rest = {name: value for name, value in os.environ.items() if name not in NOT_OURS}
    return rest | {"ASCRIBE_HOME": str(home), "PORT": str(port)}


if __name__ == "__main__":
    main()
