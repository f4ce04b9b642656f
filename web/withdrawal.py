"""Whoever has the code of a receipt withdraws his answer himself: typed, confirmed, gone."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from services.erasing import withdraw
from services.program import opened_program
from surveys.errors import Code, SurveyError
from surveys.language import languages
from surveys.link import read_receipt, written_receipt
from web.pages import page
from web.problems import status_of
from web.requests import first, now, page_language, posted_fields, refuse_foreign


async def show(request: Request) -> Response:
    """The explanation, and the place for the code. The code is never in an address."""
    return page("withdraw.html", page_language(request), typed="", code=None, error=None)


async def receive(request: Request) -> Response:
    """The question whether it is meant so, and after a yes that the answer is gone."""
    language, typed = page_language(request), ""
    try:
        refuse_foreign(request)
        fields = await posted_fields(request)
        if first(fields, "lang") in languages():
            language = first(fields, "lang")
        typed = first(fields, "code")[:80]
        receipt = read_receipt(typed)
        if receipt is None:
            raise SurveyError(Code.UNKNOWN_RECEIPT)
        code = written_receipt(receipt)
        if first(fields, "confirm") != "yes":
            return page("withdraw.html", language, typed=typed, code=code, error=None)
        await run_in_threadpool(withdraw, opened_program(), code, now())
    except SurveyError as refusal:
        status = status_of(refusal)
        return page("withdraw.html", language, status, typed=typed, code=None, error=refusal)
    return page("withdrawn.html", language)
