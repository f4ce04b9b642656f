"""The printable paper form of a round."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.access import require
from services.paper import Printing, paper_form
from services.program import opened_program
from services.reporting import File
from surveys.account import Right
from surveys.errors import Code, SurveyError
from web.pages import page
from web.posters import LONGEST
from web.problems import status_of
from web.requests import now, page_language, staff_session


async def form(request: Request) -> Response:
    """The form as PDF, shown by the browser; it holds nothing of anybody, so nothing is logged."""
    try:
        file = await run_in_threadpool(_form, request)
    except SurveyError as refusal:
        if refusal.code is Code.STAFF_ONLY:
            return RedirectResponse("/login?next=/khao-sat", 303)
        return page("trouble.html", page_language(request), status_of(refusal), refusal=refusal)
    headers = {
        "Content-Disposition": f'inline; filename="{file.name}"',
        "Cache-Control": "no-store",
    }
    return Response(file.content, headers=headers, media_type=file.media_type)


def _form(request: Request) -> File:
    program, unit = opened_program(), request.query_params.get("unit", "")
    by = require(program, staff_session(request), Right.SHARE_FORM, [unit] if unit else [])
    seen_at = str(request.base_url)
    if len(seen_at) > LONGEST:  # from a forged Host header
        raise SurveyError(Code.INVALID_FIELD, field="host")
    language, round = page_language(request), request.path_params["round"]
    return paper_form(
        program, by, Printing(language, round=round, unit=unit, seen_at=seen_at), now()
    )
