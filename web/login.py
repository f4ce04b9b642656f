"""Sign-in of staff: a plain form, and a cookie that scripts cannot read."""

from datetime import datetime

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.access import session_of, sign_in, sign_out, sign_out_everywhere
from services.program import Program, opened_program
from services.setup import is_set_up
from surveys.errors import SurveyError
from web.hashing import hashing
from web.pages import page
from web.problems import status_of
from web.requests import (
    first,
    forget_session,
    keep_session,
    now,
    page_language,
    posted_fields,
    refuse_foreign,
    staff_session,
)


async def show(request: Request) -> Response:
    """The form; before there is any account the way to the set-up, with a password to replace that."""
    program = opened_program()
    if not await run_in_threadpool(is_set_up, program):
        return RedirectResponse("/thiet-lap", 303)
    session = await run_in_threadpool(session_of, program, staff_session(request))
    if session and session.must_change:
        return RedirectResponse("/mat-khau", 303)
    return login_page(request, None, local(request.query_params.get("next", "/")))


async def receive(request: Request) -> Response:
    """A session cookie and the page that was wanted, or the form again with what is wrong."""
    wanted, name = "/", ""
    try:
        refuse_foreign(request)
        fields = await posted_fields(request)
        wanted, name = local(first(fields, "next")), first(fields, "name")[:100]
        token = await hashing(_signed_in, opened_program(), request, fields, now())
    except SurveyError as refusal:
        return login_page(request, refusal, wanted, name)
    response = RedirectResponse(wanted, 303)
    keep_session(request, response, token)
    return response


def login_page(
    request: Request, error: SurveyError | None, wanted: str = "/", name: str = ""
) -> Response:
    """The form, with the way to the provider where there is one."""
    return page(
        "login.html",
        page_language(request),
        status_of(error) if error else 200,
        next=wanted,
        name=name,
        error=error,
        provider=opened_program().settings.oidc,
    )


async def leave(request: Request) -> Response:
    """Ends the session of this browser, or with `everywhere` all sessions of its account."""
    try:
        refuse_foreign(request)
        fields = await posted_fields(request) if request.headers.get("content-type") else {}
    except SurveyError as refusal:
        return page("trouble.html", page_language(request), status_of(refusal), refusal=refusal)
    ending = sign_out_everywhere if first(fields, "everywhere") else sign_out
    await run_in_threadpool(ending, opened_program(), staff_session(request), now())
    response = RedirectResponse("/login", 303)
    forget_session(request, response)
    return response


def local(wanted: str) -> str:
    """A place on this site, or its first page: never another site."""
    if not wanted.startswith("/") or wanted.startswith("//"):
        return "/"
    return wanted if wanted.isprintable() and "\\" not in wanted else "/"


def _signed_in(
    program: Program, request: Request, fields: dict[str, list[str]], at: datetime
) -> str:
    """A new session, whatever token the browser came with; that one ends."""
    token = sign_in(program, first(fields, "name"), first(fields, "password"), at)
    sign_out(program, staff_session(request), at)
    return token
