"""What can go wrong. Everything that is raised on purpose is an `AscribeError`."""

from typing import Any

import httpx

Json = dict[str, Any]


class AscribeError(Exception):
    """Whatever this package raises on purpose."""


class Unreachable(AscribeError):
    """The server did not answer, however often it was asked."""


class Torn(AscribeError):
    """What arrived is not all, or not what was sent. Nothing of it was kept."""


class TooLarge(AscribeError):
    """A line, or what a compressed file holds, is longer than `ascribe.limits` allows: damaged, or made to harm."""


class Failed(AscribeError):
    """What the server was asked to do in the background did not succeed; `state` is what it said of it."""

    def __init__(self, message: str, state: Json) -> None:
        super().__init__(message)
        self.state = state


class Refused(AscribeError):
    """The server said no: a problem of RFC 9457. `code` is stable, `detail` is for people."""

    def __init__(self, status: int, problem: Json) -> None:
        self.status = status
        self.problem = problem
        self.code = str(problem.get("code", ""))
        self.detail = str(problem.get("detail", ""))
        super().__init__(f"{status} {self.code}: {self.detail}".replace(" : ", ": "))


class Conflict(Refused):
    """Somebody changed the same records: `missed` has the batches one has not seen."""

    @property
    def missed(self) -> list[Json]:
        found: list[Json] = self.problem.get("missed", [])
        return found


def refused(answer: httpx.Response) -> Refused:
    """The no in an answer whose body was read."""
    try:
        problem = answer.json()
    except ValueError:
        problem = None
    if not isinstance(problem, dict):
        problem = {"code": "", "detail": answer.reason_phrase}
    return (Conflict if problem.get("code") == "conflict" else Refused)(answer.status_code, problem)
