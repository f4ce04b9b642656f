"""How wide columns are and how high rows, so that words can be read without anybody's pulling at them."""

from math import ceil

from analysis.tables import Column, Format, Table

LINE = 13.5
"""Points of a line of letters."""

SPARE = 9.14
"""Letters of a column that nobody has set."""

_NARROW = 1.15
"""Letters that stand in the room of one digit, the measure of columns; with some to spare."""

_WIDEST_NAME, _WIDEST_TEXT, _NUMBER = 46, 30, 12
ACROSS = 100
"""Letters that a note has beside each other, also under a table of two columns."""


def widths(table: Table) -> tuple[float, ...]:
    """Letters that each column has room for: names wrap, numbers do not."""
    return tuple(_width(column, table, at) for at, column in enumerate(table.columns))


def _width(column: Column, table: Table, at: int) -> float:
    if column.format is not Format.TEXT:
        longest = max((len(word) for word in column.title.split()), default=0)
        return max(_NUMBER, longest + 3)
    longest = max((len(str(row[at])) for row in table.rows if row[at] is not None), default=0)
    most = _WIDEST_TEXT if at else _WIDEST_NAME
    if len(table.columns) == 2:
        most = 2 * _WIDEST_NAME
    return min(most, max(min(len(column.title), 16), longest) + 3)


def row_height(cells: list[tuple[object, float]]) -> float:
    """Points of a row of values, each with the width of its column."""
    most = max((lines(one, room) for one, room in cells if isinstance(one, str)), default=1)
    return most * LINE + 2


def lines(text: str, room: float) -> int:
    """Lines that a text takes in a column, words kept whole."""
    used, found, most = 0, 1, room * _NARROW
    for word in text.split():
        if used and used + 1 + len(word) > most:
            found, used = found + 1, len(word)
        else:
            used += len(word) + bool(used)
        if used > most:
            found, used = found + ceil(used / most) - 1, 0
    return found


def spread(given: tuple[float, ...], least: float = ACROSS) -> tuple[int, float]:
    """The last column over which a note goes, counted from 0, and the letters it has room for."""
    taken, last = given[0], 0
    while taken < least:
        last += 1
        taken += given[last] if last < len(given) else SPARE
    return last, taken
