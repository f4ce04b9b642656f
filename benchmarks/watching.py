"""Staff who watch *Kết quả*: Streamlit's own protocol over a websocket, without a browser's weight."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

from services.access import COOKIE

PAGE = "ket-qua"
_MOST_BYTES = 50_000_000
_REFRESHED = ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY
_LONGEST = 60.0
"""Seconds after which a page that does not answer has failed."""


@dataclass
class Watcher:
    """One session of staff: the page is opened once and then refreshed as a browser would."""

    socket: ClientConnection
    fragment: str = ""
    interval: float = 0.0
    page: str = ""
    opened: float = 0.0
    refreshes: list[float] = field(default_factory=list)
    errors: int = 0

    async def open(self) -> None:
        """Asks for the page and waits until it stands."""
        begin = time.perf_counter()
        ask = BackMsg()
        ask.rerun_script.page_name = PAGE
        await self.socket.send(ask.SerializeToString())
        await self._until_done()
        self.opened = time.perf_counter() - begin
        if not self.fragment:
            raise RuntimeError("the page has nothing that refreshes by itself")

    async def refresh(self) -> None:
        """Has the live part drawn once more, and notes the seconds that it took."""
        begin = time.perf_counter()
        ask = BackMsg()
        ask.rerun_script.fragment_id = self.fragment
        ask.rerun_script.page_script_hash = self.page
        ask.rerun_script.is_auto_rerun = True
        await self.socket.send(ask.SerializeToString())
        if await self._until_done() != _REFRESHED:
            self.errors += 1
        self.refreshes.append(time.perf_counter() - begin)

    async def _until_done(self) -> int:
        async with asyncio.timeout(_LONGEST):
            while True:
                said = ForwardMsg()
                said.ParseFromString(await self.socket.recv())  # type: ignore[arg-type]
                kind = said.WhichOneof("type")
                if kind == "new_session":
                    self.page = said.new_session.page_script_hash
                elif kind == "auto_rerun":
                    self.fragment = said.auto_rerun.fragment_id
                    self.interval = said.auto_rerun.interval
                elif kind == "delta" and said.delta.new_element.HasField("exception"):
                    self.errors += 1
                elif kind == "script_finished":
                    return said.script_finished


async def opened(port: int, token: str) -> Watcher:
    """A session of whoever has this token, with the page open."""
    address = f"ws://127.0.0.1:{port}/_stcore/stream"
    origin = f"http://127.0.0.1:{port}"
    socket = await connect(
        address,
        additional_headers={"Cookie": f"{COOKIE}={token}", "Origin": origin},
        subprotocols=["streamlit"],  # type: ignore[list-item]
        max_size=_MOST_BYTES,
    )
    watcher = Watcher(socket)
    await watcher.open()
    return watcher


async def keep_watching(watcher: Watcher, until: Callable[[], bool], begin: float) -> None:
    """Refreshes at the page's own interval, the first time after `begin` seconds."""
    await asyncio.sleep(begin)
    while not until():
        next_at = time.perf_counter() + watcher.interval
        await watcher.refresh()
        await asyncio.sleep(max(0.0, next_at - time.perf_counter()))
