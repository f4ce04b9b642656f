"""Citizens who hand in answers over several connections at once, and what they were told."""

import asyncio
import json
import random
import sqlite3
import ssl
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing, suppress
from uuid import UUID

from tests.server import Server

Answers = Mapping[str, bytes]
"""Bodies of submissions by id."""

KEPT = (200, 201)


def make_answers(codes: Sequence[str], number: int, seed: int = 20261122) -> Answers:
    """Answers to the short form, the same ones for each `seed`; each code has its turn."""
    chance = random.Random(seed)
    made = {}
    for place in range(number):
        id = str(UUID(int=chance.getrandbits(128), version=4))
        given = {
            "overall": chance.choice((3, 4, 5)),
            "time": chance.choice(("early", "on_time", "late")),
            "attitude": chance.choice((3, 4, 5)),
            "comment": "Cán bộ hướng dẫn rất nhiệt tình." if chance.random() < 0.2 else None,
            "procedure_field": chance.choice(("land", "civil_status")),
        }
        body = {
            "id": id,
            "code": codes[place % len(codes)],
            "questionnaire": "short-counter@1",
            "answers": given,
        }
        made[id] = json.dumps(body).encode()
    return made


def hand_in(
    server: Server,
    answers: Answers,
    connections: int = 8,
    after_reply: Callable[[int], None] = lambda kept: None,
) -> dict[str, int]:
    """Sends every answer once and returns the status of each that was replied to.

    `after_reply` is called with the number of acknowledgements so far. A connection that breaks sends
    nothing more.
    """
    trusting = server.trusting()
    return asyncio.run(_hand_in(server.port, trusting, answers, connections, after_reply))


async def _hand_in(
    port: int,
    trusting: ssl.SSLContext | None,
    answers: Answers,
    connections: int,
    after_reply: Callable[[int], None],
) -> dict[str, int]:
    waiting = list(reversed(answers.items()))
    statuses: dict[str, int] = {}

    async def citizen() -> None:
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", port, ssl=trusting)
        except OSError:
            return
        try:
            while waiting:
                id, body = waiting.pop()
                writer.write(_request(body))
                statuses[id] = await _status(reader)
                after_reply(sum(status in KEPT for status in statuses.values()))
        except (OSError, asyncio.IncompleteReadError):
            return
        finally:
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()

    await asyncio.gather(*(citizen() for _ in range(connections)))
    return statuses


def _request(body: bytes) -> bytes:
    head = (
        "POST /api/v1/responses HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


async def _status(reader: asyncio.StreamReader) -> int:
    """The status of a reply that has come whole."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
    length = head.partition("content-length:")[2].partition("\r\n")[0]
    await reader.readexactly(int(length))
    return int(head.split(" ")[1])


def acknowledged(statuses: Mapping[str, int]) -> set[str]:
    return {id for id, status in statuses.items() if status in KEPT}


def stored(server: Server) -> list[str]:
    """The ids in the database, however often each is there."""
    path = server.folder / "hailong.db"
    with closing(sqlite3.connect(path)) as db:
        return [str(UUID(bytes=id)) for (id,) in db.execute("select id from response")]
