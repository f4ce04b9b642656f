"""Sign-in of staff: a plain form, and a cookie that scripts cannot read."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.access import COOKIE, HOURS, sign_in
from services.program import opened_program
from surveys.errors import SurveyError
from web.pages import page
from web.problems import status_of
from web.requests import first, page_language, posted_fields, refuse_foreign


async def show(request: Request) -> Response:
    language = page_language(request)
    return page(
        "login.html", language, next=local(request.query_params.get("next", "/")), error=None
    )


async def receive(request: Request) -> Response:
    """A session cookie and the page that was wanted, or the form again with what is wrong."""
    language, wanted = page_language(request), "/"
    try:
        refuse_foreign(request)
        fields = await posted_fields(request)
        wanted = local(first(fields, "next"))
        session = await run_in_threadpool(sign_in, opened_program(), first(fields, "password"))
    except SurveyError as refusal:
        return page("login.html", language, status_of(refusal), next=wanted, error=refusal)
    response = RedirectResponse(wanted, 303)
    response.set_cookie(
        COOKIE,
        session,
        max_age=HOURS * 3600,
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",
    )
    return response


async def leave(request: Request) -> Response:
    """Ends the session of this browser."""
    try:
        refuse_foreign(request)
    except SurveyError as refusal:
        return page("trouble.html", page_language(request), status_of(refusal), refusal=refusal)
    response = RedirectResponse("/login", 303)
    response.delete_cookie(COOKIE)
    return response


def local(wanted: str) -> str:
    """A place on this site, or its first page: never another site."""
    if not wanted.startswith("/") or wanted.startswith("//"):
        return "/"
    return wanted if wanted.isprintable() and "\\" not in wanted else "/"
