"""The server and its projects: where everything begins."""

import os
import uuid
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

from ascribe.errors import AscribeError, Json
from ascribe.exports import Export, Prepared
from ascribe.http import Session
from ascribe.lists import rows
from ascribe.releases import Release
from ascribe.uploads import Upload


class Ascribe:
    """A server, asked with a token. Without arguments both are read from ASCRIBE_URL and ASCRIBE_TOKEN.

    Releases are kept in `cache`, else in ASCRIBE_CACHE, else where the system keeps caches.
    """

    def __init__(
        self,
        url: str | None = None,
        token: str | None = None,
        *,
        cache: str | os.PathLike[str] | None = None,
        retries: int = 5,
        timeout: float = 60.0,
    ) -> None:
        address, secret = url or os.environ.get("ASCRIBE_URL"), token or os.environ.get("ASCRIBE_TOKEN")
        if not address or not secret:
            raise AscribeError("Say the address and a token, or set ASCRIBE_URL and ASCRIBE_TOKEN.")
        self._session = Session(address, secret, retries=retries, timeout=timeout)
        self._cache = Path(cache or _usual_cache())

    def projects(self) -> Iterator["Project"]:
        """The projects the token may read."""
        for info in rows(self._session, "projects/"):
            yield Project(self._session, info["slug"], cache=self._cache)

    def project(self, slug: str) -> "Project":
        """One project. Nothing is asked yet."""
        return Project(self._session, slug, cache=self._cache)

    def close(self) -> None:
        """Close the connections."""
        self._session.close()

    def __enter__(self) -> "Ascribe":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class Project:
    """One project. Filters have the names of the API; a list means “any of these”, True and dates are understood."""

    def __init__(self, session: Session, slug: str, *, cache: Path) -> None:
        self.slug = slug
        self._session, self._cache, self._path = session, cache, f"projects/{slug}/"

    def __repr__(self) -> str:
        return f"<Project {self.slug}>"

    @property
    def info(self) -> Json:
        """Its name, language, licence and settings, and the caller's role."""
        return self._session.get(self._path)

    # Reading

    def articles(self, **filters: Any) -> Iterator[Json]:
        """Articles without their texts; `article(id)` has the text."""
        return self._rows("articles", filters)

    def article(self, id: int) -> Json:
        """One article with its text."""
        return self._session.get(f"articles/{id}/")

    def spans(self, **filters: Any) -> Iterator[Json]:
        return self._rows("spans", filters)

    def attributions(self, **filters: Any) -> Iterator[Json]:
        return self._rows("attributions", filters)

    def claims(self, **filters: Any) -> Iterator[Json]:
        return self._rows("claims", filters)

    def actors(self, **filters: Any) -> Iterator[Json]:
        return self._rows("actors", filters)

    def topics(self, **filters: Any) -> Iterator[Json]:
        return self._rows("topics", filters)

    def export(self, as_: str = "jsonl", **filters: Any) -> Export:
        """What the filters leave, as it is now: iterate over it, or `save(path)` it. Raises Torn if it breaks off."""
        return Export(self._session, f"{self._path}export/", {"as": as_, **filters})

    def changes(self, since: str, **filters: Any) -> Export:
        """What may have changed since an export with the same filters: `since` is its `cursor`, and this one has the
        next. Lines replace those with the same `id`; `{"id": …, "deleted": True}` says to drop it. Lines may repeat."""
        return self.export(changed_since=since, **filters)

    def prepare_export(self, as_: str = "jsonl", **filters: Any) -> Prepared:
        """Have a large export written into a file on the server, then `save(path)` it. The same wish is done once."""
        body = {"as": as_, **filters}
        return Prepared(self._session, self._session.send("POST", f"{self._path}exports/", json=body, headers=_once()))

    def releases(self) -> Iterator[Release]:
        """Releases that can be had, newest first."""
        for info in rows(self._session, f"{self._path}releases/"):
            if info["state"] == "built":
                yield self.release(info["number"])

    def release(self, number: int, *, sha256: str | None = None) -> Release:
        """Release `number`; with `sha256` only the very one that has this digest."""
        return Release(self._session, self.slug, number, cache=self._cache, sha256=sha256)

    def latest(self) -> Release:
        """The newest release."""
        for found in self.releases():
            return found
        raise AscribeError(f"{self.slug} has no release yet.")

    # Adding

    def add_article(self, *, text: str, title: str = "", **fields: Any) -> Json:
        """Add one article: outlet, byline, url, language, published_at, external_id, licence, metadata.

        The same text under the same `external_id` is not added twice.
        """
        return self._post(f"{self._path}articles/", {"title": title, "text": text, **fields})

    def upload(self, path: str | os.PathLike[str], *, wait: bool = True, **options: str) -> Upload:
        """Send a file of any format, and wait until it was read. Raises Failed when it could not be."""
        file = Path(path)
        with file.open("rb") as body:  # read from its beginning each time it is sent
            form = {"files": {"file": (file.name, body)}, "data": options}
            info = self._session.ask("POST", f"{self._path}uploads/", form=form, headers=_once())
        upload = Upload(self._session, info)
        return upload.wait() if wait else upload

    def open_set(self, article: int) -> Json:
        """The caller's own reading of an article, made if there is none."""
        return self._post(f"articles/{article}/sets/", {})

    def read_set(self, id: int) -> Json:
        """A reading as it is now: spans, attributions, revision."""
        return self._session.get(f"sets/{id}/")

    def annotate(
        self,
        set_id: int,
        operations: Sequence[Json],
        *,
        revision: int | None = None,
        text_sha256: str | None = None,
        batch: str | None = None,
    ) -> Json:
        """Store a batch of operations, whole or not at all, and answer the new revision and what others did meanwhile.

        A batch has an id, so it is safely sent again when the answer was lost. Without `revision` the newest one is
        asked for. Raises Conflict, with `missed`, when somebody changed the same records since `revision`.
        """
        if revision is None or text_sha256 is None:
            now = self.read_set(set_id)
            revision = now["revision"] if revision is None else revision
            text_sha256 = text_sha256 or now["article"]["text_sha256"]
        body = {
            "batch": batch or str(uuid.uuid4()),
            "revision": revision,
            "undoes": None,
            "text_sha256": text_sha256,
            "operations": list(operations),
        }
        return self._session.ask("POST", f"sets/{set_id}/changes/", json=body, harmless=True)

    def submit(self, set_id: int, *, confirm: bool = False) -> Json:
        """Submit a reading; `confirm` says that its warnings were read."""
        return self._session.ask("PUT", f"sets/{set_id}/submission/", json={"confirm": confirm})

    def _rows(self, what: str, filters: Json) -> Iterator[Json]:
        return rows(self._session, f"{self._path}{what}/", **filters)

    def _post(self, path: str, body: Json) -> Json:
        return self._session.ask("POST", path, json=body, headers=_once())


def _once() -> dict[str, str]:
    """Names a request, so that the server does it once however often it arrives."""
    return {"Idempotency-Key": str(uuid.uuid4())}


def _usual_cache() -> Path:
    if named := os.environ.get("ASCRIBE_CACHE"):
        return Path(named)
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "ascribe"
