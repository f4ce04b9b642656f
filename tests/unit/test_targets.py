"""Targets of units: lines of a file or a page, and what they do to a round."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from data.imports import targets
from surveys.errors import Code, SurveyError
from surveys.round import Origin, Round, State
from surveys.target import MOST, Wanted, fitting

DAY = date(2026, 3, 1)
ROUND = Round(
    "2026-H1", "x", "q@1", DAY, DAY + timedelta(days=9), ("a", "b", "c"), State.OPEN, target=30
)


def test_a_target_of_its_own_goes_before_the_one_for_all() -> None:
    """Also nought; units that are not named later keep theirs."""
    first = ROUND.targeted(DAY, {"c": 0, "b": 99})
    assert first.targets == (("b", 99), ("c", 0))
    assert first.wanted() == {"a": 30, "b": 99, "c": 0}
    assert first.targeted(DAY, {"a": 1}).wanted() == {"a": 1, "b": 99, "c": 0}


@pytest.mark.parametrize("state", [State.CLOSED, State.SEALED, State.PUBLISHED])
def test_a_round_that_is_over_keeps_its_targets(state: State) -> None:
    """Nobody moves the goal after the race."""
    over = Round("2026-H1", "x", "q@1", DAY, DAY, ("a",), state)
    with pytest.raises(SurveyError) as refused:
        over.targeted(DAY, {"a": 1})
    assert refused.value.code is Code.ROUND_STATE


def test_days_that_are_over_keep_their_targets_too() -> None:
    """Whether or not somebody has clicked; and totals of others never had any."""
    with pytest.raises(SurveyError) as refused:
        ROUND.targeted(ROUND.closes + timedelta(days=1), {"a": 1})
    assert refused.value.code is Code.DAYS_OVER
    imported = Round("2023", "x", "q@1", DAY, DAY, ("a",), origin=Origin.PUBLISHED)
    with pytest.raises(SurveyError) as refused:
        imported.targeted(DAY, {"a": 1})
    assert refused.value.code is Code.ROUND_ORIGIN


def test_no_target_is_less_than_nothing() -> None:
    """Neither for all nor for one."""
    with pytest.raises(SurveyError) as refused:
        ROUND.targeted(DAY, {"a": -1})
    assert refused.value.code is Code.BAD_PLAN


@pytest.mark.parametrize(
    ("wanted", "row"),
    [
        ([Wanted(2, "a", 5), Wanted(3, "z", 5)], 3),
        ([Wanted(2, "a", 5), Wanted(7, "a", 5)], 7),
        ([Wanted(4, "a", MOST + 1)], 4),
    ],
)
def test_the_line_that_does_not_fit_is_named(wanted: list[Wanted], row: int) -> None:
    """A unit of elsewhere, one that is there twice, a slip of the keys."""
    with pytest.raises(SurveyError) as refused:
        fitting(wanted, ROUND.units)
    assert (refused.value.code, refused.value.details["row"]) == (Code.BAD_ROW, row)
    assert fitting([Wanted(4, "a", MOST)], ROUND.units) == {"a": MOST}


def test_a_file_and_typed_lines_say_the_same(tmp_path: Path) -> None:
    """Commas, semicolons, tabs of a spreadsheet, thousands points, names behind the number."""
    file = tmp_path / "targets.csv"
    file.write_text("unit,target\n99001,120\n99.02,1.350\n", "utf-8")
    found = targets.read(file)
    assert found == (Wanted(2, "99001", 120), Wanted(3, "99.02", 1350))
    typed = targets.typed("\n99001; 120; Phường 12; cũ\n99.02\t1.350\n\n")
    assert [(one.row, one.unit, one.responses) for one in typed] == [
        (2, "99001", 120),
        (3, "99.02", 1350),
    ]


@pytest.mark.parametrize(
    ("text", "row"),
    [("99001; 12\n99002 30", 2), ("99001; mười", 1), ("; 30", 1), ("99001;", 1), ("99001; -3", 1)],
)
def test_typed_lines_are_refused_by_their_number(text: str, row: int) -> None:
    """Whoever typed them sees where."""
    with pytest.raises(SurveyError) as refused:
        targets.typed(text)
    assert (refused.value.code, refused.value.details["row"]) == (Code.BAD_ROW, row)


def test_a_file_without_lines_is_refused(tmp_path: Path) -> None:
    """A heading alone changes nothing and must not say that it did."""
    file = tmp_path / "targets.csv"
    file.write_text("unit,target\n", "utf-8")
    with pytest.raises(SurveyError) as refused:
        targets.read(file)
    assert refused.value.code is Code.BAD_FILE
