"""The life of a round: each step is checked, logged, and refused to whoever comes second."""

import threading
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from services.checking import check
from services.program import Program
from services.publishing import correct_round, publish_round
from services.results import find_round, summary, units_of
from services.rounds import (
    close_round,
    create_round,
    extend_round,
    open_round,
    pause_round,
    reopen_round,
    resume_round,
)
from services.units import import_units
from surveys.errors import Code, SurveyError
from surveys.round import Design, Round, State
from surveys.unit import Unit, UnitKind
from tests.acts import ACT, BOSS
from tests.conftest import NOW, ROUND, SAMPLES, UNIT
from tests.contract.given import entry

DAY = timedelta(days=1)
NEXT = {"title": "x", "questionnaire": "short-counter@1"}


def sealed(program: Program, by: str = ROUND) -> Round:
    """A round with its first edition, as the seal leaves it."""
    was = find_round(program, by)
    program.store.change_round(was.sealed(), was, ACT)
    program.catalogue.forget()
    return find_round(program, by)


def _refusal(ask: Callable[[], object]) -> Code:
    with pytest.raises(SurveyError) as refused:
        ask()
    return refused.value.code


def test_a_round_lives_and_every_step_is_logged(program: Program) -> None:
    """Paused, resumed, extended, closed, reopened, closed again, sealed, published, corrected."""
    assert pause_round(program, ROUND, BOSS, NOW).state is State.PAUSED
    assert resume_round(program, ROUND, BOSS, NOW).state is State.OPEN
    assert extend_round(program, ROUND, date(2100, 1, 31), BOSS, NOW).closes.year == 2100
    assert close_round(program, ROUND, BOSS, NOW).closes == NOW.date()
    assert reopen_round(program, ROUND, date(2026, 12, 1), BOSS, NOW + DAY).state is State.OPEN
    close_round(program, ROUND, BOSS, NOW + DAY)
    sealed(program)
    assert publish_round(program, ROUND, BOSS, NOW + DAY).state is State.PUBLISHED
    corrected = correct_round(program, ROUND, "một máy bị hỏng", BOSS, NOW + DAY)
    assert (corrected.state, corrected.edition) == (State.CLOSED, 1)
    lines = program.store.log.read(most=9)
    steps = [line.act.action for line in reversed(lines)]
    assert steps == [
        *("round.pause", "round.resume", "round.extend", "round.close", "round.reopen"),
        *("round.close", "test.act", "round.publish", "round.correct"),
    ]
    assert lines[0].act.details["reason"] == "một máy bị hỏng"


@pytest.mark.parametrize("reason", ["", "sai", "  sai số  "])
def test_a_correction_says_why(program: Program, reason: str) -> None:
    """A word is no reason; nothing is changed."""
    close_round(program, ROUND, BOSS, NOW)
    sealed(program)
    ask: Callable[[], object] = lambda: correct_round(program, ROUND, reason, BOSS, NOW)  # noqa: E731
    assert _refusal(ask) is Code.REASON_NEEDED
    assert find_round(program, ROUND).state is State.SEALED


def test_a_round_opens_early_only_when_told(empty: Program) -> None:
    """A week too soon is refused with the day; --early moves the first day to today."""
    import_units(empty, SAMPLES / "units.csv", BOSS, NOW)
    days = {"opens": date(2026, 12, 1), "closes": date(2026, 12, 31)}
    create_round(empty, BOSS, NOW, id=ROUND, **NEXT, **days)
    assert _refusal(lambda: open_round(empty, ROUND, BOSS, NOW)) is Code.TOO_EARLY
    assert open_round(empty, ROUND, BOSS, NOW, early=True).opens == NOW.date()


def test_a_plan_is_kept_as_declared(empty: Program) -> None:
    """Design, target and days of grace; what is valid comes from the settings of the day."""
    import_units(empty, SAMPLES / "units.csv", BOSS, NOW)
    plan = {"design": Design.TWO_STAGE, "target": 30, "grace": 3}
    days = {"opens": date(2026, 12, 1), "closes": date(2026, 12, 31)}
    made = create_round(empty, BOSS, NOW, id=ROUND, **NEXT, **days, **plan)
    assert made == find_round(empty, ROUND)
    assert (made.design, made.target, made.grace, made.valid) == (Design.TWO_STAGE, 30, 3, 0)


def test_no_step_makes_a_unit_ask_twice_a_day(program: Program) -> None:
    """Whatever lets a round ask (again) looks at the other rounds that ask, also paused ones."""
    close_round(program, ROUND, BOSS, NOW)
    today, units = NOW.date(), [UNIT]
    for id, opens, closes in (("2026-X", 1, 3), ("2026-Y", 3, 9), ("2026-Z", 4, 9)):
        days = {"opens": today + opens * DAY, "closes": today + closes * DAY}
        create_round(program, BOSS, NOW, id=id, **NEXT, **days, units=units)
    open_round(program, "2026-X", BOSS, NOW + DAY)
    pause_round(program, "2026-X", BOSS, NOW + DAY)
    late = NOW + 3 * DAY
    last = today + 9 * DAY
    asks: list[Callable[[], object]] = [
        lambda: open_round(program, "2026-Y", BOSS, late),
        lambda: reopen_round(program, ROUND, last, BOSS, late),
    ]
    assert [_refusal(ask) for ask in asks] == [Code.ROUND_OVERLAPS] * 2
    soon = find_round(program, "2026-Z")
    program.store.change_round(soon.opened(soon.opens), soon, ACT)
    extend: Callable[[], object] = lambda: extend_round(program, "2026-X", last, BOSS, late)  # noqa: E731
    assert _refusal(extend) is Code.ROUND_OVERLAPS


def test_of_two_officials_one_is_told(program: Program) -> None:
    """Both saw the round open and both act at once: one step is taken, the other one refused."""
    seen = find_round(program, ROUND)
    both, outcomes = threading.Barrier(2), []

    def act(step: Callable[..., object]) -> None:
        both.wait()
        try:
            step(program, ROUND, BOSS, NOW, was=seen)
            outcomes.append("done")
        except SurveyError as refused:
            outcomes.append(str(refused.code))

    threads = [threading.Thread(target=act, args=(step,)) for step in (pause_round, close_round)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["done", "round_moved"]
    steps = [line.act.action for line in program.store.log.read(most=2)]
    assert len({"round.pause", "round.close"} & set(steps)) == 1


def test_a_round_that_is_over_keeps_its_tree(program: Program, tmp_path: Path) -> None:
    """A commune that joins another province next year leaves last year's figures where they were."""
    program.store.keep([entry(round=ROUND, unit=UNIT) for _ in range(6)])
    close_round(program, ROUND, BOSS, NOW)
    program.store.take_snapshots(ROUND, 5, last=True)
    before = summary(program, ROUND, "99", NOW)
    moved = [
        Unit("98", "Tỉnh khác", UnitKind.PROVINCE),
        Unit(UNIT, "Xã đổi tên", UnitKind.COMMUNE, "98"),
    ]
    program.store.save_units(moved, [], ACT)
    program.catalogue.forget()
    round = find_round(program, ROUND)
    assert summary(program, ROUND, "99", NOW) == before
    assert "98" not in {unit.code for unit in units_of(program, round)}
    assert list(check(program)) == []
    reopen_round(program, ROUND, date(2026, 12, 31), BOSS, NOW)
    assert summary(program, ROUND, "98", NOW).responses == 6
    assert list(check(program)) == []
