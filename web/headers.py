"""What every response says to the browser, and what no stranger may reach."""

from collections.abc import Sequence

from starlette.types import ASGIApp, Message, Receive, Scope, Send

_COMMON = {
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"same-origin",
    b"cross-origin-opener-policy": b"same-origin",
    b"permissions-policy": b"camera=(), geolocation=(), microphone=()",
}

FORM_POLICY = (
    b"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    b"media-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'self'; base-uri 'none'"
)
"""The citizen's form: shown inside the staff page too, therefore frame-ancestors 'self'."""

PREVIEW_POLICY = FORM_POLICY.replace(b"connect-src 'self'", b"connect-src 'none'").replace(
    b"form-action 'self'", b"form-action 'none'"
)
"""A form to look at: the browser itself sends nothing from it, neither a form nor a request."""

KIOSK_POLICY = FORM_POLICY.replace(
    b"frame-ancestors 'self'", b"manifest-src 'self'; frame-ancestors 'none'"
)
"""A paired tablet, and the page that pairs it: whole pages, framed by nobody."""

STAFF_POLICY = (
    b"default-src 'self'; script-src 'self' 'sha256-THxz9J9+wf7rhwR2YkXJoSZ13UCmYyC+3lNDv2+8ugA='; "
    b"style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
    b"connect-src 'self'; frame-src 'self'; frame-ancestors 'none'; form-action 'self'; "
    b"base-uri 'self'; object-src 'none'"
)
"""Streamlit's pages. The hash is that of Streamlit's own inline script, which only speeds up loading."""

_CLOSED = ("/_stcore/upload_file", "/_stcore/metrics", "/_stcore/agent")
"""Streamlit's doors that nobody here needs and every stranger could use."""

_OWN = (
    "/thiet-lap",
    "/mat-khau",
    "/oauth2callback",
    "/to-cuoi-ngay",
    "/phieu-ma-qr",
    "/nhap-phieu/",
)

_AS_IT_IS = ("/static/", "/_stcore/", "/media/", "/login", "/logout", "/tep/", *_OWN)
"""Streamlit's files, and our own pages, which say themselves which language they are in."""

_ENGLISH, _VIETNAMESE = b'<html lang="en"', b'<html lang="vi"'


_CITIZENS = [*_COMMON.items(), (b"content-security-policy", FORM_POLICY)]
_KIOSK = [*_COMMON.items(), (b"content-security-policy", KIOSK_POLICY)]
_STAFF = {**_COMMON, b"content-security-policy": STAFF_POLICY}


class Headers:
    """Adds the headers, closes Streamlit's open doors, and tells its pages to speak Vietnamese."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
        elif scope["path"].startswith(_CLOSED):
            await _not_found(send)
        elif scope["path"].startswith(
            ("/s/", "/api/", "/quyen-rieng-tu", "/rut-phieu", "/cong-khai", "/xem-thu/", "/tieng/")
        ):
            await self._app(scope, receive, _citizens(send, _CITIZENS))
        elif scope["path"].startswith(("/kiosk", "/ghep-may")):
            await self._app(scope, receive, _citizens(send, _KIOSK))
        elif scope["path"].startswith(_AS_IT_IS):
            await self._app(scope, receive, _staff(scope, send))
        else:
            # Streamlit's page is changed below, which must find it uncompressed.
            headers = [pair for pair in scope["headers"] if pair[0] != b"accept-encoding"]
            await self._app(
                {**scope, "headers": headers}, receive, _vietnamese(_staff(scope, send))
            )


def _citizens(send: Send, headers: Sequence[tuple[bytes, bytes]]) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            own = {
                name.lower() for name, _ in message["headers"]
            }  # a page may have a policy of its own
            ours = [pair for pair in headers if pair[0] not in own]
            message["headers"] = [*message["headers"], *ours]
        await send(message)

    return sending


def _staff(scope: Scope, send: Send) -> Send:
    secure = scope["scheme"] == "https"

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            kept = [pair for pair in message["headers"] if pair[0].lower() not in _STAFF]
            kept = [_secured(pair) for pair in kept] if secure else kept
            message = {**message, "headers": [*kept, *_STAFF.items()]}
        await send(message)

    return sending


def _secured(pair: tuple[bytes, bytes]) -> tuple[bytes, bytes]:
    """Streamlit's own cookies too are for https only, once they came over it."""
    name, value = pair
    if name.lower() != b"set-cookie" or b"; secure" in value.lower():
        return pair
    return name, value + b"; Secure"


def _vietnamese(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.body" and _ENGLISH in message.get("body", b""):
            message = {**message, "body": message["body"].replace(_ENGLISH, _VIETNAMESE, 1)}
        await send(message)

    return sending


async def _not_found(send: Send) -> None:
    await send({"type": "http.response.start", "status": 404, "headers": []})
    await send({"type": "http.response.body", "body": b""})
