"""Figures of units beside each other, by every formula; and criteria that two editions would give away."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from analysis.estimate import Standing
from analysis.shares import Distribution
from analysis.study.criteria import index_of
from analysis.study.frame import plan_of, shown_units
from analysis.study.units import groups_of
from services.nearness import near_any, near_earlier, without_near
from surveys.edition import Edition
from surveys.formula import Formula
from surveys.language import Text
from surveys.round import State
from tests.unit.report_cases import basis_of
from tests.unit.study_cases import Case, frame_of, matrix_of


@pytest.mark.parametrize("formula", Formula)
def test_a_units_row_is_its_own_index(formula: Formula) -> None:
    """By whatever formula: the row among others is what the unit has when it is studied alone."""
    case = Case(communes=4, departments=0, formula=formula, seed=5)
    matrix, places = matrix_of(case)
    frame = frame_of(case, places)
    (group,) = groups_of(matrix, frame, plan_of(frame, matrix)[0])
    for row in group.units:
        alone = matrix.of_units([row.code])
        own = index_of(alone, frame, plan_of(frame, alone)[0])
        assert row.satisfied.value == pytest.approx(own.value)
        assert row.satisfied.n == own.n
        assert row.satisfied.low == pytest.approx(own.low)
        assert row.satisfied.high == pytest.approx(own.high)


def test_a_unit_beside_hidden_ones_does_not_show_its_own_people() -> None:
    """Its whole and its own people would leave just those below it that are hidden."""
    case = Case(communes=4, departments=0)
    matrix, places = matrix_of(case)
    code = places[0].code
    frame = replace(frame_of(case, places), own_withheld=frozenset({code}))
    assert code not in shown_units(matrix, frame)
    assert code in shown_units(matrix, frame_of(case, places))


def _criteria(**n: int) -> list[Distribution]:
    return [
        Distribution(id, Text({"vi": id}), "s", Standing.SOUND, count) for id, count in n.items()
    ]


def test_a_criterion_near_its_earlier_figure_takes_another_along() -> None:
    """Alone it would follow from the sum of all; the one that changed most goes with it."""
    before = {"a": 100, "b": 100, "c": 100}
    assert near_earlier(_criteria(a=97, b=80, c=85), before, 10) == {"a", "b"}
    assert near_earlier(_criteria(a=80, b=80, c=100), before, 10) == set()
    assert near_earlier(_criteria(a=97, b=92, c=85), before, 10) == {"a", "b"}, "11 between them"
    assert near_earlier(_criteria(a=97), {"a": 100}, 10) == {"a"}
    assert near_earlier(_criteria(a=97), {}, 10) == set(), "there is no edition before"


def _edition(number: int, criteria: Sequence[tuple[str, int | None]]) -> Edition:
    text = json.dumps({"criteria": [{"id": id, "n": n} for id, n in criteria]})
    return Edition("2026-H1", number, date(2026, 7, number), text)


def test_what_the_last_edition_hid_is_held_against_those_before() -> None:
    """Who has the first edition could else take the third from it."""
    first = _edition(1, [("a", 100), ("b", 100), ("c", 100)])
    second = _edition(2, [("a", None), ("b", None), ("c", 85)])
    now = _criteria(a=97, b=80, c=85)
    assert near_any(now, [second], 10) == set()
    assert near_any(now, [first, second], 10) == {"a", "b"}


@pytest.mark.parametrize(
    ("state", "number", "hides"),
    [
        (State.PUBLISHED, 2, True),
        (State.SEALED, 2, True),
        (State.CLOSED, 1, True),
        (State.PUBLISHED, 1, False),
    ],
)
def test_a_sheet_for_everybody_shows_no_more_than_the_edition(
    state: State, number: int, *, hides: bool
) -> None:
    """A criterion that differs by three people from the edition before is not on the notice board."""
    made = basis_of("ministry-service@1").summary
    made = replace(made, round=replace(made.round, state=state, edition=number))
    moved, other = made.criteria[:2]
    counts = {one.question: one.n for one in made.criteria}
    known = {**counts, moved.question: (moved.n or 0) + 3, other.question: (other.n or 0) + 40}
    seen = without_near(made, [_edition(1, list(known.items()))], 10)
    hidden = {one.question for one in seen.criteria if one.n is None}
    assert hidden == ({moved.question, other.question} if hides else set())
    assert all(not one.parts and one.satisfied is None for one in seen.criteria if one.n is None)
    assert seen.overall == made.overall
    every = {id: (n or 0) + 3 for id, n in counts.items()}
    gone = without_near(made, [_edition(1, list(every.items()))], 10)
    assert gone.overall.shown is not hides
