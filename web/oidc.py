"""The way to an OpenID Connect provider and back, before Streamlit's own sign-in reaches a browser."""

from collections.abc import Callable
from http.cookies import CookieError, SimpleCookie

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from services.access import sign_out
from services.oidc import CALLBACK, USER_COOKIE, claims_in, sign_in_as
from services.program import opened_program
from surveys.errors import Code, SurveyError
from web.login import login_page
from web.pages import page
from web.problems import status_of
from web.requests import keep_session, now, page_language, staff_session

BEGIN = "/login/oidc"


class CommonSignIn:
    """Sends people to the provider, and makes our session of what Streamlit says when they are back.

    `leads` gives the address with which Streamlit begins a sign-in, as `st.login` does.
    """

    def __init__(self, app: ASGIApp, leads: Callable[[], str]) -> None:
        self._app = app
        self._leads = leads

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["path"] if scope["type"] == "http" else None
        if path == BEGIN:
            await self._begin()(scope, receive, send)
        elif path == CALLBACK:
            response = await self._arrived(Request(scope, receive))
            await response(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    def _begin(self) -> Response:
        """To the address by which the provider knows this program, where its cookies will be."""
        settings = opened_program().settings
        if settings.oidc is None:
            return RedirectResponse("/login", 303)
        return RedirectResponse(settings.public_url + self._leads(), 303)

    async def _arrived(self, request: Request) -> Response:
        """Our session, or a page that says why there is none; Streamlit's own is left out."""
        said = await self._said(request)
        given = _cookies(said)
        response = await _session(request, given)
        for cookie in said:
            if not cookie.startswith(USER_COOKIE):
                response.headers.append("set-cookie", cookie)
        response.headers["cache-control"] = "no-store"
        return response

    async def _said(self, request: Request) -> list[str]:
        """The cookies of Streamlit's reply to the provider's answer; the rest of it is not needed."""
        said: list[str] = []

        async def hold(message: Message) -> None:
            if message["type"] == "http.response.start":
                pairs = message["headers"]
                said.extend(v.decode("latin-1") for k, v in pairs if k.lower() == b"set-cookie")

        await self._app(request.scope, request.receive, hold)
        return said


async def _session(request: Request, given: dict[str, str]) -> Response:
    program, at = opened_program(), now()
    try:
        claims = claims_in(program.settings, given) if program.settings.oidc else None
        if claims is None:
            raise SurveyError(Code.PROVIDER_FAILED)
        token = await run_in_threadpool(sign_in_as, program, claims, at)
    except SurveyError as refusal:
        if refusal.code is Code.NO_ACCOUNT:
            return page("no_account.html", page_language(request), status_of(refusal), why=refusal)
        return login_page(request, refusal)
    await run_in_threadpool(sign_out, program, staff_session(request), at)
    response = RedirectResponse("/", 303)
    keep_session(request, response, token)
    return response


def _cookies(said: list[str]) -> dict[str, str]:
    """The values of the cookies that are set, by name."""
    found: dict[str, str] = {}
    for line in said:
        try:
            read = SimpleCookie(line)
        except CookieError:
            continue
        found |= {name: morsel.value for name, morsel in read.items() if morsel.value}
    return found
