"""Figures that follow from others as formulas, wherever the formula gives the very same figure.

A column is either calculated or given, as a whole: if one figure of it does not follow from the cells
that the reader sees, all of it is given. What is hidden stays empty, and no formula reaches it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from xlsxwriter.utility import quote_sheetname, xl_rowcol_to_cell

from analysis.reports.document import Exhibit
from analysis.reports.workings import Derived
from analysis.tables import Format, Table, Value

FIRST = 3
"""The line of a sheet, from 0, on which the first row of its table stands."""

Place = tuple[int, int]
"""A row and a column of a table, from 0."""


@dataclass(frozen=True)
class Placed:
    """A table and the name of the sheet on which it stands."""

    sheet: str
    table: Table


def formulas(one: Exhibit, placed: Mapping[str, Placed]) -> dict[Place, str]:
    """The formulas of a table by their places; `placed` are all tables of the workbook by id."""
    found: dict[Place, str] = {}
    for derived in one.workings.derived:
        found |= _column(one.table, derived, placed)
    if one.workings.total:
        found |= _total(one.table, found)
    return found


def _column(table: Table, derived: Derived, placed: Mapping[str, Placed]) -> dict[Place, str]:
    """A column's formulas, or none of them."""
    there = placed.get(derived.table or table.id)
    if there is None or not derived.parts:
        return {}
    found = {}
    for at, row in enumerate(table.rows):
        value = row[derived.column]
        if value is None:
            continue
        beside = there.table.rows[at] if at < len(there.table.rows) else ()
        if not beside or beside[0] != row[0] or _result(derived, beside) != value:
            return {}
        sheet = there.sheet if derived.table else ""
        found[at, derived.column] = f"={_written(derived, at, sheet)}"
    return found


def _result(derived: Derived, row: Sequence[Value]) -> float | None:
    """What the formula gives; None where a part is hidden or the base is nought."""
    numbers = _numbers(row[at] for at in derived.parts)
    if numbers is None:
        return None
    if derived.base is None:
        return sum(numbers)
    base = row[derived.base]
    return sum(numbers) / base if isinstance(base, int | float) and base else None


def _written(derived: Derived, row: int, sheet: str) -> str:
    cells = [_cell(row, at, sheet) for at in derived.parts]
    parts = f"SUM({','.join(_ranges(derived.parts, row, sheet))})" if len(cells) > 1 else cells[0]
    return parts if derived.base is None else f"{parts}/{_cell(row, derived.base, sheet)}"


def _ranges(columns: Sequence[int], row: int, sheet: str) -> Iterator[str]:
    """Neighbouring cells as one range."""
    first = last = columns[0]
    for at in (*columns[1:], -1):
        if at == last + 1:
            last = at
            continue
        start, end = _cell(row, first, sheet), _cell(row, last, sheet).rpartition("!")[2]
        yield start if first == last else f"{start}:{end}"
        first = last = at


def _cell(row: int, column: int, sheet: str) -> str:
    """On another sheet a fixed cell, so that sorting one does not mix up the other."""
    name = xl_rowcol_to_cell(FIRST + row, column, row_abs=bool(sheet), col_abs=bool(sheet))
    return f"{quote_sheetname(sheet)}!{name}" if sheet else name


def _total(table: Table, given: Mapping[Place, str]) -> dict[Place, str]:
    """The counts of the last row as sums of those above, where none of them is hidden."""
    last = len(table.rows) - 1
    found = {}
    for at, column in enumerate(table.columns):
        if column.format is not Format.COUNT or (last, at) in given or last < 1:
            continue
        numbers = _numbers(row[at] for row in table.rows[:last])
        if numbers is not None and sum(numbers) == table.rows[last][at]:
            above = f"{_cell(0, at, '')}:{_cell(last - 1, at, '')}"
            found[last, at] = f"=SUM({above})"
    return found


def _numbers(values: Iterator[Value]) -> list[int | float] | None:
    """All of them as numbers, or None where one is hidden."""
    listed = list(values)
    found = [value for value in listed if isinstance(value, int | float)]
    return found if len(found) == len(listed) else None
