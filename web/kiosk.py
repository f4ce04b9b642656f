"""The kiosk: what a paired tablet shows, and what it says of itself from time to time."""

import hashlib
from collections.abc import Callable

import orjson
from markupsafe import Markup
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from services.devices import device_behind, hear
from services.kiosk import Kiosk, kiosk_of, rights_of
from services.program import opened_program
from services.translating import offered
from services.units import public_codes
from surveys.device import read_said, rules
from surveys.errors import Code, SurveyError
from surveys.language import Text, words
from surveys.questionnaire import GATE
from web import assets
from web.form import face_of
from web.pages import page, say_in
from web.problems import status_of
from web.requests import (
    JSON,
    body_of,
    device_secret,
    keep_device,
    now,
    page_language,
    refuse_foreign,
)


async def show(request: Request) -> Response:
    """All screens of the kiosk in every language; a tablet that is not paired is told how."""
    language = page_language(request)
    secret = device_secret(request)
    try:
        found = await run_in_threadpool(_kiosk, secret)
        rights = await run_in_threadpool(rights_of, opened_program(), str(request.base_url))
    except SurveyError as refusal:
        return page("trouble.html", language, status_of(refusal), refusal=refusal)
    if found is None or secret is None:
        return page("kiosk_unpaired.html", language, 404)
    shown = page(
        "kiosk.html",
        language,
        kiosk=found,
        page_token=token_of(found),
        tongues=[(code, words(code), _saying(code)) for code in offered(opened_program())],
        rights=rights,
        posted={},
        wrong=None,
        gate=GATE,
        rules=rules(),
        face_of=face_of,
    )
    keep_device(request, shown, secret)
    # The page to save what waits is for the whole device: it stands behind the unit's public code.
    public = public_codes(opened_program())[found.device.unit]
    shown.headers["Keep-Offline"], shown.headers["Keep-Beside"] = "1", f"/s/{public}/cuu-ho"
    return shown


async def beat(request: Request) -> Response:
    """Keeps what a device says, and tells it the time and which page it should show."""
    refuse_foreign(request)
    said = read_said(_decoded(await body_of(request, JSON)))
    at, secret = now(), device_secret(request)
    await run_in_threadpool(hear, opened_program(), secret, said, at)
    found = await run_in_threadpool(_kiosk, secret)
    if found is None:
        raise SurveyError(Code.DEVICE_NOT_PAIRED)
    told = {
        "now": at.isoformat(timespec="milliseconds"),
        "page": token_of(found),
        "forget": found.device.forget,
    }
    return JSONResponse(told, headers={"Cache-Control": "no-store"})


def token_of(found: Kiosk) -> str:
    """Stands for the whole page: another one where round, notice, wording or scripts are others."""
    shown = (found.state, assets.edition(), *offered(opened_program()))
    return hashlib.sha256(" ".join(shown).encode()).hexdigest()[:16]


def _saying(language: str) -> Callable[[Text], Markup]:
    return lambda text: say_in(text, language)


def _kiosk(secret: str | None) -> Kiosk | None:
    program = opened_program()
    device = device_behind(program, secret)
    return kiosk_of(program, device, now()) if device else None


def _decoded(body: bytes) -> object:
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        raise SurveyError(Code.UNREADABLE) from None
