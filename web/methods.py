"""The public page on methods: how every figure is computed, and from which source."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from services.methods import methods
from surveys.formula import Formula
from web.pages import page
from web.requests import page_language


async def show(request: Request) -> Response:
    """For everybody: who doubts a figure can look up how it came about."""
    chapters = await run_in_threadpool(methods)
    return page("methods.html", page_language(request), chapters=chapters, formulas=tuple(Formula))
