"""Where the program can be reached in the office."""

import socket
from collections.abc import Sequence
from urllib.parse import urlsplit

PORT = 8501
_NOWHERE = ("192.0.2.1", 9)
"""An address that is nobody's (RFC 5737): asking for a way to it sends nothing."""


def addresses(public_url: str, certified: Sequence[str] = ()) -> list[str]:
    """The addresses to tell people: this machine's own, its network's, and the public one.

    With a certificate those that it is for, and no others: browsers would warn.
    """
    if certified:
        hosts = [f"[{one}]" if ":" in one else one for one in certified]
        ordered = ["localhost", *(one for one in hosts if one not in ("localhost", "127.0.0.1"))]
        found = [f"https://{one}:{PORT}" for one in ordered]
    else:
        found = [f"http://localhost:{PORT}"]
        if lan := lan_address():
            found.append(f"http://{lan}:{PORT}")
    return found + ([public_url] if public_url else [])


def lan_address() -> str | None:
    """This machine's address in its network, or None without a network."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(_NOWHERE)
        except OSError:
            return None
        return str(probe.getsockname()[0])


def reachable(seen_at: str) -> str:
    """The place where a telephone in the office finds the program.

    `seen_at` is any address under which the asker reached it; this machine's own name is replaced by
    its address in the network, because on a telephone it would mean the telephone.
    """
    parts = urlsplit(seen_at)
    host, port = parts.hostname or "localhost", f":{parts.port}" if parts.port else ""
    if host in ("localhost", "127.0.0.1", "::1"):
        host = lan_address() or host
    return f"{parts.scheme or 'http'}://{host}{port}"
