"""A load of whole answers over many connections, from one process with as little work as possible."""

import asyncio
import json
import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

import uvloop

READY = 20_000
"""Answers made before the clock starts, so that making them takes no processor from the server."""


@dataclass(frozen=True)
class Load:
    """What one load measured. Times in milliseconds."""

    connections: int
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
    return Load(connections, rate, quantile(0.5), quantile(0.95), quantile(0.99), errors)


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


def answers(codes: list[str], seed: int) -> Callable[[], bytes]:
    """Makes complete answers to the Ministry's form: nineteen criteria and seven facts, each id new."""
    chance = random.Random(seed)
    facts = {
        "sex": ["male", "female"],
        "age": ["18_24", "25_34", "35_49", "50_60", "over_60"],
        "education": ["upper_secondary", "university"],
        "occupation": ["freelance", "retired", "public"],
        "settlement": ["urban", "rural"],
        "terrain": ["plain", "mountain"],
        "ethnicity": ["kinh", "other"],
    }

    def make() -> bytes:
        given: dict[str, object] = {f"q{n}": chance.choice((3, 4, 4, 5, 5)) for n in range(15, 34)}
        given |= {question: chance.choice(options) for question, options in facts.items()}
        given["procedure_field"] = chance.choice(["land", "civil_status", "business"])
        body = {
            "id": str(UUID(int=chance.getrandbits(128), version=4)),
            "code": chance.choice(codes),
            "questionnaire": "ministry-service@1",
            "answers": given,
            "started_at": "2026-11-22T08:00:00+07:00",
            "finished_at": "2026-11-22T08:03:00+07:00",
            "language": "vi",
        }
        return post("/api/v1/responses", json.dumps(body).encode())

    ready = [make() for _ in range(READY)]
    return lambda: ready.pop() if ready else make()
