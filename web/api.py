"""The JSON door: devices hand in answers, other programs read figures."""

from collections.abc import Awaitable, Callable
from typing import Any

import orjson
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send

from services.access import require
from services.answering import submit
from services.devices import device_behind
from services.program import opened_program
from services.reporting import as_json
from services.results import summary
from services.scope import unit_asked
from services.slips import slip_key
from surveys import submission
from surveys.account import Right
from surveys.clock import corrected, read_sent_at
from surveys.consent import HASH_LETTERS
from surveys.errors import Code, SurveyError
from surveys.language import languages
from web.problems import problem
from web.requests import JSON, body_of, device_secret, language_of, now, staff_session

Endpoint = Callable[[Request], Awaitable[Response]]
NOTICE = "notice"
"""The header in which a device says which notice its form showed; the fields of an answer are fixed."""

SENT_AT = "sent-at"
"""The header in which a device says what its own clock shows as it sends (`surveys.clock`)."""

_NO_STORE = {"Cache-Control": "no-store"}


def refusing(endpoint: Endpoint) -> Endpoint:
    """The endpoint with its refusals as problem documents in the person's language."""

    async def refused(request: Request) -> Response:
        try:
            return await endpoint(request)
        except SurveyError as error:
            return problem(error, language_of(request))

    return refused


class PostResponse:
    """201 with a receipt once the answers are on disk; 200 when they were there already.

    Spoken to directly by the server: this is the one path that thousands take a minute.
    """

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        response: Response
        if scope["method"] != "POST":
            response = Response(status_code=405, headers={"Allow": "POST"})
        else:
            response = await _received(request)
        await response(scope, receive, send)


async def _received(request: Request) -> Response:
    language = None
    try:
        shown = request.headers.get(NOTICE, "")[:HASH_LETTERS]
        sent = _decoded(await body_of(request, JSON))
        if isinstance(sent, dict) and sent.get("language") in languages():
            language = sent["language"]
        told, at, device = submission.read(sent, shown), now(), None
        told = corrected(told, read_sent_at(request.headers.get(SENT_AT, "")), at)
        if secret := device_secret(request):
            device = await run_in_threadpool(device_behind, opened_program(), secret)
        accepted = await submit(opened_program(), told, at, device=device)
    except SurveyError as error:
        opened_program().metrics.refused(error.code)
        return problem(error, language or language_of(request))
    body = orjson.dumps({"receipt": accepted.receipt, "new": accepted.new})
    return Response(body, 201 if accepted.new else 200, headers=_NO_STORE, media_type=JSON)


async def get_summary(request: Request) -> Response:
    """The protected figures of a round, for staff."""
    made = await run_in_threadpool(_summary, request)
    return JSONResponse(as_json(made, language_of(request)), headers=_NO_STORE)


async def get_slip_key(request: Request) -> Response:
    """With what a paired device checks a round's slips while it has no line."""
    found = await run_in_threadpool(slip_key, opened_program(), request.path_params["round"])
    table = {
        "round": found.round,
        "tag": found.tag.hex(),
        "public_key": found.public_key.hex(),
        "fields": {tag.hex(): id for tag, id in found.fields.items()},
    }
    return JSONResponse(table, headers=_NO_STORE)


def _summary(request: Request) -> Any:
    program, unit = opened_program(), request.query_params.get("unit")
    by = require(program, staff_session(request), Right.SEE_RESULTS, [unit] if unit else [])
    return summary(program, request.path_params["round"], unit_asked(by, unit), now())


def _decoded(body: bytes) -> object:
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        raise SurveyError(Code.UNREADABLE) from None
