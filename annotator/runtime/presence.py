"""How others see that a worker is alive: a lock in the database that ends with the worker's connection.

Nothing is written, nothing expires, and it holds with every broker: a worker takes the lock when it begins to
consume and PostgreSQL lets go of it the moment the worker dies.
"""

from typing import Any

import psycopg
from celery import bootsteps

from annotator.runtime.connect import own_connection

KEY = 0x41534352  # any number that nothing else in this database locks
INTERVAL = 5.0

COUNT = """
SELECT count(*) FROM pg_locks
WHERE locktype = 'advisory' AND classid = 0 AND objid = %s AND granted
  AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""


def workers_present(database: psycopg.Connection[Any]) -> int:
    """How many workers are connected to their broker and to this database."""
    return int(database.execute(COUNT, (KEY,)).fetchall()[0][0])


class Presence(bootsteps.StartStopStep):
    """Started when the worker's consumer is connected, stopped when it loses its broker."""

    requires = ("celery.worker.consumer.tasks:Tasks",)

    def __init__(self, consumer: Any, **options: Any) -> None:
        super().__init__(consumer, **options)
        self._session: psycopg.Connection[Any] | None = None
        self._timer: Any = None

    def start(self, consumer: Any) -> None:
        self._show()
        self._timer = consumer.timer.call_repeatedly(INTERVAL, self._show)

    def stop(self, consumer: Any) -> None:
        if self._timer:
            self._timer.cancel()
        if self._session:
            self._session.close()
            self._session = None

    shutdown = stop

    def _show(self) -> None:
        """Take the lock, also again after the database was away."""
        try:
            if self._session is None or self._session.closed:
                self._session = own_connection("ascribe worker")
                self._session.execute("SELECT pg_advisory_lock_shared(%s)", (KEY,))
            self._session.execute("SELECT 1")
        except psycopg.OperationalError:
            self._session = None  # the next turn of the timer tries again
