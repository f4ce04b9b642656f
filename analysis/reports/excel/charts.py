"""Native charts over the cells of a sheet, in the colours of all other charts."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil
from typing import Any

import xlsxwriter
from xlsxwriter.chart import Chart
from xlsxwriter.utility import xl_range_formula, xl_rowcol_to_cell

from analysis.reports.document import Exhibit
from analysis.reports.excel.formulas import FIRST
from analysis.reports.excel.styles import INK, LINE, MUTED
from analysis.reports.workings import Plot, Shape
from analysis.tables import Format, Table, Value
from surveys.language import Words

_WIDTH, _ABOVE, _ROW = 900, 120, 26
_MOST, _TOGETHER = 60, 20
"""Rows from which nothing is drawn, and rows of one chart: as many as a page has room for."""

_FEWEST_ROWS = 10
"""A chart of fewer is as high as one of these: names of two lines are dropped where it is low."""

_NAME, _BEGIN, _END = 56, 28, 25
"""Letters of a name beside a bar; of a longer one its beginning and, where they differ most, its end."""

_ROOM = 0.06
"""The share from which a bar has room for its own figure."""

_WHITE = "#FFFFFF"
_LETTERS = {"name": "Arial", "size": 9, "color": INK}
_SMALL = {**_LETTERS, "size": 8}

Reach = tuple[float | None, str]
"""How far an interval goes to one side, and the formula that says so; None where there is none."""


@dataclass(frozen=True)
class _Part:
    """The rows of a table that one chart draws.

    `behind` is the first of the columns that are not seen: short names, then the intervals' reach.
    """

    sheet: str
    table: Table
    plot: Plot
    rows: range
    behind: int


def charts(
    book: xlsxwriter.Workbook, sheet: str, one: Exhibit, behind: int, words: Words
) -> list[Chart]:
    """The charts of a table; none where nothing of it is to be drawn."""
    plot, table = one.workings.plot, one.table
    if plot is None or not 0 < len(table.rows) <= _MOST:
        return []
    if all(row[plot.columns[0]] is None for row in table.rows):
        return []
    several = ceil(len(table.rows) / _TOGETHER)
    most = ceil(len(table.rows) / several)
    ranges = [range(at, min(at + most, len(table.rows))) for at in range(0, len(table.rows), most)]
    parts = [_Part(sheet, table, plot, rows, behind) for rows in ranges]
    return [
        _chart(book, part, f" ({number}/{several})" if several > 1 else "", words)
        for number, part in enumerate(parts, start=1)
    ]


def short_names(one: Exhibit) -> Iterator[tuple[str, str]]:
    """The names of the rows as a chart has room for them, and the formulas that shorten them.

    Formulas, so that whoever sorts a table has the right names beside the bars.
    """
    for line, row in enumerate(one.table.rows, start=FIRST):
        name, cell = str(row[0] or ""), xl_rowcol_to_cell(line, 0)
        short = name if len(name) <= _NAME else f"{name[:_BEGIN]} … {name[-_END:]}"
        parts = f'LEFT({cell},{_BEGIN})&" … "&RIGHT({cell},{_END})'
        yield short, f"=IF(LEN({cell})>{_NAME},{parts},{cell})"


def reaches(one: Exhibit) -> Iterator[tuple[Reach, Reach]]:
    """For each row how far the interval goes down and up, as the cells of the sheet give it."""
    plot, table = one.workings.plot, one.table
    columns = plot.columns if plot else ()
    times = 100 if columns and table.columns[columns[0]].format is Format.POINTS else 1
    for line, row in enumerate(table.rows):
        value, low, high = (_times(row[at], times) for at in columns)
        names = [xl_rowcol_to_cell(FIRST + line, at) for at in columns]
        yield (
            (_gap(value, low), f"={names[0]}-{names[1]}"),
            (_gap(high, value), f"={names[2]}-{names[0]}"),
        )


def _times(value: Value, times: int) -> float | None:
    return times * value if isinstance(value, int | float) else None


def _gap(above: float | None, below: float | None) -> float | None:
    return None if above is None or below is None else above - below


def _chart(book: xlsxwriter.Workbook, part: _Part, ending: str, words: Words) -> Chart:
    levels = part.plot.shape is Shape.LEVELS
    kind = {"type": "bar", "subtype": "percent_stacked"} if levels else {"type": "bar"}
    made = book.add_chart(kind)
    for series in _levels(part) if levels else [_interval(part)]:
        made.add_series(series)
    key = "levels" if levels else "interval"
    title = words(f"report.excel.chart_{key}", title=part.table.title) + ending
    made.set_title({"name": title, "name_font": {**_LETTERS, "size": 12, "bold": True}})
    made.set_x_axis(_axis(part))
    made.set_y_axis(
        {
            "reverse": True,
            "crossing": "max",
            "interval_unit": 1,
            "num_font": _SMALL,
            "label_position": "low",
            "line": {"color": MUTED},
        }
    )
    made.set_legend({"position": "top", "font": _LETTERS} if levels else {"none": True})
    made.set_size({"width": _WIDTH, "height": _ABOVE + _ROW * max(_FEWEST_ROWS, len(part.rows))})
    made.show_hidden_data()
    return made


def _levels(part: _Part) -> list[dict[str, Any]]:
    """One series a level, the highest first."""
    from analysis.charts import style  # a charting library takes a second to load

    colours = list(reversed(style.colours(list(part.plot.levels))))
    dark = {style.SATISFIED[1], style.NEGATIVE[0]}
    return [
        {
            **_ranges(part, column),
            "fill": {"color": colour},
            "border": {"color": _WHITE, "width": 0.5},
            "gap": 40,
            "data_labels": _labels(part, column, _WHITE if colour in dark else INK),
        }
        for column, colour in zip(part.plot.columns, colours, strict=True)
    ]


def _labels(part: _Part, column: int, colour: str) -> dict[str, Any]:
    """Figures in the bars that have room for them."""
    values = [part.table.rows[at][column] for at in part.rows]
    small = [not isinstance(value, int | float) or value < _ROOM for value in values]
    return {
        "value": True,
        "num_format": "0%",
        "font": {**_SMALL, "color": colour},
        "custom": [{"delete": True} if one else None for one in small],
    }


def _interval(part: _Part) -> dict[str, Any]:
    """Bars with the ends of their intervals as error bars."""
    from analysis.charts import style

    return {
        **_ranges(part, part.plot.columns[0]),
        "fill": {"color": style.SATISFIED[0]},
        "border": {"none": True},
        "gap": 60,
        "y_error_bars": {
            "type": "custom",
            "minus_values": _reference(part, part.behind + 1),
            "plus_values": _reference(part, part.behind + 2),
            "line": {"color": INK, "width": 1.25},
        },
    }


def _reference(part: _Part, column: int) -> str:
    first, last = FIRST + part.rows.start, FIRST + part.rows.stop - 1
    return f"={xl_range_formula(part.sheet, first, column, last, column)}"


def _ranges(part: _Part, column: int) -> dict[str, Any]:
    return {
        "name": [part.sheet, FIRST - 1, column],
        "categories": _reference(part, part.behind),
        "values": _reference(part, column),
    }


def _axis(part: _Part) -> dict[str, Any]:
    """The axis of shares from nothing to all, or of points."""
    grid = {"visible": True, "line": {"color": LINE, "width": 0.75}}
    axis: dict[str, Any] = {"num_font": _LETTERS, "major_gridlines": grid, "line": {"none": True}}
    if part.plot.shape is Shape.CHANGES:
        axis |= {"num_format": "+0;-0;0"}
    else:
        axis |= {"num_format": "0%", "min": 0, "max": 1}
    if part.plot.shape is not Shape.LEVELS:
        name = part.table.columns[part.plot.columns[0]].title
        axis |= {"name": name, "name_font": {**_LETTERS, "bold": False}}
    return axis
