"""What nobody foresaw: the person gets a kind sentence and a number, the log gets the place."""

from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from services import journal
from services.program import opened_program
from surveys.errors import Code, SurveyError
from web.pages import page
from web.problems import problem, status_of
from web.requests import language_of, page_language

_DEVICES = "/api/"


class Troubles:
    """Stands around all routes, the citizens' and Streamlit's."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        begun = False

        async def sending(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._app(scope, receive, sending)
        except ClientDisconnect:
            return  # whoever left needs no answer
        except SurveyError as refusal:
            if not begun:
                await _told(refusal, Request(scope))(scope, receive, send)
        except Exception as error:
            opened_program().metrics.unexpected()
            reference = journal.unexpected(error, "web")
            if begun:
                raise ConnectionAbortedError(reference) from None
            refusal = SurveyError(Code.UNEXPECTED, reference=reference)
            await _told(refusal, Request(scope))(scope, receive, send)


def _told(refusal: SurveyError, request: Request) -> Response:
    if request.url.path.startswith(_DEVICES):
        return problem(refusal, language_of(request))
    try:
        return page("trouble.html", page_language(request), status_of(refusal), refusal=refusal)
    except Exception as error:  # the page itself is what is broken
        reference = journal.unexpected(error, "web")
        return PlainTextResponse(f"Có sự cố / Error: {reference}", 500)
