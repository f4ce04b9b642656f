"""A file that is sent while it is made: never whole in memory, and let go when nobody reads it."""

import asyncio
from collections.abc import Callable, Iterator, Mapping

from starlette.responses import StreamingResponse
from starlette.types import Message, Receive, Scope, Send

PATIENCE = 60.0
"""Seconds that a reader may take for one part."""

LONGEST = 900.0
"""Seconds for the whole file: as long the database keeps what was deleted meanwhile in its log."""


class Streamed(StreamingResponse):
    """Parts one after the other; `close` is called once at the end, however it comes.

    Who reads too slowly is cut off: he sees a file that is not whole, as after a lost line.
    """

    def __init__(
        self,
        parts: Iterator[bytes],
        close: Callable[[], None],
        headers: Mapping[str, str],
        media_type: str,
    ) -> None:
        super().__init__(parts, headers=headers, media_type=media_type)
        self._close = close

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def patient(message: Message) -> None:
            async with asyncio.timeout(PATIENCE):
                await send(message)

        try:
            async with asyncio.timeout(LONGEST):
                await super().__call__(scope, receive, patient)
        finally:
            self._close()
