"""The line between a device and the server: a loopback proxy that can be cut at the wrong moment."""

import contextlib
import socket
import threading
from collections.abc import Callable
from enum import Enum


class Fault(Enum):
    """What the line does. Replies are lost after the server has sent its first one."""

    NONE = "none"
    CUT = "cut before anything is sent"
    ON_THE_WAY = "cut while it is sent"
    REPLY_LOST = "cut after the server stored it"


class Line:
    """Listens on a port of its own and carries bytes to the server's, unencrypted or not."""

    def __init__(self, server: int) -> None:
        self._server = server
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.fault = Fault.NONE
        self.lost = 0
        self.on_reply: Callable[[], None] = lambda: None
        self._open: set[socket.socket] = set()
        threading.Thread(target=self._accept, daemon=True).start()

    def breaks(self, fault: Fault) -> None:
        """From now on the line has that fault; connections that stand are cut when it is a cut."""
        self.fault = fault
        if fault is Fault.CUT:
            for one in list(self._open):
                _end(one)

    def close(self) -> None:
        self.breaks(Fault.CUT)
        _end(self._listener)

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            if self.fault is Fault.CUT:
                _end(client)
                continue
            try:
                server = socket.create_connection(("127.0.0.1", self._server), timeout=5)
            except OSError:
                _end(client)
                continue
            server.settimeout(None)
            self._open |= {client, server}
            for source, sink, up in ((client, server, True), (server, client, False)):
                threading.Thread(target=self._carry, args=(source, sink, up), daemon=True).start()

    def _carry(self, source: socket.socket, sink: socket.socket, up: bool) -> None:
        try:
            while data := source.recv(65536):
                if up and self.fault is Fault.ON_THE_WAY and b"POST /api/v1/responses" in data:
                    sink.sendall(data[: len(data) // 2])
                    self.lost += 1
                    break
                if not up and self.fault is Fault.REPLY_LOST:
                    self.lost += 1
                    self.on_reply()
                    break
                sink.sendall(data)
        except OSError:
            pass
        for one in (source, sink):
            self._open.discard(one)
            _end(one)


def _end(one: socket.socket) -> None:
    with contextlib.suppress(OSError):
        one.shutdown(socket.SHUT_RDWR)
    one.close()
