"""The form's scripts and stylesheets: compressed once, and kept by browsers until they change.

Their address holds a hash of them all, so that a script finds those it imports beside itself.
"""

import gzip
import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

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


@cache
def _assets() -> dict[str, Asset]:
    found = {}
    for path in sorted(_FOLDER.iterdir()):
        plain = path.read_bytes()
        compressed = gzip.compress(plain, 9, mtime=0)
        found[path.name] = Asset(plain, compressed, _TYPES[path.suffix])
    return found


@cache
def edition() -> str:
    """What changes when any asset does."""
    return hashlib.sha256(b"".join(one.plain for one in _assets().values())).hexdigest()[:10]


def address(name: str) -> str:
    """Where a page finds an asset; the address changes with the content of any."""
    if name not in _assets():
        raise KeyError(name)
    return f"/s/_/{edition()}/{name}"


async def worker(request: Request) -> Response:
    """The script that opens held pages without a line: asked for anew each time, at one address."""
    script = f'const EDITION = "{edition()}";\n'.encode() + _assets()["sw.js"].plain
    headers = {"Cache-Control": "no-cache", "Service-Worker-Allowed": "/"}
    return Response(script, headers=headers, media_type=_TYPES[".js"])


async def asset(request: Request) -> Response:
    found = _assets().get(request.path_params["name"])
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
