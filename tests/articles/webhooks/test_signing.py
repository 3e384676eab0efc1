"""Messages are signed as the Standard Webhooks specification says, and sent again with patience."""

import base64
from datetime import UTC, datetime, timedelta

import orjson
import pytest

from articles.webhooks import patience, signing
from articles.webhooks.kinds import KINDS, LARGEST, payload

# From the specification's own reference libraries.
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
MESSAGE, TIMESTAMP, BODY = "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}'
SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_a_message_is_signed_as_the_specification_signs_its_example():
    assert signing.signature(SECRET, MESSAGE, TIMESTAMP, BODY) == SIGNATURE
    assert signing.signature(SECRET.removeprefix("whsec_"), MESSAGE, TIMESTAMP, BODY) == SIGNATURE


@pytest.mark.parametrize(
    ("message", "timestamp", "body"),
    [("msg_other", TIMESTAMP, BODY), (MESSAGE, TIMESTAMP + 1, BODY), (MESSAGE, TIMESTAMP, BODY + b" ")],
)
def test_another_name_time_or_body_has_another_signature(message, timestamp, body):
    assert signing.signature(SECRET, message, timestamp, body) != SIGNATURE


def test_while_secrets_change_both_sign_in_one_header():
    other = signing.new_secret()
    sent = signing.headers([other, SECRET], MESSAGE, TIMESTAMP, BODY)
    assert sent["webhook-signature"].split(" ") == [signing.signature(other, MESSAGE, TIMESTAMP, BODY), SIGNATURE]
    assert (sent["webhook-id"], sent["webhook-timestamp"]) == (MESSAGE, str(TIMESTAMP))


def test_a_secret_has_256_bits_and_none_is_like_another():
    made = {signing.new_secret() for _ in range(100)}
    assert len(made) == 100
    assert all(len(base64.b64decode(one.removeprefix("whsec_"))) == 32 for one in made)


def test_a_message_is_tried_for_more_than_three_days_and_never_at_the_same_moment_as_others():
    now = datetime(2026, 1, 1, tzinfo=UTC)
    pauses = [[patience.next_try(attempts, now) - now for _ in range(20)] for attempts in range(1, 10)]
    assert sum(map(min, pauses), timedelta()) > timedelta(days=3)
    assert all(len(set(some)) > 1 for some in pauses)
    assert patience.next_try(10, now) is None


def test_a_message_is_small_and_names_what_it_left_out():
    at, detail = datetime.now(UTC), {"articles": list(range(10**9, 10**9 + 5000)), "title": "a title", "text": "a text"}
    for kind in KINDS:
        body = payload(kind, project="p" * 60, origin="https://a.example", at=at, by="A01", detail=detail)
        assert len(orjson.dumps(body)) < LARGEST, kind.name
        assert "title" not in body["data"]
        assert "text" not in body["data"]
        assert body["type"] == kind.name
    several = next(kind for kind in KINDS if kind.name == "articles.withdrawn")
    assert payload(several, project="p", origin="", at=at, by=None, detail=detail)["data"]["articles_left_out"] == 4000
