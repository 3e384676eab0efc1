"""Live exports: read line by line while they arrive, and never taken for whole when they are not."""

import hashlib
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx

from ascribe.downloads import fetch
from ascribe.errors import AscribeError, Failed, Json, Torn
from ascribe.http import Session, seconds_to_wait
from ascribe.limits import lines

TOMBSTONE = b',"deleted":true}\n'  # no line of an article ends so
OPEN = ("queued", "running")


class Export:
    """The lines of an export, once: dictionaries of JSONL, else lines of text.

    When the last line was read, `trailer` is what the server said of all of them; until then nothing is proven.
    """

    def __init__(self, session: Session, path: str, asked: Json) -> None:
        self._session, self._path, self._asked = session, path, asked
        self.trailer: Json = {}

    def __iter__(self) -> Iterator[Any]:
        if self._asked["as"] == "jsonl":
            yield from self._documents()
        else:
            for line in lines(self._chunks()):
                yield line.decode()

    @property
    def cursor(self) -> str:
        """Where it stood, for `changes`; known when the last line was read."""
        if "cursor" not in self.trailer:
            raise AscribeError("Only a JSONL export that was read to its end tells where it stood.")
        return str(self.trailer["cursor"])

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the export to a file, which is there when everything has arrived, and not before."""
        target = Path(path)
        part = target.with_name(f"{target.name}.part")
        try:
            with part.open("wb") as file:
                for piece in self._pieces():
                    file.write(piece)
            part.replace(target)
        finally:
            part.unlink(missing_ok=True)
        return target

    def _pieces(self) -> Iterator[bytes]:
        """What goes into a file: of JSONL everything but the trailer."""
        if self._asked["as"] == "jsonl":
            return self._checked()
        return self._chunks()

    def _documents(self) -> Iterator[Json]:
        for line in self._checked():
            try:
                yield json.loads(line)
            except ValueError:
                raise Torn(f"The export broke off, or is none: it has the line {line[:60]!r}.") from None

    def _checked(self) -> Iterator[bytes]:
        """Lines with their ends, all but the trailer, which must count them and know their digest."""
        digest, count, deleted = hashlib.sha256(), 0, 0
        for line in lines(self._chunks()):
            if self.trailer:
                raise Torn("The export went on after its end.")
            found = _trailer(line)
            if found is None:
                digest.update(line)
                count += 1
                deleted += line.endswith(TOMBSTONE)
                yield line
            else:
                self.trailer = found
        if not self.trailer:
            raise Torn(f"The export broke off after {count} lines; ask for it again.")
        told = self.trailer["articles"] + self.trailer.get("deleted", 0)
        if (told, self.trailer["sha256"]) != (count, digest.hexdigest()):
            self.trailer = {}
            raise Torn(f"The export is damaged: its {count} lines are not what the server sent.")

    def _chunks(self) -> Iterator[bytes]:
        query = dict(self._asked, trailer=True) if self._asked["as"] == "jsonl" else self._asked
        try:
            with self._session.stream(self._path, params=query) as answer:
                if self._asked["as"] != "jsonl":
                    _require_detectable_end(answer)
                yield from answer.iter_bytes()
        except httpx.RequestError as error:
            raise Torn(f"The export broke off ({error or type(error).__name__}); ask for it again.") from error


class Prepared:
    """A large export that the server writes into a file. `info` is its newest report, with `state` and `progress`."""

    def __init__(self, session: Session, answer: httpx.Response) -> None:
        self._session, self._answer = session, answer

    @property
    def info(self) -> Json:
        found: Json = self._answer.json()
        return found

    def wait(self) -> "Prepared":
        """Come back when the file is there. Raises Failed when it will not be."""
        while self.info["state"] in OPEN:
            self._session.sleep(seconds_to_wait(self._answer, otherwise=2.0))
            self._answer = self._session.send("GET", self.info["url"])
        if self.info["state"] != "succeeded":
            raise Failed(f"The export was not made: {self.info['state']} {self.info['error']}".rstrip(), self.info)
        return self

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Wait, then have the file at `path`: continued where it broke off, with the right SHA-256 or not at all."""
        file = self.wait().info["file"]
        return fetch(self._session, file["url"], Path(path), sha256=file["sha256"])

    def cancel(self) -> None:
        """Stop it, or remove its file."""
        self._session.send("DELETE", self.info["url"])


def _trailer(line: bytes) -> Json | None:
    """What a line says of all lines before it; None for an article."""
    if not line.startswith(b'{"end":'):
        return None
    try:
        found: Json = json.loads(line)
    except ValueError:
        raise Torn("The export broke off within its last line; ask for it again.") from None
    return found if {"articles", "sha256"} <= found.keys() else None


def _require_detectable_end(answer: httpx.Response) -> None:
    """Only JSONL has a trailer. Other formats rely on HTTP, and a proxy that speaks HTTP/1.0 spoils it."""
    told = answer.http_version == "HTTP/2" or {"Content-Length", "Transfer-Encoding"} & {
        name.title() for name in answer.headers
    }
    if not told:
        raise Torn("Here a torn download could not be told from a whole one; ask for JSONL.")
