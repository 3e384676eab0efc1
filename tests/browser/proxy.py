"""A network that cannot be relied on: a proxy between the browser and the server that harms what carries edits."""

import asyncio
import random
import threading
from collections import Counter
from collections.abc import Coroutine
from typing import Any

WAIT = 0.6  # seconds that a delayed request waits at most
# how often a request with edits goes through, or meets one of the five misfortunes
FATES = {"pass": 55, "drop": 9, "deafen": 9, "delay": 9, "double": 9, "hold": 9}


class Proxy:
    """Forwards HTTP to `upstream`, one request a connection; `url` is where it listens.

    What becomes of a POST to `…/changes/` is drawn from a seed: it passes; it is dropped before the server sees it; it
    arrives and its answer is lost; it comes late; it comes twice; it is held and comes after the ones sent later.
    """

    def __init__(self, host: str, port: int, seed: int) -> None:
        self.upstream = (host, port)
        self.random = random.Random(seed)
        self.calm = self.down = False
        self.met: Counter[str] = Counter()
        self.held: list[bytes] = []
        self.open: set[asyncio.StreamWriter] = set()
        self.loop = asyncio.new_event_loop()
        threading.Thread(target=self.loop.run_forever, daemon=True).start()
        self.server = self._wait(self._listen())
        self.url = f"http://{host}:{self.server.sockets[0].getsockname()[1]}"

    def stop_answering(self) -> None:
        """As when the server goes down: what is under way is cut off, what comes is turned away."""
        self.down = True
        self.loop.call_soon_threadsafe(self._cut)

    def answer_again(self, host: str, port: int) -> None:
        self.upstream, self.down = (host, port), False

    def close(self) -> None:
        self.loop.call_soon_threadsafe(self.server.close)
        self.stop_answering()
        self.loop.call_soon_threadsafe(self.loop.stop)

    def _wait(self, work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(10)

    async def _listen(self) -> asyncio.Server:
        return await asyncio.start_server(self._serve, self.upstream[0], 0)

    def _cut(self) -> None:
        for writer in self.open:
            writer.transport.abort()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.open.add(writer)
        try:
            if not self.down:
                answer = await self._answer(await _request(reader))
                writer.write(answer)
                await writer.drain()
        except (OSError, asyncio.IncompleteReadError):
            pass  # either side went away, which is what this is for
        finally:
            self.open.discard(writer)
            writer.close()

    async def _answer(self, request: bytes) -> bytes:
        carries_edits = request.startswith(b"POST ") and b"/changes/" in request.split(b"\r\n", 1)[0]
        if self.calm or not carries_edits:
            return await self._forward(request)
        (fate,) = self.random.choices(list(FATES), list(FATES.values()))
        self.met[fate] += 1
        late, self.held = self.held, []
        answer = await self._meet(fate, request)
        for earlier in late:
            await self._forward(earlier)
        return answer

    async def _meet(self, fate: str, request: bytes) -> bytes:
        if fate == "drop":
            return b""
        if fate == "hold":
            self.held.append(request)
            return b""
        if fate == "delay":
            await asyncio.sleep(self.random.uniform(0, WAIT))
        if fate == "double":
            answers = await asyncio.gather(self._forward(request), self._forward(request))
            return answers[self.random.randrange(2)]
        answer = await self._forward(request)
        return b"" if fate == "deafen" else answer

    async def _forward(self, request: bytes) -> bytes:
        reader, writer = await asyncio.open_connection(*self.upstream)
        try:
            writer.write(request)
            await writer.drain()
            return await reader.read()
        finally:
            writer.close()


async def _request(reader: asyncio.StreamReader) -> bytes:
    """One request whole, asking for the connection to be closed after the answer."""
    head = await reader.readuntil(b"\r\n\r\n")
    lines = [line for line in head.split(b"\r\n") if line and not line.lower().startswith(b"connection:")]
    length = next((int(line.split(b":")[1]) for line in lines if line.lower().startswith(b"content-length:")), 0)
    body = await reader.readexactly(length)
    return b"\r\n".join([*lines, b"Connection: close", b"", body])
