"""Answers as they come in: in the figures or apart, flagged or not, whatever the round is doing."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

import settings
from services.answering import submit
from services.checking import check
from services.program import Program, close_program, open_program
from services.results import find_round, summary
from services.rounds import close_round
from services.snapshots import take_due_snapshots
from services.units import public_codes
from surveys import submission
from surveys.dates import VIETNAM
from surveys.standing import Standing
from tests.acts import BOSS
from tests.conftest import NOW, ROUND, UNIT, plan
from tests.web.conftest import payload

DAY = timedelta(days=1)


def send(program: Program, now: datetime, unit: str = UNIT, **changes: Any) -> None:
    """One answer that a device finished `now`, unless it says otherwise."""
    times = {"started_at": (now - timedelta(minutes=2)).isoformat(), "finished_at": now.isoformat()}
    sent = payload(public_codes(program)[unit], **{**times, **changes})
    asyncio.run(submit(program, submission.read(sent), now))


def flags(program: Program) -> list[tuple[str, ...]]:
    return [one.flags for one in program.store.responses(ROUND)]


def test_in_time_in_grace_and_late(program: Program) -> None:
    """The day of grace takes what was given in time; afterwards it stands apart, for ever."""
    send(program, NOW)
    close_round(program, ROUND, BOSS, NOW)
    in_time = {"finished_at": NOW.isoformat()}
    send(program, NOW + DAY, **in_time)
    assert program.store.received(ROUND) == {UNIT: 2}
    assert {one.day for one in program.store.responses(ROUND)} == {NOW.date()}
    send(program, NOW + DAY)
    send(program, NOW + 2 * DAY, **in_time)
    send(program, NOW + 999 * DAY, **in_time)
    assert program.store.received(ROUND) == {UNIT: 2}
    assert program.store.apart(ROUND) == {UNIT: {Standing.LATE: 3}}
    assert list(check(program)) == []


def test_a_form_with_too_few_answers_is_counted_apart(tmp_path: Path) -> None:
    """As the settings said when the round was planned; a later setting does not move its figures."""
    strict = settings.read({"VALID_ANSWERED": "60"}, tmp_path / "var")
    first = open_program(strict)
    plan(first, "short-counter@1")
    close_program(first)
    program = open_program(replace(strict, valid_answered=0))
    try:
        assert find_round(program, ROUND).valid == 60
        send(program, NOW, answers={"overall": 5})
        send(program, NOW, answers={"overall": 5, "attitude": 4})
        assert program.store.received(ROUND) == {UNIT: 1}
        assert program.store.apart(ROUND) == {UNIT: {Standing.INCOMPLETE: 1}}
    finally:
        close_program(program)


@pytest.mark.parametrize("given", ["101", "-1", "half", "1.5"])
def test_a_wrong_share_is_refused(tmp_path: Path, given: str) -> None:
    """With the name of the setting."""
    from surveys.errors import SurveyError

    with pytest.raises(SurveyError) as refused:
        settings.read({"VALID_ANSWERED": given}, tmp_path)
    assert refused.value.details["setting"] == "VALID_ANSWERED"


def test_a_burst_is_flagged_at_its_unit_only(program: Program) -> None:
    """From the eighth answer within two minutes on; the same device trying again is one answer."""
    again = str(uuid4())
    for second in range(8):
        send(program, NOW + timedelta(seconds=second), id=again)
    assert flags(program) == [()]
    for second in range(7):
        send(program, NOW + timedelta(seconds=10 + second), answers={"overall": 1 + second % 5})
    send(program, NOW + timedelta(seconds=20), unit="99005")
    assert flags(program).count(("burst",)) == 1
    send(program, NOW + timedelta(hours=1))
    assert flags(program).count(("burst",)) == 1


def test_the_same_long_form_again_and_again_is_flagged(program: Program) -> None:
    """From the fifth on; another answer in between begins anew."""
    for minute in range(6):
        send(program, NOW + timedelta(minutes=10 * minute))
    send(program, NOW + timedelta(minutes=60), answers={"overall": 1})
    send(program, NOW + timedelta(minutes=70))
    assert [("repeated" in one) for one in flags(program)].count(True) == 2


def test_too_fast_is_seen_and_forgotten(program: Program) -> None:
    """The flag is kept in the sealed record; the seconds are not."""
    send(program, NOW, started_at=(NOW - timedelta(seconds=3)).isoformat())
    kept = next(program.store.responses(ROUND))
    assert kept.flags == ("too_fast",)
    assert '"flags":["too_fast"]' in kept.record()
    assert "08:00" not in kept.record()
    assert list(program.store.chain_faults()) == []


def test_hours_are_those_of_the_answer_not_of_its_delivery(program: Program) -> None:
    """A tablet that finds a line in the evening brings the answers of the morning."""
    evening = datetime(2026, 11, 22, 20, 0, tzinfo=VIETNAM)
    send(program, evening, finished_at="2026-11-22T09:00:00+07:00")
    assert next(program.store.responses(ROUND)).hours == "morning"


def test_numbers_apart_are_told_when_the_round_is_over(program: Program) -> None:
    """Not before: while it is open nobody is to watch single answers come in."""
    for _ in range(6):
        send(program, NOW)
    send(program, NOW, answers={"comment": "tốt"})
    assert summary(program, ROUND, None, NOW).apart is None
    close_round(program, ROUND, BOSS, NOW)
    send(program, NOW + 2 * DAY)
    take_due_snapshots(program.store, (NOW + 2 * DAY).date())
    made = summary(program, ROUND, None, NOW + 2 * DAY)
    assert made.apart is not None
    assert (made.responses, made.received) == (6, 8)
    assert (made.apart.late, made.apart.incomplete, made.apart.excluded) == (1, 1, 0)
    assert list(check(program)) == []
