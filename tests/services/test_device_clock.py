"""Devices whose clock is wrong: their answers come to the right day, in time or apart, and only once."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.answering import submit
from services.checking import check
from services.notices import notice_in_force
from services.program import Program
from services.rounds import close_round
from surveys import submission
from surveys.clock import OFF, corrected, read_sent_at
from surveys.errors import Code, SurveyError
from surveys.standing import Standing
from tests.acts import BOSS
from tests.conftest import NOW, ROUND, UNIT
from tests.web.conftest import payload

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
WRONG = ("wrong_clock",)


def bring(
    program: Program, code: str, answered: datetime, now: datetime, off: timedelta, **more: Any
) -> bool:
    """An answer given at `answered` on a device whose clock is `off`, which it brings `now`."""
    shown = answered + off
    times = {
        "started_at": (shown - timedelta(minutes=2)).isoformat(),
        "finished_at": shown.isoformat(),
    }
    sent = submission.read(payload(code, **{**times, **more}))
    return asyncio.run(submit(program, corrected(sent, now + off, now), now)).new


@pytest.mark.parametrize("off", [2 * HOUR, -2 * HOUR, 40 * DAY, -4000 * DAY])
def test_a_wrong_clock_is_corrected_and_noted(program: Program, code: str, off: timedelta) -> None:
    """Given at nine in the morning, brought in the evening: it is a morning's answer, with a flag."""
    morning = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
    bring(program, code, morning, morning + 9 * HOUR, off)
    kept = next(program.store.responses(ROUND))
    assert (kept.hours, kept.duration, kept.flags) == ("morning", "2m_to_10m", WRONG)


def test_a_right_clock_is_left_alone(program: Program, code: str) -> None:
    """A slow network is no wrong clock."""
    bring(program, code, NOW, NOW, timedelta(seconds=-50))
    assert next(program.store.responses(ROUND)).flags == ()


@pytest.mark.parametrize("off", [timedelta(), 2 * HOUR, -30 * HOUR])
def test_what_was_given_in_time_counts_until_the_day_of_grace(
    program: Program, code: str, off: timedelta
) -> None:
    """The round was closed while the tablet had no line; whatever its clock says."""
    close_round(program, ROUND, BOSS, NOW)
    given_in_time, after = NOW - 2 * HOUR, NOW + 20 * HOUR
    bring(program, code, given_in_time, NOW + DAY, off)
    bring(program, code, after, NOW + DAY, off)
    bring(program, code, given_in_time, NOW + 2 * DAY, off)
    assert program.store.received(ROUND) == {UNIT: 1}
    assert program.store.apart(ROUND) == {UNIT: {Standing.LATE: 2}}
    assert list(check(program)) == []


def test_a_clock_that_was_set_in_between_moves_nothing(program: Program, code: str) -> None:
    """The device does not say its time then; an answer that it cannot have given stands as of today."""
    shown = datetime(2015, 1, 1, tzinfo=UTC)
    sent = submission.read(payload(code, finished_at=shown.isoformat(), started_at=None))
    asyncio.run(submit(program, corrected(sent, None, NOW), NOW))
    (kept,) = program.store.responses(ROUND)
    assert (kept.day, kept.flags) == (NOW.date(), ())


def test_a_retry_is_the_same_answer_though_its_correction_differs(
    program: Program, code: str
) -> None:
    """The first try came with a clock two hours wrong, the next ones after it was set."""
    body = payload(code)
    assert bring(program, code, NOW, NOW, 2 * HOUR, id=body["id"])
    assert not bring(program, code, NOW, NOW + HOUR, timedelta(), id=body["id"])
    assert not bring(program, code, NOW, NOW + 30 * HOUR, -5 * HOUR, id=body["id"])
    assert [one.flags for one in program.store.responses(ROUND)] == [WRONG]


def test_answers_that_waited_are_no_burst(program: Program, code: str) -> None:
    """They come within seconds because the line was down, not because somebody was quick."""
    friday = NOW - 3 * DAY
    for minute in range(30):
        given = {"answers": {"overall": 1 + minute % 5}}
        bring(program, code, friday + timedelta(minutes=3 * minute), NOW, timedelta(), **given)
    assert {one.flags for one in program.store.responses(ROUND)} == {()}
    for second in range(30):
        given = {"answers": {"overall": 1 + second % 5}}
        bring(program, code, friday + DAY + timedelta(seconds=second), NOW, timedelta(), **given)
    flags = [one.flags for one in program.store.responses(ROUND)]
    assert flags.count(("burst",)) == 23


def test_what_waited_keeps_the_notice_that_its_person_read(program: Program, code: str) -> None:
    """However often the wording has changed since; one who has the form open reads the new one."""
    from dataclasses import replace

    notices = []
    for name in ("Sở A", "Sở B", "Sở C", "Sở D"):
        renamed = replace(program, settings=replace(program.settings, agency_name=name))
        notices.append(notice_in_force(renamed, ROUND, NOW).hash)
    for waited, taken in ((3 * DAY, True), (timedelta(minutes=1), False)):
        times = {"started_at": None, "finished_at": (NOW - waited).isoformat()}
        sent = submission.read(payload(code, **times), notices[0])
        if taken:
            asyncio.run(submit(program, sent, NOW))
            assert next(program.store.responses(ROUND)).notice == notices[0]
        else:
            with pytest.raises(SurveyError) as refused:
                asyncio.run(submit(program, sent, NOW))
            assert refused.value.code is Code.NOTICE_CHANGED


@given(st.text(max_size=40) | st.datetimes(timezones=st.just(UTC)).map(datetime.isoformat))
def test_whatever_a_device_says_of_its_clock_is_no_fault(text: str) -> None:
    """Nonsense is no time; the ends of the calendar have no day."""
    sent = submission.read(payload("ABCDEFG", finished_at=NOW.isoformat()))
    right = corrected(sent, read_sent_at(text), NOW)
    if right.clock_wrong and right.finished_at is not None:
        said = read_sent_at(text)
        assert said is not None
        assert abs(NOW - said) > OFF
        assert right.finished_at == NOW + (NOW - said)
