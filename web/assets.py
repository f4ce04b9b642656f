"""The form's scripts and stylesheets: compressed once, and kept by browsers until they change.

A script comes with all that it imports. The address of each holds a hash of them all.
"""

import gzip
import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from web.scripts import joined

_FOLDER = Path(__file__).parent / "assets"
_FOREVER = "public, max-age=31536000, immutable"
_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".webmanifest": "application/manifest+json",
}


@dataclass(frozen=True)
class Asset:
    plain: bytes
    compressed: bytes
    media_type: str


def _read() -> dict[str, Asset]:
    paths = sorted(_FOLDER.iterdir())
    sources = {path.name: path.read_text("utf-8") for path in paths if path.suffix == ".js"}
    found = {}
    for path in paths:
        script = path.name in sources
        plain = joined(path.name, sources).encode() if script else path.read_bytes()
        compressed = gzip.compress(plain, 9, mtime=0)
        found[path.name] = Asset(plain, compressed, _TYPES[path.suffix])
    return found


_ASSETS = _read()
"""Read as the program starts: one whose scripts cannot be joined does not start."""


@cache
def edition() -> str:
    """What changes when any asset does."""
    return hashlib.sha256(b"".join(one.plain for one in _ASSETS.values())).hexdigest()[:10]


def address(name: str) -> str:
    """Where a page finds an asset; the address changes with the content of any."""
    if name not in _ASSETS:
        raise KeyError(name)
    return f"/s/_/{edition()}/{name}"


async def worker(request: Request) -> Response:
    """The script that opens held pages without a line: asked for anew each time, at one address."""
    script = f'const EDITION = "{edition()}";\n'.encode() + _ASSETS["sw.js"].plain
    headers = {"Cache-Control": "no-cache", "Service-Worker-Allowed": "/"}
    return Response(script, headers=headers, media_type=_TYPES[".js"])


async def asset(request: Request) -> Response:
    found = _ASSETS.get(request.path_params["name"])
    if found is None:
        raise HTTPException(404)
    headers = {"Cache-Control": _FOREVER, "Vary": "Accept-Encoding"}
    if request.path_params["edition"] != edition():
        # A page from before an update gets what there is now, and nobody remembers it as that.
        headers["Cache-Control"] = "no-store"
    if "gzip" in request.headers.get("accept-encoding", ""):
        headers["Content-Encoding"] = "gzip"
        return Response(found.compressed, headers=headers, media_type=found.media_type)
    return Response(found.plain, headers=headers, media_type=found.media_type)
