"""No hidden count can be worked out from what is shown, whatever the tables."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.suppression import Sum, Tables, attacked, recovered, suppressed

THRESHOLD = 5


def table_of(counts: list[list[int]]) -> Tables[tuple[int, int]]:
    """A table with its margins; -1 stands for a total."""
    grid = np.array(counts)
    rows, columns = grid.shape
    cells = {(r, c): int(grid[r, c]) for r in range(rows) for c in range(columns)}
    cells |= {(r, -1): int(grid[r].sum()) for r in range(rows)}
    cells |= {(-1, c): int(grid[:, c].sum()) for c in range(columns)}
    cells[-1, -1] = int(grid.sum())
    sums = [Sum((r, -1), tuple((r, c) for c in range(columns))) for r in (-1, *range(rows))]
    sums += [Sum((-1, c), tuple((r, c) for r in range(rows))) for c in (-1, *range(columns))]
    return Tables(cells, sums)


tables = st.integers(2, 4).flatmap(
    lambda columns: st.lists(
        st.lists(st.integers(0, 40), min_size=columns, max_size=columns), min_size=2, max_size=5
    )
)


def test_one_hidden_cell_of_a_table_is_worked_out() -> None:
    """What hiding the small cell alone is worth: nothing."""
    tables = table_of([[3, 20], [30, 40]])
    (found,) = attacked(tables, {(0, 0)})
    assert (found.least, found.most) == (3, 3)


def test_company_is_hidden_with_it() -> None:
    """The small cell takes one of its row and one of its column along, and the fourth corner."""
    tables = table_of([[3, 20, 50], [30, 40, 60], [70, 80, 90]])
    hidden = suppressed(tables, THRESHOLD)
    assert (0, 0) in hidden
    assert len(hidden) >= 4
    assert not recovered(tables, hidden, THRESHOLD)


def test_nothing_small_hides_nothing() -> None:
    """Cells of nobody and of many are shown."""
    assert suppressed(table_of([[0, 20], [30, 5]]), THRESHOLD) == frozenset()


@settings(max_examples=25, deadline=None)
@given(tables)
def test_no_hidden_count_can_be_worked_out(counts: list[list[int]]) -> None:
    """Every small cell is hidden, and the attack comes no closer than the threshold to any of them."""
    tables = table_of(counts)
    hidden = suppressed(tables, THRESHOLD)
    assert {cell for cell, n in tables.counts.items() if 0 < n < THRESHOLD} <= hidden
    if hidden != frozenset(tables.counts):
        assert not recovered(tables, hidden, THRESHOLD)


@settings(max_examples=12, deadline=None)
@given(
    st.lists(st.integers(0, 30), min_size=3, max_size=6),
    st.lists(st.integers(0, 9), min_size=3, max_size=6),
)
def test_two_rounds_and_their_growth_are_attacked_together(
    before: list[int], growth: list[int]
) -> None:
    """An edition, the next one, and what came between them: three linked lists."""
    size = min(len(before), len(growth))
    counts: dict[tuple[str, int], int] = {}
    sums = []
    for place in range(size):
        counts["before", place], counts["grew", place] = before[place], growth[place]
        counts["after", place] = before[place] + growth[place]
        sums.append(Sum(("after", place), (("before", place), ("grew", place))))
    for name in ("before", "grew", "after"):
        counts[name, -1] = sum(counts[name, place] for place in range(size))
        sums.append(Sum((name, -1), tuple((name, place) for place in range(size))))
    tables = Tables(counts, sums)
    hidden = suppressed(tables, THRESHOLD)
    if hidden != frozenset(counts):
        assert not recovered(tables, hidden, THRESHOLD)


@pytest.mark.parametrize("drop", [0, 1, 2, 3])
def test_showing_one_of_the_company_again_is_a_leak(drop: int) -> None:
    """The attack would see it: the test above can fail."""
    tables = table_of([[3, 20], [30, 40]])
    hidden = set(suppressed(tables, THRESHOLD))
    assert sorted(hidden) == [(0, 0), (0, 1), (1, 0), (1, 1)]
    assert recovered(tables, hidden - {sorted(hidden)[drop]}, THRESHOLD)
