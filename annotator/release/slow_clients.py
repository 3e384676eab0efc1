"""What a long answer does so that a client who reads slowly costs little."""

from django.db import connection
from django.http import HttpRequest

STALLED = 60.0  # seconds in which a client must take something


def let_go_of_the_request_connection() -> None:
    """Who asked is known by now; a slow download need not hold a connection of the pool."""
    if not connection.in_atomic_block:
        connection.close()


def give_up_on_stalled_clients(request: HttpRequest) -> None:
    """A client that takes nothing any more would otherwise hold its place for ever."""
    if socket := request.META.get("gunicorn.socket"):
        socket.settimeout(STALLED)
