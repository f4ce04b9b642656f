"""Requests at a steady pace, each at its time, however long the ones before take."""

import asyncio
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

CONNECTIONS = 64


@dataclass
class Steady:
    """Milliseconds from the time at which each request was due to its reply."""

    milliseconds: list[float] = field(default_factory=list)
    errors: int = 0
    seconds: float = 0.0

    @property
    def per_second(self) -> float:
        return len(self.milliseconds) / self.seconds if self.seconds else 0.0

    def quantile(self, part: float) -> float:
        ordered = sorted(self.milliseconds)
        return ordered[min(len(ordered) - 1, int(part * len(ordered)))] if ordered else 0.0


async def steady(port: int, rate: float, seconds: float, make: Callable[[], bytes]) -> Steady:
    """Sends `rate` requests a second; what is due waits for a free connection, and its clock runs."""
    made = Steady()
    due: deque[float] = deque()
    came = asyncio.Semaphore(0)
    connections = [
        asyncio.create_task(_serve(port, due, came, make, made)) for _ in range(CONNECTIONS)
    ]
    begin, sent = time.perf_counter(), 0
    try:
        while (passed := time.perf_counter() - begin) < seconds:
            while sent < passed * rate:
                due.append(begin + sent / rate)
                came.release()
                sent += 1
            await asyncio.sleep(0.002)
        while len(made.milliseconds) + made.errors < sent:
            await asyncio.sleep(0.01)
            if time.perf_counter() - begin > seconds + 60:
                raise RuntimeError(f"{sent - len(made.milliseconds)} answers have no reply")
    finally:
        for one in connections:
            one.cancel()
    made.seconds = time.perf_counter() - begin
    return made


async def _serve(
    port: int, due: deque[float], came: asyncio.Semaphore, make: Callable[[], bytes], made: Steady
) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        while True:
            await came.acquire()
            at = due.popleft()
            writer.write(make())
            head = await reader.readuntil(b"\r\n\r\n")
            length = next(
                int(line.split(b":")[1])
                for line in head.lower().split(b"\r\n")
                if line.startswith(b"content-length")
            )
            await reader.readexactly(length)
            if head.split(b" ", 2)[1] in (b"200", b"201"):
                made.milliseconds.append(1000 * (time.perf_counter() - at))
            else:
                made.errors += 1
    finally:
        writer.close()
