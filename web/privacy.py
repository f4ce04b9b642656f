"""The public page on privacy: what is kept, which rights people have, and whom to ask."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from services.notices import notice_for, notices_shown, terms
from services.program import opened_program
from services.requests import deadlines
from surveys.errors import SurveyError
from surveys.link import read_code
from surveys.privacy_request import Kind
from web.pages import page
from web.problems import status_of
from web.requests import page_language


async def show(request: Request) -> Response:
    """For everybody. A code in the address leads back to the form that it was opened from."""
    program, language = opened_program(), page_language(request)
    try:
        due = await run_in_threadpool(deadlines, program)
        shown = await run_in_threadpool(notices_shown, program)
    except SurveyError as refusal:
        return page("trouble.html", language, status_of(refusal), refusal=refusal)
    said = terms(program)
    return page(
        "privacy.html",
        language,
        agency=said.agency,
        contact=said.contact,
        notice=notice_for(opened_program()),
        kinds=tuple(Kind),
        due=due,
        shown=shown,
        code=read_code(request.query_params.get("code", "")),
    )
