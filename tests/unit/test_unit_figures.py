"""Figures of units beside each other, by every formula; and criteria that two editions would give away."""

from dataclasses import replace

import pytest

from analysis.estimate import Standing
from analysis.shares import Distribution
from analysis.study.criteria import index_of
from analysis.study.frame import plan_of, shown_units
from analysis.study.units import groups_of
from services.publishing import near_earlier
from surveys.formula import Formula
from surveys.language import Text
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
