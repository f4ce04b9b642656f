"""A load over many connections, from one process with as little work as possible."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass

import uvloop


@dataclass(frozen=True)
class Load:
    """What one load measured. Times in milliseconds; errors are replies other than 200 and 201."""

    connections: int
    replies: int
    per_second: float
    p50: float
    p95: float
    p99: float
    errors: int


class _Connection(asyncio.Protocol):
    """One keep-alive connection that sends the next request when the last one is answered."""

    def __init__(self, make: Callable[[], bytes], until: float, done: asyncio.Future[None]) -> None:
        self._make, self._until, self._done = make, until, done
        self._received = b""
        self._sent_at = 0.0
        self.times: list[float] = []
        self.errors = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport
        self._send()

    def _send(self) -> None:
        self._sent_at = time.perf_counter()
        self._transport.write(self._make())

    def data_received(self, data: bytes) -> None:
        self._received += data
        head, found, body = self._received.partition(b"\r\n\r\n")
        if not found:
            return
        length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
        if len(body) < length:
            return
        self._received = b""
        now = time.perf_counter()
        self.times.append(now - self._sent_at)
        self.errors += not head.startswith(b"HTTP/1.1 20")
        if now < self._until:
            self._send()
        else:
            self._transport.close()

    def connection_lost(self, error: Exception | None) -> None:
        self.errors += self._received != b"" or error is not None
        if not self._done.done():
            self._done.set_result(None)


async def _run(port: int, connections: int, seconds: float, make: Callable[[], bytes]) -> Load:
    loop = asyncio.get_running_loop()
    begin = time.perf_counter()
    protocols, waits = [], []
    for _ in range(connections):
        done: asyncio.Future[None] = loop.create_future()
        protocol = _Connection(make, begin + seconds, done)
        await loop.create_connection(lambda protocol=protocol: protocol, "127.0.0.1", port)
        protocols.append(protocol)
        waits.append(done)
    await asyncio.gather(*waits)
    passed = time.perf_counter() - begin
    times = sorted(1000 * one for protocol in protocols for one in protocol.times)

    def quantile(part: float) -> float:
        return times[min(len(times) - 1, int(part * len(times)))]

    errors = sum(protocol.errors for protocol in protocols)
    rate = len(times) / passed
    return Load(
        connections, len(times), rate, quantile(0.5), quantile(0.95), quantile(0.99), errors
    )


def run(port: int, connections: int, seconds: float, make: Callable[[], bytes]) -> Load:
    """Sends requests made by `make` over `connections` for `seconds`, one at a time on each."""
    return uvloop.run(_run(port, connections, seconds, make))


def post(path: str, body: bytes) -> bytes:
    """The bytes of a POST request with a JSON body."""
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body
