"""Forms that staff type in: which day and round take them, and where two passes differ."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from surveys.entry import DAY, FORM, TICKED, Draft, Entered, check_day, check_open, checked, compare
from surveys.entry import settled as settle
from surveys.errors import Code, SurveyError
from surveys.flags import flags_of
from surveys.flags.sighting import Sighting
from surveys.link import Channel
from surveys.questionnaire import GATE, find
from surveys.round import Round, State

ROUND = Round(
    "2026-H1", "x", "short-counter@1", date(2026, 1, 1), date(2026, 6, 30), ("1",), State.OPEN
)
TODAY = date(2026, 3, 5)


def draft(form: int = 1, ticked: bool = True, day: date = TODAY, **answers: object) -> Draft:
    return Draft(uuid4(), form, ticked, day, answers if ticked else {})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("state", "today", "paper", "aloud"),
    [
        (State.PLANNED, TODAY, False, False),
        (State.OPEN, TODAY, True, True),
        (State.PAUSED, TODAY, True, False),
        (State.OPEN, date(2026, 7, 2), True, False),
        (State.CLOSED, TODAY, True, False),
        (State.SEALED, date(2026, 7, 9), False, False),
        (State.PUBLISHED, date(2026, 7, 9), False, False),
    ],
)
def test_paper_is_typed_until_the_round_is_sealed(
    state: State, today: date, paper: bool, aloud: bool
) -> None:
    """Aloud it is asked only while the round asks."""
    for channel, may in ((Channel.PAPER, paper), (Channel.ASSISTED, aloud)):
        if may:
            check_open(replace(ROUND, state=state), channel, today)
        else:
            with pytest.raises(SurveyError) as refused:
                check_open(replace(ROUND, state=state), channel, today)
            assert refused.value.code is Code.ROUND_STATE


@pytest.mark.parametrize(
    ("day", "fits"),
    [
        (date(2025, 12, 31), False),
        (date(2026, 1, 1), True),
        (TODAY, True),
        (TODAY + timedelta(days=1), False),
    ],
)
def test_a_form_is_of_a_day_of_its_round_that_has_come(day: date, fits: bool) -> None:
    """Neither before the round, nor tomorrow."""
    if fits:
        check_day(ROUND, day, TODAY)
    else:
        with pytest.raises(SurveyError) as refused:
            check_day(ROUND, day, TODAY)
        assert refused.value.code is Code.BAD_ENTRY_DAY


@pytest.mark.parametrize(
    ("today", "late"),
    [(date(2026, 6, 30), False), (date(2026, 7, 1), False), (date(2026, 7, 2), True)],
)
def test_paper_counts_until_the_days_of_grace_are_over(today: date, late: bool) -> None:
    """On the day that is written on it; handed in later it stands apart."""
    entered = Entered("2026-H1", Channel.PAPER, "", "n", TODAY)
    now = datetime(today.year, today.month, today.day, 5, tzinfo=UTC)
    came = entered.arrival([ROUND], now)
    assert came is not None
    assert (came.day, came.late) == (TODAY, late)


def test_what_is_asked_aloud_arrives_like_any_answer() -> None:
    """It has no day of its own."""
    aloud = Entered("2026-H1", Channel.ASSISTED, "", "n")
    assert aloud.arrival([ROUND], datetime(2026, 3, 5, tzinfo=UTC)) is None


def test_whoever_answered_after_the_core_wanted_to() -> None:
    """Paper shows the whole of a long form, so nobody is asked; the core alone is the core alone."""
    long = find("ministry@1")
    core = next(one for one in long.questions if not one.long and one.scale and not one.show_if)
    rest = next(one for one in long.questions if one.long and not one.show_if and one.options)
    given = {core.id: 4}
    assert checked(long, given)[GATE] is None
    answer = [rest.options[0].id] if rest.kind.name == "choices" else rest.options[0].id
    assert checked(long, {**given, rest.id: answer})[GATE] is True


def test_equal_passes_have_no_difference() -> None:
    """Whatever their ids are, and however a skipped question is written."""
    first = draft(overall=5, time=None)
    assert compare([first], [draft(overall=5)]).differences == ()


def test_true_is_not_one() -> None:
    """To Python they are equal; on a form they are two different boxes."""
    assert len(compare([draft(a=True)], [draft(a=1)]).differences) == 1


def test_each_thing_that_can_differ_is_named() -> None:
    """A form that one pass lacks, the tick, the day, an answer; without the tick nothing else counts."""
    first = [draft(1), draft(2, overall=1), draft(3, overall=1), draft(4, overall=1)]
    other = TODAY - timedelta(days=1)
    second = [draft(2, False), draft(3, day=other, overall=1), draft(4, overall=2), draft(5)]
    made = compare(first, second)
    named = [(one.form, one.name) for one in made.differences]
    assert named == [(1, FORM), (2, TICKED), (3, DAY), (4, "overall"), (5, FORM)]
    assert (made.forms, made.answers, made.wrong_answers, made.rate) == (3, 2, 1, 0.5)


def test_nothing_compared_has_no_rate() -> None:
    assert compare([], []).rate is None


def test_a_difference_is_decided_or_nothing_goes_in() -> None:
    """Nobody's pick is taken for granted."""
    first, second = [draft(overall=1)], [draft(overall=2)]
    for picks in ({}, {(1, "overall"): 3}, {(2, "overall"): 1}):
        with pytest.raises(SurveyError) as refused:
            settle(first, second, picks)
        assert refused.value.code is Code.NOT_SETTLED
    (made,) = settle(first, second, {(1, "overall"): 2})
    assert (made.id, made.answers) == (first[0].id, {"overall": 2})


@pytest.mark.parametrize("pick", [1, 2])
def test_a_form_that_one_pass_lacks_is_there_or_not(pick: int) -> None:
    """As the paper says."""
    assert len(settle([draft()], [], {(1, FORM): pick})) == 2 - pick
    assert len(settle([], [draft()], {(1, FORM): pick})) == pick - 1


def test_a_number_out_of_bounds_is_refused() -> None:
    for form in (0, -1, 10_000):
        with pytest.raises(SurveyError) as refused:
            draft(form)
        assert refused.value.code is Code.BAD_FORM_NUMBER


@pytest.mark.parametrize("channel", ["paper", "qr"])
def test_typing_fast_is_no_burst(channel: str) -> None:
    """What is remembered of paper is only whether the same answers come again and again."""
    sighting = Sighting(channel, "out_of_hours", None, 7, False, 0 if channel == "paper" else 99, 9)
    assert flags_of(sighting) == (("repeated",) if channel == "paper" else ("burst", "repeated"))


def test_ids_do_not_matter() -> None:
    assert (
        compare([replace(draft(), id=UUID(int=1))], [replace(draft(), id=UUID(int=2))]).forms == 1
    )
