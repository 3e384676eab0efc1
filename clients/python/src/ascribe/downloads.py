"""Files fetched whole: resumed where they broke off, and kept only with the right SHA-256."""

import hashlib
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import httpx

from ascribe.errors import AscribeError, Torn
from ascribe.http import Session

BLOCK = 1 << 20
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9][A-Za-z0-9._-]*)*")


def inside(folder: Path, name: str) -> Path:
    """Where a file of a release goes. A name that would lead out of the folder is refused."""
    if not _NAME.fullmatch(name):
        raise AscribeError(f"“{name}” is not the name of a file of a release.")
    return folder.joinpath(*name.split("/"))


def digest_of(path: Path) -> str:
    """SHA-256 of a file, in hex."""
    found = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            found.update(block)
    return found.hexdigest()


def fetch(session: Session, address: str, target: Path, *, sha256: str) -> Path:
    """Have the file with this SHA-256 at `target`; it is not asked for when it is there.

    What has arrived waits in `target`.part, also for the next run. Raises Torn when it does not get whole.
    """
    if target.is_file() and digest_of(target) == sha256:
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f"{target.name}.part")
    with _held(part) as file:
        if target.is_file() and digest_of(target) == sha256:  # by another process, meanwhile
            part.unlink(missing_ok=True)
            return target
        _fill(session, address, file, sha256)
        if sys.platform == "win32":
            file.close()  # what is open cannot be renamed there
        part.replace(target)
    return target


def _fill(session: Session, address: str, file: BinaryIO, sha256: str) -> None:
    fruitless = 0
    while True:
        before = file.seek(0, 2)
        said = ""
        try:
            _append(session, address, file, sha256)
        except (httpx.TransportError, Torn) as error:
            said = str(error) or type(error).__name__
        else:
            if _digest_within(file) == sha256:
                return
            said = "it has another SHA-256 than the release"
            file.truncate(0)
        fruitless = 0 if file.seek(0, 2) > before else fruitless + 1
        if fruitless > session.retries or not session.retries:
            raise Torn(f"{address} did not arrive whole: {said}.")
        session.wait(fruitless)


def _append(session: Session, address: str, file: BinaryIO, sha256: str) -> None:
    """Ask for what is missing. If-Range makes the server send all of it when the file is another one."""
    start = file.seek(0, 2)
    headers = {"Accept-Encoding": "identity"}
    if start:
        headers |= {"Range": f"bytes={start}-", "If-Range": f'"sha256-{sha256}"'}
    with session.stream(address, headers=headers) as answer:
        if answer.status_code == 416:
            return  # nothing is missing, or what is here is of another file: the digest tells
        if answer.status_code == 206:
            if not answer.headers.get("Content-Range", "").startswith(f"bytes {start}-"):
                raise Torn("the server sent another part than it was asked for")
        else:
            file.truncate(0)
            file.seek(0)
        try:
            for block in answer.iter_raw():  # not in blocks: what has arrived is kept
                file.write(block)
        finally:
            file.flush()


def _digest_within(file: BinaryIO) -> str:
    found = hashlib.sha256()
    file.seek(0)
    while block := file.read(BLOCK):
        found.update(block)
    return found.hexdigest()


@contextmanager
def _held(part: Path) -> Iterator[BinaryIO]:
    """The file of what has arrived, for one process at a time where the system can tell."""
    with part.open("a+b") as file:
        if sys.platform != "win32":
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX)
        yield file
