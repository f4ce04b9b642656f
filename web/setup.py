"""The first minute of an installation: the form that makes its first administrator."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.program import opened_program
from services.setup import is_set_up, set_up
from surveys.errors import Code, SurveyError
from surveys.password import LONGEST, SHORTEST
from web.hashing import hashing
from web.pages import page
from web.problems import status_of
from web.requests import first, keep_session, now, page_language, posted_fields, refuse_foreign

_RULES = {"shortest": SHORTEST, "longest": LONGEST}


async def show(request: Request) -> Response:
    """The form; once there is an account, the way to the sign-in."""
    if await run_in_threadpool(is_set_up, opened_program()):
        return RedirectResponse("/login", 303)
    return _page(request, {}, None)


async def receive(request: Request) -> Response:
    """The first administrator, signed in; or the form again with what is wrong."""
    fields: dict[str, list[str]] = {}
    try:
        refuse_foreign(request)
        fields = await posted_fields(request)
        token = await hashing(_done, fields)
    except SurveyError as refusal:
        return _page(request, fields, refusal)
    response = RedirectResponse("/", 303)
    keep_session(request, response, token)
    return response


def _done(fields: dict[str, list[str]]) -> str:
    password = first(fields, "password")
    if password != first(fields, "again"):
        raise SurveyError(Code.PASSWORDS_DIFFER)
    return set_up(
        opened_program(),
        now(),
        code=first(fields, "code"),
        name=first(fields, "name"),
        display=first(fields, "display"),
        password=password,
    )


def _page(request: Request, fields: dict[str, list[str]], error: SurveyError | None) -> Response:
    typed = {name: first(fields, name)[:100] for name in ("code", "name", "display")}
    status = status_of(error) if error else 200
    return page("setup.html", page_language(request), status, typed=typed, error=error, **_RULES)
