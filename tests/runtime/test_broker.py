"""The broker in a PostgreSQL table loses nothing and gives nothing to two workers at once."""

import time
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from kombu import Connection, Message
from kombu.simple import SimpleQueue

from annotator.runtime import kombu_postgres
from tests.runtime.conftest import database_url

kombu_postgres.register()
LEASE = 0.6


class Broker:
    """Connections to the tests' own database, closed in the end."""

    def __init__(self) -> None:
        self.opened: list[Connection] = []

    def connect(self, lease: float = LEASE) -> Connection:
        options = {"conninfo": database_url(), "lease": lease, "polling_interval": 0.02}
        self.opened.append(Connection("postgresql://ours", transport_options=options))
        return self.opened[-1]

    def queue(self) -> SimpleQueue:
        return self.connect().SimpleQueue("letters")


@pytest.fixture
def broker(transactional_db: None) -> Iterator[Broker]:
    made = Broker()
    yield made
    for connection in made.opened:
        connection.release()
    with psycopg.connect(database_url()) as database:
        database.execute("DELETE FROM broker_message")


def take(queue: SimpleQueue, timeout: float = 2.0) -> Message:
    return queue.get(timeout=timeout)


def is_empty(queue: SimpleQueue, timeout: float = 0.1) -> bool:
    try:
        queue.get(timeout=timeout)
    except queue.Empty:
        return True
    return False


def rows() -> Any:
    with psycopg.connect(database_url()) as database:
        return database.execute("SELECT count(*) FROM broker_message").fetchall()[0][0]


def test_letters_arrive_in_order_and_are_deleted_when_acknowledged(broker):
    sender, receiver = broker.queue(), broker.queue()
    for number in range(3):
        sender.put({"number": number})
    for number in range(3):
        letter = take(receiver)
        assert letter.payload == {"number": number}
        assert not letter.delivery_info["redelivered"]
        letter.ack()
    assert rows() == 0


def test_two_receivers_never_hold_the_same_letter(broker):
    sender, first, second = broker.queue(), broker.queue(), broker.queue()
    sender.put("one")
    sender.put("two")
    assert {take(first).payload, take(second).payload} == {"one", "two"}
    assert is_empty(first)
    assert is_empty(second)


def test_a_lease_is_renewed_while_its_holder_lives(broker):
    sender, holder, other = broker.queue(), broker.queue(), broker.queue()
    sender.put("long work")
    letter = take(holder)
    assert is_empty(other, timeout=3 * LEASE)
    letter.ack()
    assert rows() == 0


def test_a_letter_whose_holder_died_is_delivered_again_and_says_so(broker):
    sender, holder, other = broker.queue(), broker.queue(), broker.queue()
    sender.put("work")
    take(holder)
    holder.channel._closing.set()  # its heart stops, as a killed process's does
    again = take(other, timeout=5 * LEASE)
    assert again.payload == "work"
    assert again.delivery_info["redelivered"]


def test_a_letter_given_back_is_there_at_once(broker):
    sender, holder, other = broker.queue(), broker.queue(), broker.queue()
    sender.put("work")
    take(holder).requeue()
    assert take(other, timeout=LEASE / 2).payload == "work"


def test_a_refused_letter_is_gone(broker):
    sender, holder = broker.queue(), broker.queue()
    sender.put("poison")
    take(holder).reject()
    assert rows() == 0


def test_closing_gives_back_what_was_not_finished(broker):
    sender, other = broker.queue(), broker.queue()
    connection = broker.connect(lease=60)
    sender.put("work")
    take(connection.SimpleQueue("letters"))
    connection.release()
    assert take(other).payload == "work"


def test_a_lost_connection_to_the_database_is_mended(broker):
    sender, holder = broker.queue(), broker.queue()
    sender.put("before")
    letter = take(holder)
    with psycopg.connect(database_url(), autocommit=True) as database:
        database.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'ascribe broker'"
        )
    time.sleep(0.1)
    letter.ack()
    sender.put("after")
    assert take(holder).payload == "after"
