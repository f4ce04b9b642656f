"""The page on a device from which staff save the answers that wait there, without a line."""

from base64 import b64encode

from starlette.requests import Request
from starlette.responses import Response

from services.links import find_link
from services.program import opened_program
from services.rescue_key import rescue_key
from surveys.errors import Code, SurveyError
from surveys.link import read_code
from web.pages import page
from web.problems import status_of
from web.requests import page_language


async def show(request: Request) -> Response:
    """Opens whatever round is open or none; the device holds it for when there is no line."""
    program, language = opened_program(), page_language(request)
    try:
        link = find_link(program, read_code(request.path_params["code"]) or "")
        if link.round:
            raise SurveyError(Code.UNKNOWN_LINK)
    except SurveyError as refusal:
        return page("trouble.html", language, status_of(refusal), refusal=refusal)
    key = b64encode(rescue_key(program.settings.secret)).decode()
    shown = page("rescue.html", language, code=link.code, key=key)
    shown.headers["Keep-Offline"] = "1"
    return shown
