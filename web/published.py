"""What everybody may see at /cong-khai: frozen editions, never live figures."""

from datetime import date
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from services.program import opened_program
from services.publishing import editions, find_edition, fingerprint, latest, read
from surveys.errors import Code, SurveyError
from surveys.language import words
from surveys.standing import definition
from web.pages import page
from web.problems import problem, status_of
from web.requests import page_language


async def index(request: Request) -> Response:
    """All rounds that were published, the latest first."""
    program, language = opened_program(), page_language(request)
    found = await run_in_threadpool(latest, program)
    rows = [(one, read(one)) for one in found]
    if request.query_params.get("format") == "json":
        table = [
            {"round": one.round, "edition": one.number, "published_on": str(one.published_on)}
            for one, _ in rows
        ]
        return JSONResponse(table)
    return page("published_list.html", language, rows=rows)


async def show(request: Request) -> Response:
    """One edition: the newest, or the one asked for, marked when it was replaced."""
    program, language = opened_program(), page_language(request)
    as_json = request.query_params.get("format") == "json"
    try:
        number = _number(request.query_params.get("edition"))
        id = request.path_params["round"]
        one, newest = await run_in_threadpool(find_edition, program, id, number)
        all_editions = await run_in_threadpool(editions, program, id)
    except SurveyError as refusal:
        if as_json:
            return problem(refusal, language)
        return page("trouble.html", language, status_of(refusal), refusal=refusal)
    figures = dict(read(one))
    marks = {
        "fingerprint": fingerprint(one),
        "replaced_by": newest.number if newest.number != one.number else None,
        "reason": one.reason,
    }
    if as_json:
        return JSONResponse(figures | marks)
    return page("published.html", language, **_said(figures, language), **marks, all=all_editions)


def _number(asked: str | None) -> int | None:
    if asked is None:
        return None
    if not asked.isdecimal() or len(asked) > 4:
        raise SurveyError(Code.INVALID_FIELD, field="edition")
    return int(asked)


def _said(figures: dict[str, Any], language: str) -> dict[str, Any]:
    """The frozen figures with their days and definitions as people read them."""
    told = words(language)
    return {
        "f": figures,
        "opens": date.fromisoformat(figures["opens"]),
        "closes": date.fromisoformat(figures["closes"]),
        "published_on": date.fromisoformat(figures["published_on"]),
        "valid": definition(figures["valid"], told),
        "text": lambda texts: texts.get(language) or texts["vi"],
        "day": lambda text: told.date(date.fromisoformat(text)),
    }
