"""What became of a file that was sent."""

from collections.abc import Iterator

from ascribe.errors import Failed, Json
from ascribe.http import Session
from ascribe.lists import rows

MOVING = ("queued", "reading", "adding")


class Upload:
    """A file the server received. `info` is the newest report: `state`, `counts`, `annotations`, and why it failed.

    `state` is done, or ready when a person has to look at it in the browser before anything is added.
    """

    def __init__(self, session: Session, info: Json) -> None:
        self._session = session
        self.info = info

    @property
    def state(self) -> str:
        return str(self.info["state"])

    @property
    def counts(self) -> dict[str, int]:
        found: dict[str, int] = self.info["counts"]
        return found

    def wait(self, every: float = 1.0) -> "Upload":
        """Come back when the server has read it. Raises Failed when it could not."""
        while self.state in MOVING:
            self._session.sleep(every)
            self.info = self._session.get(self.info["url"], limit=1)
        if self.state == "failed":
            raise Failed(f"{self.info['filename']} was not added: {self.info['reason']}", self.info)
        return self

    def items(self) -> Iterator[Json]:
        """What became of every article in it."""
        return rows(self._session, self.info["url"], within="items")
