"""A Celery broker in one PostgreSQL table: what a newsroom's laptop uses instead of Redis.

A message is leased, never removed, until it is acknowledged: the worker that holds it renews the lease, an
acknowledgement deletes the row, and when the worker dies the lease runs out and another worker gets the message.
So nothing is lost by `kill -9`, and a task may run twice: ours are idempotent.

There is no fan-out: workers run without gossip, mingle and remote control.
"""

import logging
import threading
from collections.abc import Callable
from queue import Empty
from typing import Any

import psycopg
from kombu.transport import TRANSPORT_ALIASES, virtual
from kombu.utils.json import dumps, loads

logger = logging.getLogger(__name__)

LEASE = 30.0  # seconds until a dead worker's message is delivered again
POLL = 0.1  # seconds between two looks into an empty queue
PATIENCE = 0.5  # seconds
LOCK = 0x617363  # any number, so that two processes do not create the table at once

TABLE = """
CREATE TABLE IF NOT EXISTS broker_message (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    queue text NOT NULL,
    body text NOT NULL,
    sent_at timestamptz NOT NULL DEFAULT now(),
    leased_until timestamptz NOT NULL DEFAULT '-infinity',
    deliveries integer NOT NULL DEFAULT 0
);
CREATE INDEX IF NOT EXISTS broker_message_queue ON broker_message (queue, id);
"""
PUT = "INSERT INTO broker_message (queue, body) VALUES (%s, %s)"
# SKIP LOCKED: two workers that look at the same moment take different messages instead of waiting for each other.
TAKE = """
UPDATE broker_message SET leased_until = now() + make_interval(secs => %s), deliveries = deliveries + 1
WHERE id = (
    SELECT id FROM broker_message WHERE queue = %s AND leased_until < now() ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED
) RETURNING id, body, deliveries
"""
RENEW = "UPDATE broker_message SET leased_until = now() + make_interval(secs => %s) WHERE id = ANY(%s)"
RELEASE = "UPDATE broker_message SET leased_until = '-infinity' WHERE id = ANY(%s)"
DELETE = "DELETE FROM broker_message WHERE id = %s"
PURGE = "DELETE FROM broker_message WHERE queue = %s"
SIZE = "SELECT count(*) FROM broker_message WHERE queue = %s AND leased_until < now()"


class Channel(virtual.Channel):
    """One connection to the table. Tasks acknowledge from other threads, so a lock guards what we hold."""

    supports_fanout = False
    do_restore = False  # our rows are still in the table; closing lets go of them

    def __init__(self, connection: "Transport", **options: Any) -> None:
        super().__init__(connection, **options)
        given = connection.client.transport_options
        self.conninfo: str = given["conninfo"]
        self.lease = float(given.get("lease", LEASE))
        self._lock = threading.Lock()
        self._held: dict[str, int] = {}  # delivery tag: row
        self._closing = threading.Event()
        self._heart: threading.Thread | None = None
        self._database = self._connect()

    def basic_consume(
        self, queue: str, no_ack: bool, callback: Callable[..., Any], consumer_tag: str, **rest: Any
    ) -> None:
        super().basic_consume(queue, no_ack, callback, consumer_tag, **rest)
        if self._heart is None:
            self._heart = threading.Thread(target=self._beat, name="broker-leases", daemon=True)
            self._heart.start()

    def basic_ack(self, delivery_tag: str, multiple: bool = False) -> None:
        super().basic_ack(delivery_tag, multiple)
        # Let go first: should the deletion fail, the lease runs out and the task is done again.
        row = self._let_go(delivery_tag)
        if row is not None:
            self._execute(DELETE, (row,))

    def basic_reject(self, delivery_tag: str, requeue: bool = False) -> None:
        if not requeue:
            self.basic_ack(delivery_tag)
            return
        super().basic_ack(delivery_tag)
        row = self._let_go(delivery_tag)
        if row is not None:
            self._execute(RELEASE, ([row],))

    def close(self) -> None:
        """Hand back what was fetched and not finished, so that the next worker need not wait for the lease."""
        if not self.closed:
            self._closing.set()
            try:
                if self._held:
                    self._execute(RELEASE, (list(self._held.values()),))
            except psycopg.Error as error:
                logger.warning("The broker is gone; unfinished tasks come back in %s s: %s", self.lease, error)
            self._database.close()
        super().close()

    def _put(self, queue: str, message: dict[str, Any], **rest: Any) -> None:
        self._execute(PUT, (queue, dumps(message)))

    def _get(self, queue: str, timeout: float | None = None) -> dict[str, Any]:
        taken = self._execute(TAKE, (self.lease, queue)).fetchone()
        if taken is None:
            raise Empty
        row, body, deliveries = taken
        message: dict[str, Any] = loads(body)
        message["properties"]["delivery_info"]["redelivered"] = deliveries > 1
        with self._lock:
            self._held[message["properties"]["delivery_tag"]] = row
        return message

    def _restore(self, message: virtual.Message) -> None:
        row = self._let_go(message.delivery_tag)
        if row is not None:
            self._execute(RELEASE, ([row],))

    def _size(self, queue: str) -> int:
        counted = self._execute(SIZE, (queue,)).fetchone()
        return int(counted[0]) if counted else 0

    def _purge(self, queue: str) -> int:
        return self._execute(PURGE, (queue,)).rowcount

    def _let_go(self, delivery_tag: str) -> int | None:
        with self._lock:
            return self._held.pop(delivery_tag, None)

    def _beat(self) -> None:
        """Renew the leases of what we hold; a task may take half an hour and a lease is short."""
        while not self._closing.wait(self.lease / 3):
            with self._lock:
                rows = list(self._held.values())
            try:
                if rows:
                    self._execute(RENEW, (self.lease, rows))
            except psycopg.Error as error:
                logger.warning("The leases of running tasks could not be renewed: %s", error)

    def _execute(self, statement: str, values: tuple[Any, ...]) -> psycopg.Cursor[Any]:
        """Run one statement. Each of ours may be repeated, so a lost connection is mended on the spot, once."""
        try:
            return self._database.execute(statement, values)
        except (psycopg.OperationalError, psycopg.InterfaceError):
            with self._lock:
                if not self._database.closed or self.closed:
                    raise
                self._database = self._connect()
        return self._database.execute(statement, values)

    def _connect(self) -> psycopg.Connection[Any]:
        database = psycopg.connect(self.conninfo, autocommit=True, application_name="ascribe broker")
        if database.execute("SELECT to_regclass('broker_message')").fetchone() == (None,):
            with database.transaction():
                database.execute("SELECT pg_advisory_xact_lock(%s)", (LOCK,))
                database.execute(TABLE)
        return database


class Transport(virtual.Transport):
    """`broker_url = "postgresql://ours"`; the address in `broker_transport_options["conninfo"]`."""

    Channel = Channel
    can_parse_url = True  # so kombu leaves the address alone, whatever signs a password contains
    polling_interval = POLL
    driver_type = "sql"
    driver_name = "psycopg"
    connection_errors = (*virtual.Transport.connection_errors, psycopg.OperationalError, psycopg.InterfaceError)
    recoverable_connection_errors = connection_errors
    implements = virtual.Transport.implements.extend(asynchronous=False, heartbeats=False)

    def drain_events(self, connection: Any, timeout: float | None = None) -> None:
        """Wait for a message, but return early: a worker looks only in between whether it was asked to stop."""
        try:
            super().drain_events(connection, timeout=PATIENCE if timeout is None else min(timeout, PATIENCE))
        except TimeoutError:
            if timeout is not None and timeout <= PATIENCE:
                raise

    def driver_version(self) -> str:
        return psycopg.__version__


def register() -> None:
    """Teach kombu the scheme `postgresql://`."""
    TRANSPORT_ALIASES["postgresql"] = f"{__name__}:Transport"
