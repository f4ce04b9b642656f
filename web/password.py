"""Everybody's own password: the page to change it, and to sign out everywhere."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.access import session_of
from services.own_password import change_own_password
from services.program import opened_program
from surveys.errors import Code, SurveyError
from surveys.password import LONGEST, SHORTEST
from surveys.session import Session
from web.hashing import hashing
from web.pages import page
from web.problems import status_of
from web.requests import (
    first,
    keep_session,
    now,
    page_language,
    posted_fields,
    refuse_foreign,
    staff_session,
)

_RULES = {"shortest": SHORTEST, "longest": LONGEST}
_SIGN_IN = "/login?next=/mat-khau"


async def show(request: Request) -> Response:
    """The form, for whoever is signed in."""
    session = await run_in_threadpool(session_of, opened_program(), staff_session(request))
    if session is None:
        return RedirectResponse(_SIGN_IN, 303)
    return _page(request, session, None, done="done" in request.query_params)


async def receive(request: Request) -> Response:
    """The new password, and a new session; all others of the account have ended."""
    try:
        refuse_foreign(request)
    except SurveyError as refusal:
        return page("trouble.html", page_language(request), status_of(refusal), refusal=refusal)
    session = await run_in_threadpool(session_of, opened_program(), staff_session(request))
    if session is None:
        return RedirectResponse(_SIGN_IN, 303)
    try:
        fields = await posted_fields(request)
        token = await hashing(_done, staff_session(request), fields)
    except SurveyError as refusal:
        return _page(request, session, refusal)
    response = RedirectResponse("/mat-khau?done", 303)
    keep_session(request, response, token)
    return response


def _done(token: str | None, fields: dict[str, list[str]]) -> str:
    password = first(fields, "password")
    if password != first(fields, "again"):
        raise SurveyError(Code.PASSWORDS_DIFFER)
    return change_own_password(opened_program(), token, first(fields, "old"), password, now())


def _page(
    request: Request, session: Session, error: SurveyError | None, *, done: bool = False
) -> Response:
    return page(
        "password.html",
        page_language(request),
        status_of(error) if error else 200,
        account=session.account,
        session=session,
        error=error,
        done=done,
        **_RULES,
    )
