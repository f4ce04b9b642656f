"""Files for officials, behind a check of the person's right; nothing stays in the server's memory."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.access import require
from services.program import opened_program
from services.reporting import report
from surveys.account import Right
from surveys.errors import Code, SurveyError
from web.pages import page
from web.problems import status_of
from web.requests import now, page_language, staff_session


async def download(request: Request) -> Response:
    """The protected summary of a round as a file; people who have not signed in are sent to do so."""
    program, language = opened_program(), page_language(request)
    round, format = request.path_params["round"], request.path_params["format"]
    unit = request.query_params.get("unit")
    try:
        require(program, staff_session(request), Right.DOWNLOAD, [unit] if unit else [])
        file = await run_in_threadpool(report, program, round, unit, format, language, now())
    except SurveyError as refusal:
        if refusal.code is Code.STAFF_ONLY:
            return RedirectResponse("/login?next=/tai-ve", 303)
        return page("trouble.html", language, status_of(refusal), refusal=refusal)
    headers = {
        "Content-Disposition": f'attachment; filename="{file.name}"',
        "Cache-Control": "no-store",
    }
    return Response(file.content, headers=headers, media_type=file.media_type)
