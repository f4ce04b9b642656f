"""The form's one script and one stylesheet: compressed once, and kept by browsers until they change."""

import gzip
import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

_FOLDER = Path(__file__).parent / "assets"
_TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8"}


@dataclass(frozen=True)
class Asset:
    plain: bytes
    compressed: bytes
    media_type: str
    version: str


@cache
def _assets() -> dict[str, Asset]:
    found = {}
    for path in sorted(_FOLDER.iterdir()):
        plain = path.read_bytes()
        version = hashlib.sha256(plain).hexdigest()[:10]
        compressed = gzip.compress(plain, 9, mtime=0)
        found[path.name] = Asset(plain, compressed, _TYPES[path.suffix], version)
    return found


def address(name: str) -> str:
    """Where a page finds an asset; the address changes with its content."""
    return f"/s/_/{name}?v={_assets()[name].version}"


async def asset(request: Request) -> Response:
    found = _assets().get(request.path_params["name"])
    if found is None:
        raise HTTPException(404)
    headers = {"Cache-Control": "public, max-age=31536000, immutable", "Vary": "Accept-Encoding"}
    if "gzip" in request.headers.get("accept-encoding", ""):
        headers["Content-Encoding"] = "gzip"
        return Response(found.compressed, headers=headers, media_type=found.media_type)
    return Response(found.plain, headers=headers, media_type=found.media_type)
