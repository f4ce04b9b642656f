"""The clock jumps back by an hour, over midnight: nothing is lost, doubled or locked out."""

import asyncio
from datetime import UTC, datetime, timedelta

from services import rounds
from services.access import actor_of, begin
from services.answering import submit
from services.checking import check
from services.figures import last_answers
from services.program import Program
from services.results import summary
from surveys import submission
from surveys.dates import day_of
from tests.acts import BOSS
from tests.conftest import ROUND
from tests.people import chief
from tests.web.conftest import payload

LATER = datetime(2026, 11, 22, 17, 20, tzinfo=UTC)
"""Twenty minutes past midnight in Vietnam; an hour earlier is the day before."""

EARLIER = LATER - timedelta(hours=1)


def _answered(program: Program, body: dict[str, object], now: datetime) -> bool:
    return asyncio.run(submit(program, submission.read(body), now)).new


def test_answers_of_both_days_are_kept_once(program: Program, code: str) -> None:
    """A device that tries again after the jump is known, though the day is another."""
    assert day_of(LATER) != day_of(EARLIER)
    bodies = [payload(code) for _ in range(12)]
    assert [_answered(program, body, LATER) for body in bodies[:6]] == [True] * 6
    assert [_answered(program, body, EARLIER) for body in bodies] == [False] * 6 + [True] * 6
    assert [_answered(program, body, LATER) for body in bodies] == [False] * 12
    days = [one.day for one in program.store.responses(ROUND)]
    assert sorted({days.count(day_of(moment)) for moment in (LATER, EARLIER)}) == [6]
    assert list(check(program)) == []
    assert last_answers(program, day_of(EARLIER))["today"] == 1


def test_the_log_and_its_chain_hold(program: Program, code: str) -> None:
    """Acts stand in the order they were done, whatever the clock said."""
    rounds.pause_round(program, ROUND, BOSS, LATER)
    rounds.resume_round(program, ROUND, BOSS, EARLIER)
    assert [line.act.action for line in program.store.log.read(most=2)] == [
        "round.resume",
        "round.pause",
    ]
    assert list(check(program)) == []


def test_a_closed_round_stays_closed(program: Program, code: str) -> None:
    """It does not open again because the clock says that its days are not over."""
    bodies = [payload(code) for _ in range(6)]
    for body in bodies:
        _answered(program, body, LATER)
    rounds.close_round(program, ROUND, BOSS, LATER)
    before = summary(program, ROUND, None, LATER).responses
    assert not _answered(program, bodies[0], EARLIER)
    assert summary(program, ROUND, None, EARLIER).responses == before
    assert list(check(program)) == []


def test_nobody_is_signed_out(program: Program) -> None:
    """A session that was begun in what is now the future holds, and ends in its time."""
    account = chief(program)
    token = begin(program, account, LATER, "test")
    for moment in (LATER, EARLIER, EARLIER + timedelta(minutes=50)):
        assert actor_of(program, token, moment, in_use=False) is not None
    assert actor_of(program, token, LATER + timedelta(days=1), in_use=False) is None
