"""Where staff type forms in: batches of a round, the grid for the keys, and handing a batch in."""

import json
from collections.abc import Callable
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from services.access import require
from services.entry import (
    Begun,
    HandedIn,
    asked_in,
    batches,
    begin_batch,
    compare_passes,
    find_batch,
    hand_in,
    notices_to_enter,
    send_asked,
    type_form,
    typed_forms,
)
from services.program import opened_program
from services.results import find_round
from services.scope import asked_units_for
from services.units import units
from surveys.account import Actor, Right
from surveys.dates import day_of
from surveys.entry import Batch, Draft
from surveys.errors import Code, SurveyError
from surveys.language import words
from surveys.link import Channel
from surveys.procedure_field import labels
from web.entry_lines import differences, grid, picks_of, typed_of
from web.pages import page
from web.problems import problem, status_of
from web.requests import (
    JSON,
    body_of,
    first,
    now,
    page_language,
    posted_fields,
    refuse_foreign,
    staff_session,
)

MOST_BATCHES = 10**9


async def show_round(request: Request) -> Response:
    """The batches of a round that wait, and the form that begins another."""
    return await _shown(request, lambda: _round_page(request))


async def begin(request: Request) -> Response:
    """A new batch, and on to its first empty form."""
    return await _received(request, _begin)


async def show_grid(request: Request) -> Response:
    """An empty form of a batch, or one that was typed and is to be corrected."""
    return await _shown(request, lambda: _grid_page(request))


async def receive_form(request: Request) -> Response:
    """One form from the grid: how many there are now, or a problem document with what is wrong."""
    language = page_language(request)
    try:
        refuse_foreign(request)
        by = await run_in_threadpool(_by, request)
        sent = json.loads(await body_of(request, JSON))
        reply = await run_in_threadpool(_typed, request, by, sent)
    except (ValueError, RecursionError):
        return problem(SurveyError(Code.UNREADABLE), language)
    except SurveyError as refusal:
        return problem(refusal, language)
    return JSONResponse(reply, headers={"Cache-Control": "no-store"})


async def show_end(request: Request) -> Response:
    """What handing a batch in means, and what two passes have read differently."""
    return await _shown(request, lambda: _end_page(request, _batch(request)[1], {}))


async def receive_end(request: Request) -> Response:
    """Hands a batch in, with what was picked where two passes differ."""
    return await _received(request, _end)


async def _shown(request: Request, made: Callable[[], Response]) -> Response:
    try:
        return await run_in_threadpool(made)
    except SurveyError as refusal:
        return _refused(request, refusal)


async def _received(
    request: Request, made: Callable[[Request, Actor, dict[str, list[str]]], Response]
) -> Response:
    try:
        refuse_foreign(request)
        by = await run_in_threadpool(_by, request)
        return await run_in_threadpool(made, request, by, await posted_fields(request))
    except SurveyError as refusal:
        return _refused(request, refusal)


def _refused(request: Request, refusal: SurveyError) -> Response:
    if refusal.code is Code.STAFF_ONLY:
        return RedirectResponse("/login?next=/nhap-phieu-giay", 303)
    return page("trouble.html", page_language(request), status_of(refusal), refusal=refusal)


def _by(request: Request) -> Actor:
    return require(opened_program(), staff_session(request), Right.ENTER_ANSWERS)


def _batch(request: Request) -> tuple[Actor, Batch]:
    """Who asks, and the batch that the address names in the round that it names."""
    by, asked = _by(request), request.path_params
    number = int(asked["batch"]) if asked["batch"].isdecimal() else 0
    batch = find_batch(opened_program(), by, min(number, MOST_BATCHES))
    if batch.round != asked["round"]:
        raise SurveyError(Code.UNKNOWN_BATCH)
    return by, batch


def _round_page(request: Request) -> Response:
    program, by = opened_program(), _by(request)
    round, today = find_round(program, request.path_params["round"]), day_of(now())
    tree = units(program)
    return page(
        "entry.html",
        page_language(request),
        round=round,
        late=round.state_on(today).over and not round.in_grace(today),
        waiting=batches(program, by, round.id),
        names={unit.code: unit.name for unit in tree.units},
        units=asked_units_for(program, by, round),
        chosen=request.query_params.get("unit", ""),
        fields=labels(),
        notices=notices_to_enter(program, round, now()),
    )


def _begin(request: Request, by: Actor, fields: dict[str, list[str]]) -> Response:
    language, passes = page_language(request), first(fields, "passes")
    begun = Begun(
        unit=first(fields, "unit"),
        channel=first(fields, "channel"),
        field=first(fields, "field"),
        notice=first(fields, "notice"),
        language=language,
        passes=int(passes) if passes.isdecimal() and len(passes) == 1 else 0,
    )
    made = begin_batch(opened_program(), by, request.path_params["round"], begun, now())
    return RedirectResponse(f"/nhap-phieu/{made.round}/{made.number}?lang={language}", 303)


def _grid_page(request: Request) -> Response:
    program, (by, batch) = opened_program(), _batch(request)
    language, asked = page_language(request), request.query_params
    typed = 2 if asked.get("typed") == "2" and batch.passes > 1 else 1
    forms = typed_forms(program, by, batch.number, typed)
    draft = next((one for one in forms if str(one.form) == asked.get("form")), None)
    round, questionnaire = asked_in(program, batch)
    aloud = batch.channel is Channel.ASSISTED
    lines, data = grid(questionnaire, words(language), aloud=aloud)
    today = day_of(now())
    data |= {
        "typed": typed,
        "aloud": aloud,
        "today": min(today, round.closes).isoformat(),
        "first": 0 if aloud or batch.passes > 1 or draft else 1,
        "next": forms[-1].form + 1 if forms else 1,
        "draft": _draft_data(draft) if draft else None,
    }
    return page(
        "entry_grid.html",
        language,
        batch=batch,
        round=round,
        unit=units(program).unit(batch.unit),
        typed=typed,
        aloud=aloud,
        count=batch.sent if aloud else len(forms),
        forms=[one.form for one in forms],
        lines=lines,
        data=data,
    )


def _draft_data(draft: Draft) -> dict[str, Any]:
    return {
        "id": str(draft.id),
        "form": draft.form,
        "day": draft.day.isoformat(),
        "ticked": draft.ticked,
        "answers": dict(draft.answers),
    }


def _typed(request: Request, by: Actor, sent: object) -> dict[str, Any]:
    program, batch = opened_program(), _batch(request)[1]
    form = typed_of(sent, day_of(now()))
    if batch.channel is Channel.ASSISTED:
        receipt, count = send_asked(program, by, batch.number, form, now())
        return {"count": count, "receipt": receipt}
    return {"count": type_form(program, by, batch.number, form, now())}


def _end(request: Request, by: Actor, fields: dict[str, list[str]]) -> Response:
    batch = _batch(request)[1]
    try:
        done = hand_in(opened_program(), by, batch.number, picks_of(fields), now())
    except SurveyError as refusal:
        if refusal.code in (Code.NOT_SETTLED, Code.FORM_WRONG, Code.BATCH_MOVED):
            return _end_page(request, batch, fields, error=refusal)
        raise
    return _end_page(request, batch, {}, done=done)


def _end_page(
    request: Request,
    batch: Batch,
    fields: dict[str, list[str]],
    *,
    error: SurveyError | None = None,
    done: HandedIn | None = None,
) -> Response:
    program, by, language = opened_program(), _by(request), page_language(request)
    compared = None
    if not done and batch.passes > 1 and not batch.closed:
        compared = compare_passes(program, by, batch.number)
    rows = differences(compared, asked_in(program, batch)[1], words(language)) if compared else []
    passes = () if done or batch.closed else range(1, batch.passes + 1)
    forms = {one.form for p in passes for one in typed_forms(program, by, batch.number, p)}
    return page(
        "entry_settle.html",
        language,
        status_of(error) if error else 200,
        batch=batch,
        unit=units(program).unit(batch.unit),
        comparison=compared,
        rows=rows,
        picked={name: values[0] for name, values in fields.items()},
        ready=len(forms) or batch.sent,
        error=error,
        done=done,
    )
