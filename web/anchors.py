"""Heads of the chains for people outside: the evening sheet of a counter, and the published list."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response

from services.access import require
from services.anchoring import EveningSheet, anchors, evening_sheet
from services.posters import qr_data
from services.program import opened_program
from services.signing import public_key
from surveys.account import Right
from surveys.errors import Code, SurveyError
from surveys.language import Words, words
from web.pages import page
from web.problems import status_of
from web.requests import now, page_language, staff_session

_NO_STORE = {"Cache-Control": "no-store"}


async def sheet(request: Request) -> Response:
    """The evening sheet of a unit, to print; or as text to attach to an e-mail."""
    language = page_language(request)
    try:
        made = await run_in_threadpool(_sheet, request)
    except SurveyError as refusal:
        if refusal.code is Code.STAFF_ONLY:
            return RedirectResponse("/login?next=/khao-sat", 303)
        return page("trouble.html", language, status_of(refusal), refusal=refusal)
    told = words(language)
    if request.query_params.get("format") == "txt":
        name = f"to-cuoi-ngay-{made.unit.code}-{made.printed.isoformat()}.txt"
        headers = _NO_STORE | {"Content-Disposition": f'attachment; filename="{name}"'}
        return PlainTextResponse("\n".join(lines(made, told)) + "\n", headers=headers)
    return page("sheet.html", language, sheet=made, qr=qr_data(_spoken(made)) if made.noted else "")


async def published(request: Request) -> Response:
    """All heads that were noted, day by day, for everybody who wants to keep them."""
    program, language = opened_program(), page_language(request)
    try:
        found = await run_in_threadpool(anchors, program)
    except SurveyError as refusal:
        return page("trouble.html", language, status_of(refusal), refusal=refusal)
    key = public_key(program.settings.secret).hex()
    if request.query_params.get("format") == "json":
        days = [
            {
                "day": noted.day.isoformat(),
                "heads": [{"chain": one.chain, "head": one.hex} for one in noted.heads],
            }
            for noted in found
        ]
        return JSONResponse({"public_key": key, "days": days}, headers=_NO_STORE)
    return page("anchors.html", language, noted=found, key=key)


def lines(made: EveningSheet, told: Words) -> list[str]:
    """The evening sheet as lines of text. The program itself sends nothing."""
    found = [
        told("sheet.title"),
        f"{told('sheet.unit')}: {made.unit.name} ({made.unit.code})",
        f"{told('sheet.day')}: {told.date(made.printed)}",
    ]
    found += [
        told("sheet.count", title=round.title, n=told.number(n), step=made.step)
        for round, n in made.counts
    ]
    if made.noted is None:
        return [*found, told("sheet.nothing", step=made.step)]
    found.append(told("sheet.noted", day=told.date(made.noted.day)))
    for one in made.noted.heads:
        name = told("sheet.log") if one.is_log else told("sheet.chain", chain=one.chain)
        found.append(f"{name}: {' '.join(one.groups)}")
    return [*found, "", told("sheet.good")]


def _sheet(request: Request) -> EveningSheet:
    program, unit = opened_program(), request.query_params.get("unit", "")
    by = require(program, staff_session(request), Right.SHARE_FORM, [unit] if unit else [])
    return evening_sheet(program, unit, by, now())


def _spoken(made: EveningSheet) -> str:
    """What the QR code holds: the day, and each head in full."""
    if made.noted is None:
        return ""
    heads = " ".join(f"{one.chain}:{one.hex}" for one in made.noted.heads)
    return f"HAILONG {made.noted.day.isoformat()} {heads}"
