"""The compact matrix of a round's answers."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.matrix import BLANK, Matrix, Row, matrix_of
from surveys.questionnaire import find
from surveys.questions.kind import NOT_APPLICABLE

pytestmark = pytest.mark.long

SHORT = find("short-counter@1")

rows = st.lists(
    st.builds(
        Row,
        st.sampled_from(["A", "B", "C"]),
        st.sampled_from(["2026-01-05", "2026-01-12"]),
        st.fixed_dictionaries(
            {
                "overall": st.one_of(st.integers(1, 5), st.none(), st.just(NOT_APPLICABLE)),
                "attitude": st.integers(1, 5),
                "comment": st.just("hay"),
            }
        ),
        st.lists(st.sampled_from(["burst", "too_fast"]), unique=True).map(tuple),
    ),
    max_size=30,
)


def _told(matrix: Matrix) -> list[tuple[object, ...]]:
    """Every row in words, sorted: what a matrix says, whatever the order of its rows."""
    return sorted(
        (
            matrix.units[matrix.unit[row]],
            matrix.weeks[matrix.week[row]],
            *matrix.levels[row].tolist(),
            *(name for name, held in matrix.flags.items() if held[row]),
        )
        for row in range(matrix.size)
    )


@given(given_rows=rows, chance=st.randoms(use_true_random=False))
def test_the_order_of_responses_means_nothing(given_rows: list[Row], chance: object) -> None:
    """Shuffled responses make the same matrix."""
    mixed = list(given_rows)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    one, other = matrix_of(SHORT, given_rows), matrix_of(SHORT, mixed)
    assert (one.units, one.weeks) == (other.units, other.weeks)
    assert _told(one) == _told(other)


@given(given_rows=rows)
def test_units_are_taken_out_whole(given_rows: list[Row]) -> None:
    """The part of some units has all their rows and no others, also when they are named only once."""
    matrix = matrix_of(SHORT, given_rows)
    part = matrix.of_units(code for code in ("C", "A", "unknown"))
    assert _told(part) == [one for one in _told(matrix) if one[0] in ("A", "C")]
    assert part.by_unit.sum() == part.size
    assert set(part.units) <= {"A", "C"}


def test_blank_and_not_applicable_are_no_level() -> None:
    """Neither enters any base; a level takes one byte."""
    matrix = matrix_of(
        SHORT,
        [
            Row("A", "2026-01-05", {"overall": None, "attitude": NOT_APPLICABLE}),
            Row("A", "2026-01-05", {"overall": 5, "attitude": 1}),
        ],
    )
    assert matrix.levels.dtype == np.int8
    assert matrix.levels.tolist() == [[BLANK, BLANK], [5, 1]]
