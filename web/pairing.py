"""The page on which somebody at a tablet types the pairing code: the tablet becomes a kiosk."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.devices import device_behind, pair
from services.program import opened_program
from surveys.errors import SurveyError
from surveys.language import languages
from web.pages import page
from web.problems import status_of
from web.requests import (
    device_secret,
    first,
    keep_device,
    now,
    page_language,
    posted_fields,
    refuse_foreign,
)


async def show(request: Request) -> Response:
    """The place for the code; and what the tablet is already, if it is paired."""
    return await _page(request, page_language(request), None)


async def receive(request: Request) -> Response:
    """Pairs the tablet and leads to the kiosk; a wrong code gets the same page again."""
    language = page_language(request)
    try:
        refuse_foreign(request)
        fields = await posted_fields(request)
        if first(fields, "lang") in languages():
            language = first(fields, "lang")
        typed, former = first(fields, "code"), device_secret(request)
        made = await run_in_threadpool(pair, opened_program(), typed, now(), former)
    except SurveyError as refusal:
        return await _page(request, language, refusal)
    leave = RedirectResponse("/kiosk", 303, headers={"Cache-Control": "no-store"})
    keep_device(request, leave, made.secret)
    return leave


async def _page(request: Request, language: str, error: SurveyError | None) -> Response:
    known = await run_in_threadpool(device_behind, opened_program(), device_secret(request))
    status = status_of(error) if error else 200
    return page("pairing.html", language, status, error=error, device=known)
