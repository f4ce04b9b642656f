"""The gate before Streamlit: its pages, files and sessions are for people who have signed in.

Streamlit keeps memory for every visitor's open page, so strangers get none: they are led to the
sign-in, which is a plain page of ours.
"""

from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection
from starlette.responses import RedirectResponse
from starlette.routing import Match
from starlette.types import ASGIApp, Receive, Scope, Send

from services.access import actor_of
from services.oidc import CALLBACK
from services.program import opened_program
from web.requests import from_here, staff_session
from web.routes import STAFF

_FILES = "/static/"
_OPEN = frozenset({"/_stcore/health", "/auth/login", CALLBACK})
"""Streamlit's scripts and pictures, which are the same for everybody, its pulse, and the way to an
OpenID Connect provider and back (`web.oidc`). Anything longer would be Streamlit's page."""


class Gate:
    """Lets through whoever has signed in; our own routes ask for themselves."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan" or _is_ours(scope) or await _may_enter(scope):
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 1008})
        else:
            wanted = quote(scope["path"], safe="/")
            leave = RedirectResponse(f"/login?next={wanted}", 303)
            leave.headers["Cache-Control"] = "no-store"
            await leave(scope, receive, send)


def _is_ours(scope: Scope) -> bool:
    if scope["type"] == "http" and (scope["path"] in _OPEN or scope["path"].startswith(_FILES)):
        return True
    return any(route.matches(scope)[0] is not Match.NONE for route in STAFF)


async def _may_enter(scope: Scope) -> bool:
    """Whether somebody has signed in, and no page of another port of this machine opens his session."""
    connection = HTTPConnection(scope)
    session = staff_session(connection)
    if not session or (scope["type"] == "websocket" and not from_here(connection)):
        return False
    return await run_in_threadpool(actor_of, opened_program(), session) is not None
