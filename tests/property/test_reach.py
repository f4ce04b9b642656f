"""What the attack on hidden counts finds, whatever the tables."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.reach import Sum, Tables, attacked


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


@settings(max_examples=25)
@given(tables, st.data())
def test_a_reader_never_comes_past_the_truth(counts: list[list[int]], data: st.DataObject) -> None:
    """Whatever is hidden, the truth lies within what is found; hiding more tells no more."""
    tables = table_of(counts)
    cells = sorted(tables.counts)
    hidden = data.draw(st.sets(st.sampled_from(cells), min_size=1, max_size=6))
    more = hidden | data.draw(st.sets(st.sampled_from(cells), max_size=3))
    first = {one.cell: one for one in attacked(tables, hidden)}
    second = {one.cell: one for one in attacked(tables, more)}
    assert first.keys() == hidden
    for cell, one in first.items():
        assert one.least - 1e-6 <= tables.counts[cell] <= one.most + 1e-6
        assert second[cell].least <= one.least + 1e-6
        assert second[cell].most >= one.most - 1e-6


def test_four_corners_hide_each_other() -> None:
    """With company in its row and in its column a cell can be anything from nobody to their sum."""
    tables = table_of([[3, 20], [30, 40]])
    corners = {(0, 0), (0, 1), (1, 0), (1, 1)}
    reach = {one.cell: (one.least, one.most) for one in attacked(tables, corners)}
    assert reach[0, 0] == (0, 23)
    (alone,) = attacked(tables, corners, only={(0, 0)})
    assert (alone.least, alone.most) == (0, 23)
