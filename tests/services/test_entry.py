"""Batches of typed forms: broken off, late, out of date, and what they leave of themselves."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

import services.entry
from services.answering import submit
from services.checking import check
from services.entry import Begun, Typed, begin_batch, hand_in, send_asked, type_form
from services.program import Program
from services.retention import due, run_retention
from services.rounds import pause_round
from services.units import public_codes
from surveys.account import Actor, Role
from surveys.errors import Code, SurveyError
from surveys.response import Response
from surveys.submission import read
from tests.acts import BOSS
from tests.conftest import NOW, ROUND, UNIT
from tests.web.conftest import payload

ANSWERS = {"procedure_field": "land", "overall": 5, "attitude": 4, "comment": "Tốt"}


def typed(number: int, **more: object) -> Typed:
    given = {"overall": 1 + number % 5, "attitude": 4}
    return Typed(uuid4(), number, True, NOW.date(), {**given, **more})


def filled(program: Program, forms: int = 5, **more: object) -> int:
    """A batch with so many forms; its number."""
    batch = begin_batch(program, BOSS, ROUND, Begun(UNIT, "paper"), NOW)
    for number in range(1, forms + 1):
        type_form(program, BOSS, batch.number, typed(number, **more), NOW)
    return batch.number


def stored(program: Program) -> list[Response]:
    return list(program.store.responses(ROUND))


def test_the_tally_is_the_count_of_what_was_handed_in(program: Program) -> None:
    """The check that proves all figures and seals passes with paper in them."""
    hand_in(program, BOSS, filled(program), {}, NOW)
    assert program.store.received(ROUND) == {UNIT: 5}
    assert list(check(program)) == []


def test_a_hand_in_that_broke_off_goes_on(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk fails after two forms: nothing is lost, nothing is there twice, nothing can be typed."""
    number, whole = filled(program), services.entry._send

    calls = 0

    async def failing(*given: object) -> object:
        nonlocal calls
        calls += 1
        if calls > 2:
            raise SurveyError(Code.NOT_KEPT)
        return await whole(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(services.entry, "_send", failing)
    with pytest.raises(SurveyError) as refused:
        hand_in(program, BOSS, number, {}, NOW)
    assert refused.value.code is Code.NOT_KEPT
    monkeypatch.setattr(services.entry, "_send", whole)
    with pytest.raises(SurveyError) as closed:
        type_form(program, BOSS, number, typed(9), NOW)
    assert closed.value.code is Code.BATCH_CLOSED
    assert hand_in(program, BOSS, number, {}, NOW).forms == 5
    assert len(stored(program)) == 5
    assert program.store.drafts.batches(ROUND) == []


def test_typing_makes_no_burst_for_citizens_beside_it(program: Program) -> None:
    """Twenty forms handed in at once flag neither themselves nor the next person with a telephone."""
    hand_in(program, BOSS, filled(program, 20), {}, NOW)
    times = {"started_at": (NOW - timedelta(minutes=1)).isoformat(), "finished_at": NOW.isoformat()}
    sent = read(payload(public_codes(program)[UNIT], **times))
    asyncio.run(submit(program, sent, NOW))
    assert {flag for one in stored(program) for flag in one.flags} == set()


def test_the_same_form_again_and_again_is_seen(program: Program) -> None:
    """An office that fills in forms itself tends to fill them in alike; typing does not hide that."""
    batch = begin_batch(program, BOSS, ROUND, Begun(UNIT, "paper"), NOW)
    same = dict.fromkeys(("overall", "attitude"), 5) | {"time": "on_time", "contacts": "once"}
    for number in range(1, 9):
        form = Typed(uuid4(), number, True, NOW.date(), {**same, "offices": "one"})
        type_form(program, BOSS, batch.number, form, NOW)
    hand_in(program, BOSS, batch.number, {}, NOW)
    assert sum("repeated" in one.flags for one in stored(program)) == 4


def test_what_is_asked_aloud_too_fast_is_flagged(program: Program) -> None:
    """Nobody reads out seven questions in a second; how fast somebody types says nothing."""
    batch = begin_batch(program, BOSS, ROUND, Begun(UNIT, "assisted"), NOW)
    for seconds in (1, 90):
        form = Typed(uuid4(), 1, True, NOW.date(), ANSWERS, 1, NOW - timedelta(seconds=seconds))
        send_asked(program, BOSS, batch.number, form, NOW)
    assert sorted(one.flags for one in stored(program)) == [(), ("too_fast",)]


def test_the_same_interview_twice_is_one(program: Program) -> None:
    """A double Enter is counted once, in the store and on the screen, and has the same receipt."""
    batch = begin_batch(program, BOSS, ROUND, Begun(UNIT, "assisted"), NOW)
    form = Typed(uuid4(), 1, True, NOW.date(), ANSWERS)
    first, _ = send_asked(program, BOSS, batch.number, form, NOW)
    again, _ = send_asked(program, BOSS, batch.number, form, NOW)
    assert first == again
    assert len(stored(program)) == program.store.drafts.batch(batch.number).sent == 1


def test_paper_is_typed_while_a_round_pauses(program: Program) -> None:
    """It was filled in before; nothing is flagged for it. Aloud nobody is asked then."""
    number = filled(program)
    pause_round(program, ROUND, BOSS, NOW)
    hand_in(program, BOSS, number, {}, NOW)
    assert {one.flags for one in stored(program)} == {()}
    with pytest.raises(SurveyError) as refused:
        begin_batch(program, BOSS, ROUND, Begun(UNIT, "assisted"), NOW)
    assert refused.value.code is Code.ROUND_STATE


def test_the_order_of_the_pile_is_nowhere(program: Program) -> None:
    """Responses are sealed in the order of their random ids, not of the numbers on the forms."""
    batch = begin_batch(program, BOSS, ROUND, Begun(UNIT, "paper"), NOW)
    ids = sorted((uuid4() for _ in range(6)), key=lambda one: one.bytes)
    for number, id in enumerate(reversed(ids), start=1):
        form = Typed(id, number, True, NOW.date(), {"overall": 5})
        type_form(program, BOSS, batch.number, form, NOW)
    kept: list[UUID] = []
    whole = program.writer.keep

    async def noting(entry: object) -> object:
        kept.append(entry.response.id)  # type: ignore[attr-defined]
        return await whole(entry)  # type: ignore[arg-type]

    object.__setattr__(program.writer, "keep", noting)
    hand_in(program, BOSS, batch.number, {}, NOW)
    assert kept == ids


def test_nothing_tells_who_typed(program: Program) -> None:
    """The officer's name is in the log of acts alone, never with a response or a draft."""
    by = Actor("can-bo-nhap", Role.CLERK, UNIT)
    batch = begin_batch(program, by, ROUND, Begun(UNIT, "paper"), NOW)
    type_form(program, by, batch.number, typed(1), NOW)
    (draft,) = program.store.drafts.drafts(batch.number, 1)
    assert by.name not in repr((program.store.drafts.batches(ROUND), draft))
    hand_in(program, by, batch.number, {}, NOW)
    assert not any(by.name in record for record in program.store.records(ROUND))
    assert {one.act.actor for one in program.store.log.read()[:2]} == {by.name}


def test_a_batch_that_is_never_handed_in_is_cleared_away(program: Program) -> None:
    """After three months, with all that was typed; before that it waits."""
    filled(program)
    soon, late = NOW + timedelta(days=80), NOW + timedelta(days=100)
    assert due(program, BOSS, soon).cleared.batches == 0
    assert due(program, BOSS, late).cleared.batches == 1
    assert run_retention(program, BOSS, late).cleared.batches == 1
    assert program.store.drafts.batches(ROUND) == []
    assert stored(program) == []


def test_after_the_days_of_grace_it_stands_apart(program: Program) -> None:
    """Handed in too late it is kept and counted, outside the figures."""
    number = filled(program)
    long_after = datetime(2100, 3, 1, tzinfo=UTC)
    hand_in(program, BOSS, number, {}, long_after)
    assert program.store.received(ROUND) == {}
    assert sum(program.store.apart(ROUND)[UNIT].values()) == 5
