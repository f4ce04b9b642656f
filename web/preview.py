"""A questionnaire to look at as citizens will see it: no code, nowhere to post, nothing kept."""

from dataclasses import dataclass

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.access import require
from services.notices import notice_for
from services.program import opened_program
from services.workshop import instruments, looked_at
from surveys.account import Right
from surveys.errors import Code, SurveyError
from surveys.language import words
from surveys.procedure_field import asking
from surveys.questionnaire import GATE, Questionnaire, find
from web.form import face_of
from web.headers import PREVIEW_POLICY
from web.pages import page
from web.problems import status_of
from web.requests import page_language, staff_session


@dataclass(frozen=True)
class _Nowhere:
    """What the form's page needs of a link, a unit and a round, where there is none."""

    code: str = ""
    name: str = ""
    sample: bool = False
    round: str = "-"


async def show(request: Request) -> Response:
    """The form of a questionnaire for those who plan rounds."""
    language = page_language(request)
    try:
        questionnaire = await run_in_threadpool(_questionnaire, request)
    except SurveyError as refusal:
        if refusal.code is Code.STAFF_ONLY:
            return RedirectResponse("/login?next=/phieu-hoi", 303)
        return page("trouble.html", language, status_of(refusal), refusal=refusal)
    shown = notice_for(opened_program())
    nowhere = _Nowhere(name=words(language)("workshop.preview"))
    made = page(
        "form.html",
        language,
        form={
            "link": nowhere,
            "unit": nowhere,
            "round": nowhere,
            "questionnaire": asking(questionnaire),
        },
        preview=True,
        notice=shown,
        notice_read=shown.hash,
        posted={},
        consented=False,
        error=None,
        response_id="",
        started_at="",
        face_of=face_of,
        gate=GATE,
        wrong=None,
    )
    made.headers["content-security-policy"] = PREVIEW_POLICY.decode()
    return made


def _questionnaire(request: Request) -> Questionnaire:
    program = opened_program()
    by = require(program, staff_session(request), Right.RUN_ROUNDS)
    if mark := request.query_params.get("draft"):
        return looked_at(program, by, mark)
    instruments(program)
    return find(request.path_params["key"])
