"""Requests to one server: authorised, repeated where that is harmless, and never sent anywhere else."""

import random
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime, timezone
from email.utils import parsedate_to_datetime
from typing import Any, TypeVar
from urllib.parse import urlsplit

import httpx

from ascribe.errors import AscribeError, Refused, Unreachable, refused

Json = dict[str, Any]
Answer = TypeVar("Answer")
TRY_AGAIN = (429, 502, 503, 504)
LONGEST_WAIT = 120.0  # seconds; a server that asks for more is told to the caller instead
HARMLESS = ("GET", "HEAD", "PUT", "DELETE")


class Session:
    """Asks one server, with one token.

    A request is repeated after a connection that broke and after 429, 502, 503 and 504, as late as `Retry-After`
    says, but only if doing it twice is harmless: GET, PUT, DELETE, and what names itself.
    """

    def __init__(
        self,
        url: str,
        token: str,
        *,
        retries: int = 5,
        timeout: float = 60.0,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        base = url.partition("/api/v1")[0].rstrip("/")
        where = urlsplit(base)
        if where.scheme not in ("http", "https") or not where.netloc:
            raise AscribeError(f"“{url}” is not the address of a server; it looks like https://ascribe.example.org")
        self.host = where.netloc
        self.retries = retries
        self._origin = f"{where.scheme}://{where.netloc}"
        self._api = f"{base}/api/v1/"
        self._sleep = sleep
        self._client = httpx.Client(
            timeout=timeout,
            headers={"Authorization": f"Bearer {token}", "User-Agent": "ascribe-client", "Accept-Language": "en"},
        )

    def close(self) -> None:
        self._client.close()

    def address(self, path: str) -> str:
        """Of a path below /api/v1/, or of an address the server gave. The token never leaves for another host:
        of a whole address only the path and the query are taken."""
        if not path.startswith(("http://", "https://", "/")):
            return self._api + path
        given = urlsplit(path)
        return f"{self._origin}{given.path}" + (f"?{given.query}" if given.query else "")

    def get(self, path: str, **params: Any) -> Json:
        """The JSON at an address."""
        return self.ask("GET", path, params=params)

    def ask(self, method: str, path: str, **more: Any) -> Json:
        """The JSON that a request is answered by."""
        answer = self.send(method, path, **more)
        try:
            found = answer.json()
        except ValueError:
            found = None
        if not isinstance(found, dict):
            raise Unreachable(f"{self.host} answered, but not as Ascribe does; does a network's sign-in page do it?")
        return found

    def send(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, Any] | None = None,
        json: Any = None,
        form: Json | None = None,
        headers: Mapping[str, str] | None = None,
        harmless: bool = False,
    ) -> httpx.Response:
        """The answer, read. `harmless` says that a POST may be sent twice; `form` has files and fields."""
        known = dict(headers or {})
        harmless = harmless or method in HARMLESS or "Idempotency-Key" in known

        def once() -> httpx.Response:
            answer = self._client.request(
                method,
                self.address(path),
                params=_plain(params),
                json=_sendable(json),
                headers=known,
                **(form or {}),
            )
            return _good(answer)

        return self.patiently(once, harmless=harmless)

    @contextmanager
    def stream(self, path: str, *, params: Json | None = None, headers: Json | None = None) -> Iterator[httpx.Response]:
        """An answer that is still to be read. Only its beginning is asked for again."""
        address = self.address(path)

        def once() -> httpx.Response:
            request = self._client.build_request("GET", address, params=_plain(params), headers=headers)
            answer = self._client.send(request, stream=True)
            if answer.status_code >= 300 and answer.status_code not in (304, 416):
                answer.read()
                answer.close()
            return _good(answer)

        answer = self.patiently(once)
        try:
            yield answer
        finally:
            answer.close()

    def patiently(self, once: Callable[[], Answer], *, harmless: bool = True) -> Answer:
        """What `once` gives, tried again where that may help."""
        for tried in range(self.retries + 1):
            try:
                return once()
            except httpx.TransportError as error:
                nothing_sent = isinstance(error, httpx.ConnectError | httpx.ConnectTimeout)
                if not (harmless or nothing_sent) or tried == self.retries:
                    raise Unreachable(f"{self.host} did not answer: {error or type(error).__name__}") from error
                self.wait(tried)
            except Refused as no:
                later = no.status in TRY_AGAIN or no.code == "in_progress"
                asked = float(no.problem.get("retry_after") or 0)
                if not (harmless and later) or tried == self.retries or asked > LONGEST_WAIT:
                    raise
                self.wait(tried, asked)
        raise AssertionError("every round returns or raises")

    def wait(self, tried: int, at_least: float = 0.0) -> None:
        """Longer each time, never in step with others, and as long as the server asked for."""
        self._sleep(at_least + min(30.0, 0.5 * 2**tried) * (0.5 + random.random() / 2))

    def sleep(self, seconds: float) -> None:
        self._sleep(seconds)


def seconds_to_wait(answer: httpx.Response, otherwise: float = 0.0) -> float:
    """What `Retry-After` says, in seconds or as a date."""
    said = answer.headers.get("Retry-After", "")
    if said.isdecimal():
        return float(said)
    try:
        until = parsedate_to_datetime(said)
    except (TypeError, ValueError):
        return otherwise
    return max(0.0, (until - datetime.now(timezone.utc)).total_seconds()) if until.tzinfo else otherwise


def _good(answer: httpx.Response) -> httpx.Response:
    """Redirects are not followed: the server has none, and a token must not travel."""
    if answer.status_code < 300 or answer.status_code in (304, 416):
        return answer
    no = refused(answer)
    no.problem["retry_after"] = seconds_to_wait(answer)
    raise no


def _plain(params: Mapping[str, Any] | None) -> Json | None:
    """A query as the server reads it. Of the address's own query nothing is lost when there is nothing to add."""
    kept = {name.rstrip("_"): _value(value) for name, value in (params or {}).items() if value is not None}
    return kept or None


def _value(value: Any) -> Any:
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, date):
        return value.isoformat()
    return [_value(one) for one in value] if isinstance(value, list | tuple | set | frozenset) else value


def _sendable(body: Any) -> Any:
    if isinstance(body, dict):
        return {name: _sendable(value) for name, value in body.items()}
    if isinstance(body, list | tuple):
        return [_sendable(one) for one in body]
    return body.isoformat() if isinstance(body, date) else body
