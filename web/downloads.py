"""Files for officials, behind a check of the person's right; nothing stays in the server's memory.

Each file that is taken away is logged, with who took it.
"""

from collections.abc import Callable
from datetime import date

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.access import require
from services.drawn import drawing_file
from services.log import export, tell_download
from services.microdata import microdata_file
from services.program import opened_program
from services.report_orders import fetch_report
from services.reporting import File
from services.rights import need_everywhere
from services.rows import Taken, take_responses
from services.scope import unit_asked
from services.sealing import manifest_file
from surveys.account import Right
from surveys.act import Sought
from surveys.errors import Code, SurveyError
from surveys.language import words
from web.pages import page
from web.problems import status_of
from web.requests import now, page_language, staff_session
from web.streaming import Streamed


async def ordered(request: Request) -> Response:
    """A report that was ordered and is there, for whoever may have the figures of its unit."""
    return await _answered(request, _ordered, "/bao-cao")


async def microdata(request: Request) -> Response:
    """The answers of a closed round for analysts, made safe."""
    return await _answered(request, _microdata, "/bao-cao")


async def responses(request: Request) -> Response:
    """Every response of a round that is over, sent while it is read."""
    return await _answered(request, _responses, "/bao-cao")


async def drawing(request: Request) -> Response:
    """One drawing of the study of a round: a picture, or its numbers."""
    return await _answered(request, _drawing, "/phan-tich")


async def log(request: Request) -> Response:
    """The log of acts as a file, for those who may read all of it."""
    return await _answered(request, _log, "/nhat-ky")


async def manifest(request: Request) -> Response:
    """The signed manifest of a sealed round; without an edition the latest."""
    return await _answered(request, _manifest, "/bao-cao")


async def _answered(
    request: Request, make: Callable[[Request], File | Taken], back: str
) -> Response:
    """The file to keep, or why there is none; who has not signed in comes `back` once he has."""
    try:
        file = await run_in_threadpool(make, request)
    except SurveyError as refusal:
        if refusal.code is Code.STAFF_ONLY:
            return RedirectResponse(f"/login?next={back}", 303)
        return page("trouble.html", page_language(request), status_of(refusal), refusal=refusal)
    headers = {
        "Content-Disposition": f'attachment; filename="{file.name}"',
        "Cache-Control": "no-store",
    }
    if isinstance(file, Taken):
        return Streamed(file.parts, file.close, headers, file.media_type)
    return Response(file.content, headers=headers, media_type=file.media_type)


def _manifest(request: Request) -> File:
    program, round = opened_program(), request.path_params["round"]
    by = require(program, staff_session(request), Right.DOWNLOAD)
    need_everywhere(program, by, Right.DOWNLOAD)  # it has the figures of every unit
    asked = request.query_params.get("edition", "")
    if asked and not (asked.isdecimal() and len(asked) <= 4):
        raise SurveyError(Code.INVALID_FIELD, field="edition")
    file = manifest_file(program, round, int(asked) if asked else None)
    language = page_language(request)
    tell_download(program, by, now(), round=round, unit=None, format="manifest", language=language)
    return file


def _ordered(request: Request) -> File:
    program = opened_program()
    by = require(program, staff_session(request), Right.DOWNLOAD)
    found, file = fetch_report(program, request.path_params["number"], by)
    asked = found.order
    told = {"round": asked.round, "unit": asked.unit, "language": asked.language}
    tell_download(program, by, now(), format=f"{asked.kind}.{asked.format}", **told)
    return file


def _microdata(request: Request) -> File:
    program, round = opened_program(), request.path_params["round"]
    by = require(program, staff_session(request), Right.TAKE_MICRODATA)
    return microdata_file(program, by, round, page_language(request), now())


def _responses(request: Request) -> Taken:
    program, asked = opened_program(), request.path_params
    by = require(program, staff_session(request), Right.TAKE_RESPONSES)
    language = page_language(request)
    return take_responses(program, by, asked["round"], asked["format"], language, now())


def _drawing(request: Request) -> File:
    program, language = opened_program(), page_language(request)
    asked, unit = request.path_params, request.query_params.get("unit")
    by = require(program, staff_session(request), Right.DOWNLOAD, [unit] if unit else [])
    round, unit, named = asked["round"], unit_asked(by, unit), asked["drawing"]
    file = drawing_file(program, by, round, unit, named, asked["format"], language, now())
    format = f"{named}.{asked['format']}"
    tell_download(program, by, now(), round=round, unit=unit, format=format, language=language)
    return file


def _log(request: Request) -> File:
    program, asked = opened_program(), request.query_params
    by = require(program, staff_session(request), Right.READ_LOG)
    try:
        day = date.fromisoformat(asked["day"]) if asked.get("day") else None
    except ValueError:
        raise SurveyError(Code.INVALID_FIELD, field="day") from None
    sought = Sought(asked.get("actor") or None, asked.get("action") or None, day)
    return export(program, by, words(page_language(request)), sought, now())
