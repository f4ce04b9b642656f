"""What every route needs of a request: its body within bounds, its language, the staff session."""

from datetime import UTC, datetime
from urllib.parse import parse_qsl

from starlette.requests import HTTPConnection, Request
from starlette.responses import Response

from services.access import COOKIE, SECURE_COOKIE
from services.devices import DEVICE_COOKIE, SECURE_DEVICE_COOKIE
from surveys.errors import Code, SurveyError
from surveys.language import SOURCE, languages

MOST_BYTES = 64 * 1024
"""The longest form with the longest comments is a quarter of this."""

_DEVICE_SECONDS = 400 * 24 * 3600
"""As long as browsers keep anything; each opening of the kiosk begins it anew."""

FORM = "application/x-www-form-urlencoded"
JSON = "application/json"


def now() -> datetime:
    return datetime.now(UTC)


def language_of(request: Request) -> str:
    """The language asked for in the address, else the first known one of the browser, else the source."""
    asked = request.query_params.get("lang")
    if asked in languages():
        return str(asked)
    for part in request.headers.get("accept-language", "").split(","):
        code = part.split(";")[0].split("-")[0].strip().lower()
        if code in languages():
            return code
    return SOURCE


def page_language(request: Request) -> str:
    """The language of a page: Vietnamese unless the person chose another."""
    asked = request.query_params.get("lang", SOURCE)
    return asked if asked in languages() else SOURCE


async def body_of(request: Request, media_type: str) -> bytes:
    """The body, when it has this type and is not too large; raises WRONG_TYPE or TOO_LARGE."""
    if request.headers.get("content-type", "").split(";")[0].strip().lower() != media_type:
        raise SurveyError(Code.WRONG_TYPE, needed=media_type)
    chunks: list[bytes] = []
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > MOST_BYTES:
            raise SurveyError(Code.TOO_LARGE, maximum=MOST_BYTES // 1024)
        chunks.append(chunk)
    return b"".join(chunks)


async def posted_fields(request: Request) -> dict[str, list[str]]:
    """The fields of a posted form, every value of each; raises UNREADABLE for broken text."""
    body = await body_of(request, FORM)
    try:
        pairs = parse_qsl(
            body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=500
        )
    except ValueError:
        raise SurveyError(Code.UNREADABLE) from None
    fields: dict[str, list[str]] = {}
    for name, value in pairs:
        fields.setdefault(name, []).append(value)
    return fields


def first(fields: dict[str, list[str]], name: str) -> str:
    """The first value of a field, or an empty text."""
    return fields.get(name, [""])[0]


def staff_session(request: HTTPConnection) -> str | None:
    """The token of whoever is signed in with this browser."""
    return request.cookies.get(_cookie(request))


def keep_session(request: Request, response: Response, token: str) -> None:
    """Lets the browser keep a session until it is closed, out of reach of scripts and other sites."""
    secure = _is_secure(request)
    response.set_cookie(_cookie(request), token, httponly=True, samesite="lax", secure=secure)


def forget_session(request: Request, response: Response) -> None:
    secure = _is_secure(request)
    response.delete_cookie(_cookie(request), httponly=True, samesite="lax", secure=secure)


def device_secret(request: HTTPConnection) -> str | None:
    """The secret of the paired device that asks, if it is one."""
    return request.cookies.get(_device_cookie(request))


def keep_device(request: Request, response: Response, secret: str) -> None:
    """Lets a tablet keep its secret, out of reach of scripts and of every other site."""
    response.set_cookie(
        _device_cookie(request),
        secret,
        max_age=_DEVICE_SECONDS,
        httponly=True,
        samesite="strict",
        secure=_is_secure(request),
    )


def _device_cookie(request: HTTPConnection) -> str:
    return SECURE_DEVICE_COOKIE if _is_secure(request) else DEVICE_COOKIE


def _cookie(request: HTTPConnection) -> str:
    return SECURE_COOKIE if _is_secure(request) else COOKIE


def _is_secure(request: HTTPConnection) -> bool:
    return request.scope["scheme"] in ("https", "wss")


def refuse_foreign(request: Request) -> None:
    """Raises FOREIGN_ORIGIN when another site's page makes the browser post here."""
    site = request.headers.get("sec-fetch-site")
    if site in ("cross-site", "same-site") or (site is None and not from_here(request)):
        raise SurveyError(Code.FOREIGN_ORIGIN)


def from_here(request: HTTPConnection) -> bool:
    """Whether the origin told is this host; its scheme may have changed at a proxy before us."""
    origin = request.headers.get("origin")
    return origin is None or origin.partition("://")[2] == request.headers.get("host")
