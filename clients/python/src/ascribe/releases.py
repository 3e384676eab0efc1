"""Releases: frozen datasets that are fetched once, checked by their digests, and loaded as data frames."""

import os
import re
from collections.abc import Iterator, Sequence
from fnmatch import fnmatch
from pathlib import Path
from typing import Any
from urllib.parse import quote

from ascribe import frames
from ascribe.downloads import fetch, inside
from ascribe.errors import AscribeError, Json, Torn
from ascribe.http import Session
from ascribe.rehydration import Rehydrated, nested_in

MANIFEST = "MANIFEST.sha256"
_DIGEST = re.compile("[0-9a-f]{64}")
_SLUG = re.compile("[A-Za-z0-9_-]+")
TABLES = ("documents", "spans", "attributions", "parts", "actors", "topics")


class Release:
    """Release `number` of a project. With `sha256`, the one you cite: any other is refused."""

    def __init__(self, session: Session, slug: str, number: int, *, cache: Path, sha256: str | None = None) -> None:
        if not _SLUG.fullmatch(slug):
            raise AscribeError(f"“{slug}” is not the name of a project in addresses.")
        if not isinstance(number, int):
            raise AscribeError(f"“{number}” is not the number of a release.")
        self.number = number
        self._session, self._slug, self._cache, self._cited = session, slug, cache, sha256
        self._path = f"projects/{slug}/releases/{number}/"
        self._info: Json | None = None

    def __repr__(self) -> str:
        return f"<Release {self._slug} {self.number}>"

    @property
    def info(self) -> Json:
        """What the server says of it: title, words of the filter, rights, counts, citation, files."""
        if self._info is None:
            found = self._session.get(self._path)
            if found["state"] != "built":
                raise AscribeError(f"Release {self.number} of {self._slug} cannot be had yet: it is {found['state']}.")
            if not _DIGEST.fullmatch(str(found["sha256"])):
                raise Torn(f"Release {self.number} of {self._slug} has no SHA-256.")
            if self._cited and found["sha256"] != self._cited:
                raise Torn(f"Release {self.number} of {self._slug} is not the one with SHA-256 {self._cited}.")
            self._info = found
        return self._info

    def manifest(self) -> dict[str, str]:
        """SHA-256 by the name of each file, as MANIFEST.sha256 has them; its own is checked against the release."""
        path = fetch(self._session, self._address(MANIFEST), self.folder / MANIFEST, sha256=self.info["sha256"])
        lines = path.read_text(encoding="utf-8").splitlines()
        return {name: digest for digest, _, name in (line.partition("  ") for line in lines)}

    @property
    def folder(self) -> Path:
        """Where its files are kept on this machine."""
        place = "".join(
            character if character.isalnum() or character in ".-" else "_" for character in self._session.host
        )
        return self._cache / place / self._slug / f"{self.number}-{self.info['sha256'][:12]}"

    def file(self, name: str) -> Path:
        """One file, from the cache or the server, with the SHA-256 that the manifest has for it."""
        return self._have(name, self.folder)

    def download(self, folder: str | os.PathLike[str] | None = None, *, only: str | Sequence[str] = "*") -> Path:
        """All files, or those whose names match a pattern such as `data/*.parquet`, in `folder`, else in the cache.

        What is there already and whole is not asked for again; what broke off is continued.
        """
        patterns = [only] if isinstance(only, str) else list(only)
        target = Path(folder) if folder is not None else self.folder
        wanted = [name for name in self.manifest() if any(fnmatch(name, pattern) for pattern in patterns)]
        if not wanted:
            raise AscribeError(f"No file of the release is called {' or '.join(patterns)}.")
        for name in wanted:
            self._have(name, target)
        if patterns == ["*"]:
            self._have(MANIFEST, target)
        return target

    def load(self, table: str | None = None, *, using: str | None = None) -> Any:
        """A table as a data frame of pandas or polars; all tables as a dictionary when none is named."""
        chosen = frames.library(using)
        if table is None:
            return {name: self.load(name, using=chosen) for name in TABLES}
        name = f"data/{table}.{frames.suffix_for(chosen)}"
        if name not in self.manifest():
            raise AscribeError(f"There is no table “{table}” in this release; there are {', '.join(TABLES)}.")
        return frames.read(self.file(name), chosen)

    def articles(self) -> Iterator[Json]:
        """Its articles as the lines of the export, with their readings."""
        for name in self.parts():
            yield from nested_in(self.file(name))

    def parts(self) -> list[str]:
        """The names of its nested files: all.jsonl.gz, or train, dev and test."""
        return sorted(name for name in self.manifest() if name.endswith(".jsonl.gz") and "/" not in name)

    def rehydrate(self, folder: str | os.PathLike[str]) -> Rehydrated:
        """The release with the texts of your own copies in `folder`, where their SHA-256 is the right one."""
        return Rehydrated(self, Path(folder))

    def _have(self, name: str, folder: Path) -> Path:
        known = {**self.manifest(), MANIFEST: self.info["sha256"]}
        if name not in known:
            raise AscribeError(f"There is no file “{name}” in this release.")
        return fetch(self._session, self._address(name), inside(folder, name), sha256=known[name])

    def _address(self, name: str) -> str:
        return f"{self._path}files/{quote(name)}"
