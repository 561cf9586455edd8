"""A TCP proxy between two programs of a grid that makes the link as bad as a test wants it."""

import asyncio
import contextlib
import dataclasses
import random
import socket
import struct
import threading

from grid import ports

_PIECE = 16384
_FIRST_BYTES = 64  # of each piece go byte by byte through a sliced link; all of them would take minutes
_QUEUE = 256  # pieces under way in one direction, so that memory stays bounded and back-pressure works


@dataclasses.dataclass
class Shape:
    """What a link does to what goes through it; seconds and bytes."""

    latency: float = 0.0
    jitter: float = 0.0
    bytes_per_second: float = 0.0  # of each direction; 0: no limit
    sliced: bool = False
    slow_close: float = 0.0  # an end of the connection is told so much later


class Proxy:
    """Listens on a port of its own and forwards to `target`; everything may be changed while connections are open."""

    def __init__(self, target: str):
        host, port = target.rsplit(":", 1)
        self._target = (host, int(port))
        self._port = ports.reserve()
        self.address = f"127.0.0.1:{self._port.number}"
        self.shape = Shape()
        self._random = random.Random(1)
        self._armed: tuple[str, int, str] | None = None  # direction, bytes left, what happens then
        self.fired = threading.Event()
        self._loop = asyncio.new_event_loop()
        self._links: set[asyncio.StreamWriter] = set()
        self._open = asyncio.Event()
        self._open.set()
        ready = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(ready,), daemon=True)
        self._thread.start()
        ready.wait(10)

    # --- what a test orders ---

    def black_hole(self) -> None:
        """From now on nothing comes through, nothing is refused, and nobody is told: half-open on both sides."""
        self._call(self._open.clear)

    def heal(self) -> None:
        """What was held back goes on, as after a partition."""
        self._call(self._open.set)

    def reset(self) -> None:
        """RST to both sides of every connection."""
        self._call(self._reset)

    def after(self, direction: str, count: int, what: str) -> None:
        """When `count` more bytes have gone "up" (to the target) or "down": "black_hole" or "reset", in the midst of them."""
        self.fired.clear()
        self._armed = (direction, count, what)

    def close(self) -> None:
        self._call(self._loop.stop)
        self._thread.join(10)
        self._port.close()

    # --- in the loop's thread ---

    def _call(self, action) -> None:
        self._loop.call_soon_threadsafe(action)

    def _run(self, ready: threading.Event) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(asyncio.start_server(self._accept, "127.0.0.1", self._port.number))
        ready.set()
        self._loop.run_forever()
        server.close()
        self._reset()
        tasks = asyncio.all_tasks(self._loop)
        for task in tasks:
            task.cancel()
        self._loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
        self._loop.close()

    async def _accept(self, reader, writer) -> None:
        with contextlib.suppress(asyncio.CancelledError):  # the proxy is closed
            await self._connect(reader, writer)

    async def _connect(self, reader, writer) -> None:
        try:
            far_reader, far_writer = await asyncio.open_connection(*self._target)
        except OSError:
            writer.close()
            return
        for end in (writer, far_writer):
            end.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._links.add(end)
        try:
            await asyncio.gather(self._pump(reader, far_writer, "up"), self._pump(far_reader, writer, "down"))
        finally:
            for end in (writer, far_writer):
                self._links.discard(end)
                end.close()

    async def _pump(self, reader, writer, direction: str) -> None:
        queue: asyncio.Queue = asyncio.Queue(_QUEUE)
        sending = asyncio.ensure_future(self._send(queue, writer, direction))
        with contextlib.suppress(OSError):
            while piece := await reader.read(_PIECE):
                delay = self.shape.latency + self.shape.jitter * self._random.random()
                await queue.put((self._loop.time() + delay, piece))
        await queue.put((self._loop.time() + self.shape.slow_close, b""))
        await sending

    async def _send(self, queue: asyncio.Queue, writer, direction: str) -> None:
        broken = False
        while True:
            due, piece = await queue.get()
            await self._until(due)
            await self._open.wait()
            if broken or not piece:
                if not piece:
                    break
                continue
            try:
                await self._forward(piece, writer, direction)
            except OSError:
                broken = True
        with contextlib.suppress(OSError):
            writer.close()

    async def _until(self, due: float) -> None:
        if due > self._loop.time():
            turn = asyncio.Event()
            self._loop.call_at(due, turn.set)
            await turn.wait()

    async def _forward(self, piece: bytes, writer, direction: str) -> None:
        rest = self._cut(piece, direction)
        await self._write(piece[: len(piece) - len(rest)], writer)
        if rest:  # what was ordered happens between the two
            what, self._armed = self._armed[2], None
            self._reset() if what == "reset" else self._open.clear()
            self.fired.set()
            await self._open.wait()
            await self._write(rest, writer)

    def _cut(self, piece: bytes, direction: str) -> bytes:
        """What may not go before the armed event."""
        if self._armed is None or self._armed[0] != direction:
            return b""
        left = self._armed[1]
        self._armed = (direction, max(0, left - len(piece)), self._armed[2])
        return piece[left:] if len(piece) > left else b""

    async def _write(self, piece: bytes, writer) -> None:
        if self.shape.sliced:
            for n in range(min(_FIRST_BYTES, len(piece))):
                writer.write(piece[n : n + 1])
                await writer.drain()
            piece = piece[_FIRST_BYTES:]
        if piece:
            writer.write(piece)
            await writer.drain()
        if self.shape.bytes_per_second:
            await self._until(self._loop.time() + len(piece) / self.shape.bytes_per_second)

    def _reset(self) -> None:
        for end in list(self._links):
            with contextlib.suppress(OSError):
                end.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            end.transport.abort()
