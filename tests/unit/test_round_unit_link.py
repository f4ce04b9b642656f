"""Rounds, units, links and dates."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from surveys import dates
from surveys.errors import Code, SurveyError
from surveys.link import ALPHABET, public_code, read_code, receipt_of
from surveys.round import Round, State
from surveys.unit import Unit, UnitKind, tree_of

DAY = date(2026, 2, 1)
PLANNED = Round("2026-H1", "x", "q@1", date(2026, 1, 1), date(2026, 6, 30), ("a", "b"))


def test_a_round_opens_and_closes_once() -> None:
    """Planned, open, closed: each step from the one before only."""
    opened = PLANNED.opened(date(2026, 1, 5))
    assert State.OPEN is opened.state
    closed = opened.closed(date(2026, 6, 1))
    assert (State.CLOSED, date(2026, 6, 1)) == (closed.state, closed.closes)
    with pytest.raises(SurveyError):
        closed.opened(date(2026, 6, 2))
    with pytest.raises(SurveyError):
        PLANNED.closed(date(2026, 2, 1))


def test_an_open_round_past_its_last_day_is_closed() -> None:
    """Nobody has to click for a round to end."""
    opened = PLANNED.opened(date(2026, 1, 5))
    assert opened.accepts_on(date(2026, 6, 30))
    assert not opened.accepts_on(date(2026, 7, 1))
    assert State.CLOSED is opened.state_on(date(2026, 7, 1))


def test_opening_early_moves_the_first_day_only_when_it_is_wanted() -> None:
    """An official who opens a round a week too soon is asked whether he means it."""
    day = date(2025, 12, 20)
    with pytest.raises(SurveyError) as refused:
        PLANNED.opened(day)
    assert refused.value.code is Code.TOO_EARLY
    assert PLANNED.opened(day, early=True).accepts_on(day)


@pytest.mark.parametrize("plan", [{"grace": -1}, {"grace": 31}, {"valid": 101}, {"target": -1}])
def test_a_plan_that_cannot_be_is_refused(plan: dict[str, int]) -> None:
    """Days of grace, percentages and targets have bounds."""
    with pytest.raises(SurveyError) as refused:
        replace(PLANNED, **plan)  # type: ignore[arg-type]
    assert refused.value.code is Code.BAD_PLAN


@pytest.mark.parametrize("id", ["", "H1-2026", "2026/H1", "2026-h1", "2026-H1; drop"])
def test_a_round_id_has_its_form(id: str) -> None:
    """Ids stand in addresses and file names."""
    with pytest.raises(SurveyError) as refused:
        Round(id, "x", "q@1", date(2026, 1, 1), date(2026, 6, 30), ())
    assert refused.value.code == Code.BAD_ROUND_ID


def test_a_tree_knows_paths_and_subtrees() -> None:
    """From a counter up to the province, and down again."""
    tree = tree_of(
        [
            Unit("99", "P", UnitKind.PROVINCE),
            Unit("00004", "C", UnitKind.COMMUNE, "99"),
            Unit("00004.1", "Q", UnitKind.COUNTER, "00004"),
        ]
    )
    assert [unit.code for unit in tree.path("00004.1")] == ["00004.1", "00004", "99"]
    assert [unit.code for unit in tree.below("99")] == ["99", "00004", "00004.1"]


@pytest.mark.parametrize(
    "units",
    [
        [Unit("a", "A", UnitKind.COMMUNE, "b"), Unit("b", "B", UnitKind.COMMUNE, "a")],
        [Unit("a", "A", UnitKind.COMMUNE, "nowhere")],
        [Unit("a", "A", UnitKind.COMMUNE), Unit("a", "A2", UnitKind.COMMUNE)],
    ],
    ids=["circle", "orphan", "twice"],
)
def test_what_is_no_tree_is_refused(units: list[Unit]) -> None:
    """Circles, orphans and doubles would make sums wrong."""
    with pytest.raises(SurveyError):
        tree_of(units)


def test_a_unit_exists_from_its_first_to_its_last_day() -> None:
    """Both ends count."""
    unit = Unit("990", "Huyện", UnitKind.DISTRICT, None, date(1997, 1, 1), date(2025, 6, 30))
    assert unit.valid_on(date(2025, 6, 30))
    assert not unit.valid_on(date(2025, 7, 1))


def test_a_public_code_is_always_the_same_and_legible() -> None:
    """Seven signs that nobody mixes up; another unit or key gives another code."""
    key = b"k" * 32
    code = public_code(key, "00004")
    assert code == public_code(key, "00004")
    assert code == read_code(code.lower())
    assert set(code) <= set(ALPHABET)
    assert code not in {public_code(key, "00007"), public_code(b"x" * 32, "00004")}


@pytest.mark.parametrize("typed", ["", "abc", "../../etc", "A" * 40, "ABC DEFG", "0O1I1L0"])
def test_what_cannot_be_a_code_is_none(typed: str) -> None:
    """Nothing is looked up for nonsense."""
    assert read_code(typed) is None


def test_a_receipt_tells_nothing_of_the_id() -> None:
    """Same id, same receipt; the key makes it impossible to go back."""
    assert receipt_of(b"k" * 32, b"i" * 16) == receipt_of(b"k" * 32, b"i" * 16)
    assert receipt_of(b"k" * 32, b"i" * 16) != receipt_of(b"j" * 32, b"i" * 16)


def test_days_are_vietnamese() -> None:
    """Five in the afternoon UTC is the next day here: the half-year boundary depends on it."""
    assert date(2026, 7, 1) == dates.day_of(datetime(2026, 6, 30, 17, 0, tzinfo=UTC))
    assert date(2026, 6, 30) == dates.day_of(datetime(2026, 6, 30, 16, 59, tzinfo=UTC))


def test_only_classes_of_time_are_kept() -> None:
    """Morning, afternoon, out of hours; and four classes of duration."""
    begin = datetime(2026, 6, 30, 1, 0, tzinfo=UTC)
    assert dates.hours_of(begin) == dates.MORNING
    assert dates.hours_of(begin + timedelta(hours=5)) == dates.AFTERNOON
    assert dates.hours_of(begin + timedelta(hours=14)) == dates.OUT_OF_HOURS
    spans = [10, 30, 120, 600]
    found = [dates.duration_of(begin, begin + timedelta(seconds=span)) for span in spans]
    assert list(dates.DURATIONS) == found
    assert dates.duration_of(begin, begin - timedelta(seconds=1)) == dates.UNKNOWN_DURATION


def test_half_years_end_in_june_and_december() -> None:
    """The twice-yearly survey."""
    assert ("2026-H1", date(2026, 1, 1), date(2026, 6, 30)) == dates.half_year(date(2026, 6, 30))
    assert ("2026-H2", date(2026, 7, 1), date(2026, 12, 31)) == dates.half_year(date(2026, 7, 1))


def test_the_life_of_a_round() -> None:
    """Pause, extension, a mistaken close, the seal, publication and a correction."""
    day, later = date(2026, 2, 1), date(2026, 7, 15)
    opened = PLANNED.opened(day)
    assert opened.paused(day).state is State.PAUSED
    assert opened.paused(day).resumed(day) == opened
    assert opened.extended(day, later).closes == later
    closed = opened.closed(day)
    assert closed.reopened(day, PLANNED.closes) == opened
    first = closed.sealed()
    assert (first.state, first.edition) == (State.SEALED, 1)
    second = first.published().corrected().sealed()
    assert (second.state, second.edition) == (State.SEALED, 2)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda r: r.paused(DAY),
        lambda r: r.opened(DAY).resumed(DAY),
        lambda r: r.opened(DAY).extended(DAY, r.closes),
        lambda r: r.opened(DAY).extended(r.closes + timedelta(days=1), date(2026, 12, 31)),
        lambda r: r.opened(DAY).sealed(),
        lambda r: r.opened(DAY).closed(DAY).published(),
        lambda r: r.opened(DAY).closed(DAY).corrected(),
        lambda r: r.opened(DAY).closed(DAY).reopened(DAY, DAY - timedelta(days=1)),
        lambda r: r.opened(DAY).closed(DAY).sealed().corrected().reopened(DAY, r.closes),
    ],
)
def test_steps_that_a_round_cannot_take(wrong: Callable[[Round], object]) -> None:
    """Every step has states and days that it needs; a sealed round is never opened again."""
    with pytest.raises(SurveyError):
        wrong(PLANNED)
