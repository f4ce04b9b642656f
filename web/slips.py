"""Phiếu mã QR: slips are made, printed and made void by those who run the counter."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from services.access import require
from services.program import Program, opened_program
from services.slip_sheets import Layout, sheet_html
from services.slips import MOST_AT_ONCE, make_slips, rounds_to_ask, slips_of_units, void_slip
from services.units import units
from surveys.account import Actor, Right
from surveys.errors import Code, SurveyError
from surveys.language import words
from surveys.procedure_field import field_ids, labels
from surveys.slip import Given
from web.pages import page
from web.problems import status_of
from web.requests import first, now, page_language, posted_fields, refuse_foreign, staff_session

PLACE = "/phieu-ma-qr"


@dataclass(frozen=True)
class Asked:
    """Who asks, for which unit, with what he has sent."""

    program: Program
    by: Actor
    unit: str
    sent: dict[str, list[str]]
    language: str
    seen_at: str

    def value(self, name: str) -> str:
        return first(self.sent, name)


async def show(request: Request) -> Response:
    """What a unit has handed out, and the forms to make more and to make one void."""
    query = {name: [value] for name, value in request.query_params.items()}
    return await _answered(request, query, lambda asked: _page(asked, 200))


async def make(request: Request) -> Response:
    """New slips as a page to be printed; it is shown once, for nothing of them is kept."""
    return await _posted(request, _made)


async def void(request: Request) -> Response:
    """The page again with what became of it; or another slip in its place, to be printed."""
    return await _posted(request, _voided)


def _made(asked: Asked) -> Response:
    number = asked.value("number")
    batch = make_slips(
        asked.program,
        asked.value("round"),
        asked.unit,
        int(number) if number.isdecimal() and len(number) < 9 else 0,
        asked.by,
        now(),
        field=asked.value("field") or None,
        given=_given(asked.value("given")),
    )
    layout = _layout(asked.value("format"))
    back = f"{PLACE}?unit={asked.unit}&lang={asked.language}"
    told = words(asked.language)
    html = sheet_html(asked.program, batch, layout, told, asked.seen_at, back)
    return HTMLResponse(html, headers={"Cache-Control": "no-store"})


def _voided(asked: Asked) -> Response:
    void_slip(
        asked.program, asked.value("round"), asked.unit, asked.value("serial"), asked.by, now()
    )
    if asked.value("again"):
        return _made(replace(asked, sent={**asked.sent, "number": ["1"]}))
    return _page(asked, 200, done=True)


def _page(
    asked: Asked, status: int, *, done: bool = False, refusal: SurveyError | None = None
) -> Response:
    moment = now()
    unit = units(asked.program).unit(asked.unit)
    rounds = rounds_to_ask(asked.program, unit.code, moment)
    found = [
        (round, own)
        for round in rounds
        for own in slips_of_units(asked.program, round.id, asked.by, moment, unit.code)
    ]
    return page(
        "slips.html",
        asked.language,
        status,
        unit=unit,
        found=found,
        labels=labels(),
        fields=field_ids(),
        given=list(Given),
        layouts=list(Layout),
        most=MOST_AT_ONCE,
        number=asked.value("number") or "10",
        done=done,
        refusal=refusal,
    )


async def _posted(request: Request, do: Callable[[Asked], Response]) -> Response:
    """Answers a form; what it refuses is told above the page that it came from."""
    try:
        refuse_foreign(request)
        sent = await posted_fields(request)
    except SurveyError as refusal:
        return _refused(request, refusal)

    def answer(asked: Asked) -> Response:
        try:
            return do(asked)
        except SurveyError as refusal:
            if refusal.code in (Code.UNKNOWN_ROUND, Code.UNKNOWN_UNIT):
                raise
            return _page(asked, status_of(refusal), refusal=refusal)

    return await _answered(request, sent, answer)


async def _answered(
    request: Request, sent: dict[str, list[str]], answer: Callable[[Asked], Response]
) -> Response:
    def answered() -> Response:
        program, unit = opened_program(), first(sent, "unit")
        session = staff_session(request)
        by = require(program, session, Right.SHARE_FORM, [unit] if unit else [])
        language = page_language(request)
        return answer(Asked(program, by, unit, sent, language, str(request.base_url)))

    try:
        return await run_in_threadpool(answered)
    except SurveyError as refusal:
        return _refused(request, refusal)


def _refused(request: Request, refusal: SurveyError) -> Response:
    if refusal.code is Code.STAFF_ONLY:
        return RedirectResponse("/login?next=/khao-sat", 303)
    return page("trouble.html", page_language(request), status_of(refusal), refusal=refusal)


def _given(sent: str) -> Given:
    return Given(sent) if sent in list(Given) else Given.GRANTED


def _layout(sent: str) -> Layout:
    return Layout(sent) if sent in list(Layout) else Layout.A4
