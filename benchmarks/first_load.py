"""What a citizen's telephone fetches before the form can be read."""

import gzip
import http.client
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from benchmarks.answers import MINISTRY, SHORT
from benchmarks.report import Section, number
from benchmarks.servers import product
from tests.server import Server

_FETCHED = {
    "src": ("script", "img", "iframe", "source", "audio", "video", "embed"),
    "href": ("link",),
}


@dataclass
class FirstLoad:
    """Requests, bytes as they cross the network (bodies), and hosts other than the program's."""

    requests: int = 0
    sent: int = 0
    plain: int = 0
    hosts: set[str] = field(default_factory=set)


class _References(HTMLParser):
    """The addresses that a browser fetches by itself for a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if tag in _FETCHED.get(name, ()) and value and not value.startswith("data:"):
                self.found.append(value)


def measure(aim: str, peer: str) -> Section:
    rows = []
    for questionnaire in (MINISTRY, SHORT):
        with product(questionnaire) as (server, codes):
            seen = first_load(server, f"/s/{codes[0]}")
        rows.append(
            [
                questionnaire,
                str(seen.requests),
                number(seen.sent / 1024),
                number(seen.plain / 1024),
                ", ".join(sorted(seen.hosts)) or "none",
            ]
        )
    return Section(
        title="The citizen's first load",
        columns=("form", "requests", "KB compressed", "KB unpacked", "other hosts"),
        rows=rows,
        notes=(
            "The page and everything it refers to, with an empty cache; bodies without headers.",
            aim,
            peer,
        ),
    )


def first_load(server: Server, page: str) -> FirstLoad:
    """Fetches a page and all that it refers to, as a browser with an empty cache does."""
    seen = FirstLoad()
    references = _References()
    references.feed(_fetch(server, page, seen).decode())
    for reference in dict.fromkeys(references.found):
        address = urlsplit(urljoin(f"{server.address}{page}", reference))
        if address.netloc != urlsplit(server.address).netloc:
            seen.hosts.add(address.netloc)
        else:
            _fetch(server, f"{address.path}?{address.query}", seen)
    return seen


def _fetch(server: Server, target: str, seen: FirstLoad) -> bytes:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    connection.request("GET", target, headers={"Accept-Encoding": "gzip"})
    reply = connection.getresponse()
    body = reply.read()
    connection.close()
    if reply.status != 200:
        raise RuntimeError(f"{target}: {reply.status}")
    plain = gzip.decompress(body) if reply.getheader("Content-Encoding") == "gzip" else body
    seen.requests += 1
    seen.sent += len(body)
    seen.plain += len(plain)
    return plain
