"""A file that is sent while it is made: whoever goes away or reads too slowly holds nothing up."""

import asyncio
from collections.abc import Iterator

import pytest
from starlette.requests import ClientDisconnect
from starlette.types import Message, Send

from web import streaming
from web.streaming import Streamed

SCOPE = {"type": "http", "asgi": {"version": "3.0"}}


class Reading:
    """Parts without an end, and whether somebody let go of what they are made from."""

    def __init__(self) -> None:
        self.closed = 0
        self.read = 0

    def parts(self) -> Iterator[bytes]:
        while True:
            self.read += 1
            yield b"x" * 1000

    def close(self) -> None:
        self.closed += 1


def _send_to(reading: Reading, send: Send, gone: asyncio.Event | None = None) -> None:
    async def receive() -> Message:
        await (gone or asyncio.Event()).wait()
        return {"type": "http.disconnect"}

    async def serve() -> None:
        reply = Streamed(reading.parts(), reading.close, {}, "text/csv")
        await reply(SCOPE, receive, send)

    asyncio.run(serve())


def test_who_goes_away_midway_holds_nothing() -> None:
    """The server hears that he has gone; nothing more is made, and the database is let go."""
    reading, gone, sent = Reading(), asyncio.Event(), []

    async def send(message: Message) -> None:
        sent.append(message)
        if len(sent) == 4:
            gone.set()
        await asyncio.sleep(0)

    _send_to(reading, send, gone)
    assert reading.closed == 1
    assert reading.read < 20


def test_a_line_that_breaks_holds_nothing() -> None:
    """Where sending itself fails."""
    reading = Reading()

    async def send(message: Message) -> None:
        if message["type"] == "http.response.body":
            raise OSError("gone")

    with pytest.raises((ClientDisconnect, OSError)):
        _send_to(reading, send)
    assert reading.closed == 1


@pytest.mark.parametrize("limit", ["PATIENCE", "LONGEST"])
def test_who_reads_too_slowly_is_cut_off(monkeypatch: pytest.MonkeyPatch, limit: str) -> None:
    """One part that is not taken, or a file that is not read to its end in time."""
    monkeypatch.setattr(streaming, limit, 0.02)
    reading = Reading()

    async def send(message: Message) -> None:
        if message["type"] == "http.response.body":
            await asyncio.Event().wait()

    with pytest.raises(TimeoutError):
        _send_to(reading, send)
    assert reading.closed == 1
    assert reading.read == 1
