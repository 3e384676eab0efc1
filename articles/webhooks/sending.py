"""One message goes out: to the address that was checked, signed, without following anybody anywhere."""

import time
from dataclasses import dataclass

import orjson
import urllib3
from django.conf import settings

from articles import reaching
from articles.drafts import Fault
from articles.reaching import Place
from articles.webhooks import signing

CONNECT, READ = 5, 15  # seconds
AGENT = "Ascribe-Webhooks"


@dataclass(frozen=True)
class Outcome:
    """What came of a try: the status of the answer, or the code of what went wrong before there was one."""

    status: int | None
    milliseconds: int
    error: str = ""

    @property
    def taken(self) -> bool:
        return self.status is not None and 200 <= self.status < 300

    @property
    def gone(self) -> bool:
        """The receiver says that it never wants to hear from us again."""
        return self.status == 410


def target_of(url: str) -> Place:
    """Where an address leads. Raises Fault for one that no message may be sent to."""
    if settings.WEBHOOKS_TO_PRIVATE_ADDRESSES:
        return reaching.place_of(url, any_port=True)
    place = reaching.place_of(url, ports={"https": 443})
    if reaching.is_literal(place.host) and not reaching.is_public(place.host):
        raise Fault("internal_address", "internal")
    return place


def send(url: str, keys: list[str], message: str, payload: object) -> Outcome:
    """Send one message and say what came of it. Never raises for what the other side does."""
    began = time.monotonic()
    status, error = None, ""
    try:
        status = _post(target_of(url), keys, message, orjson.dumps(payload))
    except Fault as fault:
        error = fault.code
    return Outcome(status, round((time.monotonic() - began) * 1000), error)


def _post(place: Place, keys: list[str], message: str, body: bytes) -> int:
    allowed = _anywhere if settings.WEBHOOKS_TO_PRIVATE_ADDRESSES else reaching.is_public
    address = reaching.pinned(place, resolve=reaching.resolved, allowed=allowed)
    pool = reaching.connection_to(place, address, urllib3.Timeout(connect=CONNECT, read=READ))
    headers = {
        "Host": place.netloc,
        "User-Agent": AGENT,
        "Content-Type": "application/json",
        **signing.headers(keys, message, int(time.time()), body),
    }
    try:
        answer = pool.urlopen(
            "POST",
            place.target,
            body=body,
            headers=headers,
            redirect=False,
            retries=False,
            preload_content=False,
        )
        answer.close()  # what it says beyond its status is not read: it may be endless
        return answer.status
    except (urllib3.exceptions.HTTPError, OSError) as error:
        raise reaching.why_not_reached(error) from None
    finally:
        pool.close()


def _anywhere(address: str) -> bool:
    return True
