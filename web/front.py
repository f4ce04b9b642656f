"""Citizens come first: their requests never pass through Streamlit's sessions and compression.

Streamlit's own middleware halves the requests a second of the simplest route.
"""

from starlette.middleware.exceptions import ExceptionMiddleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.routing import Router
from starlette.types import ASGIApp, Receive, Scope, Send

from web.api import PostResponse
from web.routes import CITIZENS

_FORM, _DEVICES, _SOUNDS = "/s/", "/api/v1/responses", "/tieng/"
_PUBLIC = "/cong-khai"
_PAGES = ("/quyen-rieng-tu", "/rut-phieu", "/phuong-phap", "/kiosk", "/ghep-may")
_HEARTBEAT = "/api/v1/devices/heartbeat"
_OTHERS = ("/healthz", "/readyz", "/metrics", "/chung-thu", "/api/v1/openapi.json", _HEARTBEAT)


class CitizensFirst:
    """Hands citizens' requests to their routes and everything else on."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._devices = PostResponse()
        self._routes = ExceptionMiddleware(Router(CITIZENS, redirect_slashes=False))
        self._pages = GZipMiddleware(self._routes, minimum_size=800, compresslevel=6)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            path: str = scope["path"]
            if path.startswith((_FORM, _PUBLIC)) or path in _PAGES:
                return await self._pages(scope, receive, send)
            if path == _DEVICES:
                return await self._devices(scope, receive, send)
            if path in _OTHERS or path.startswith(_SOUNDS):
                return await self._routes(scope, receive, send)
        return await self._app(scope, receive, send)
