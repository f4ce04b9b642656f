"""For whoever watches the machine: is it alive, is it ready, its figures. Strangers learn no secret."""

import hmac

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from services.certificates import authority
from services.figures import look
from services.program import Program, opened_program
from surveys.language import words
from web.requests import language_of, now

_NO_STORE = {"Cache-Control": "no-store"}
_TEXT = "text/plain; version=0.0.4; charset=utf-8"


async def health(request: Request) -> Response:
    """Whether the process lives."""
    return JSONResponse({"status": "ok"}, headers=_NO_STORE)


async def ready(request: Request) -> Response:
    """Whether answers can be kept; if not, 503 and why."""
    faults = await run_in_threadpool(opened_program().watch.faults)
    if not faults:
        return JSONResponse({"status": "ready"}, headers=_NO_STORE)
    told = words(language_of(request))
    problems = [
        {"code": fault.code, "detail": told(f"health.{fault.code}", **fault.details)}
        for fault in faults
    ]
    return JSONResponse({"status": "not ready", "problems": problems}, 503, headers=_NO_STORE)


async def metrics(request: Request) -> Response:
    """Prometheus' figures, for whoever has the token; for everybody else there is nothing here."""
    program = opened_program()
    token = request.headers.get("authorization", "").removeprefix("Bearer ")
    if not hmac.compare_digest(token.encode(), program.settings.metrics_token.encode()):
        raise HTTPException(404)
    return Response(await run_in_threadpool(_text, program), headers=_NO_STORE, media_type=_TEXT)


async def certificate(request: Request) -> Response:
    """The authority's certificate, to be installed on the office's devices; it is no secret."""
    found = await run_in_threadpool(authority, opened_program().settings.var)
    if found is None:
        raise HTTPException(404)
    headers = {"Content-Disposition": 'attachment; filename="hai-long-ca.crt"', **_NO_STORE}
    return Response(found, headers=headers, media_type="application/x-x509-ca-cert")


def _text(program: Program) -> bytes:
    return program.metrics.text(lambda moment: look(program, moment), now())
