"""A proxy between a client and the server that hangs up in the middle, as trains and hotels do."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

BLOCK = 4096


class Cutting:
    """Its address, what it was asked and answered, and after how many bytes each of the next connections breaks.

    None among `cuts` lets all through.
    """

    def __init__(self, upstream: str) -> None:
        where = urlsplit(upstream)
        self._upstream = (where.hostname or "", where.port or 80)
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        self.cuts: list[int | None] = []
        self.connections = 0
        self.asked: list[bytes] = []
        self.answered: list[bytes] = []
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self) -> None:
        self._listening.close()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listening.accept()
                self.connections += 1
                cut = self.cuts.pop(0) if self.cuts else None
                threading.Thread(target=self._carry, args=(client, cut), daemon=True).start()

    def _carry(self, client: socket.socket, left: int | None) -> None:
        with suppress(OSError), client, socket.create_connection(self._upstream) as server:
            threading.Thread(target=self._ask, args=(client, server), daemon=True).start()
            while block := _noted(server.recv(BLOCK), self.answered, b"HTTP/1."):
                client.sendall(block if left is None else block[:left])
                if left is not None:
                    left -= len(block)
                    if left <= 0:
                        break
            for end in (client, server):
                with suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)

    def _ask(self, client: socket.socket, server: socket.socket) -> None:
        with suppress(OSError):
            while block := _noted(client.recv(BLOCK), self.asked, b"GET ", b"POST "):
                server.sendall(block)


def _noted(block: bytes, heads: list[bytes], *beginnings: bytes) -> bytes:
    if block.startswith(beginnings):
        heads.append(block.partition(b"\r\n\r\n")[0].lower())
    return block


@contextmanager
def cutting(upstream: str) -> Iterator[Cutting]:
    proxy = Cutting(upstream)
    try:
        yield proxy
    finally:
        proxy.close()
