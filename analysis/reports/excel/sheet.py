"""A sheet with one table: its title, its rows, its notes, its source and its chart; ready to print."""

from math import ceil
from typing import Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from analysis.letters import encodable
from analysis.reports.document import Exhibit
from analysis.reports.excel.charts import charts, reaches, short_names
from analysis.reports.excel.formulas import FIRST, Place
from analysis.reports.excel.layout import ACROSS, SPARE, row_height, spread, widths
from analysis.reports.excel.styles import Styles
from analysis.reports.workings import Shape
from analysis.tables import Column, Format, Value
from surveys.language import Words

_PAGE = 230
"""Letters beside each other on a page that can still be read; a wider table goes over several."""

_DOTS, _RATIO = 1030.0, 0.62
"""Dots across a page that is not made smaller, and how high a page is to its width."""

_LONG = 20
"""Rows from which a table can be filtered."""

_CHART = 132
"""Letters that a chart is wide."""

_PIXELS = 20
"""Of a row that nobody has set."""


class TextSheet(Worksheet):  # type: ignore[misc]
    """A sheet that also takes texts with signs that no file can hold: these are named."""

    def write_string(self, row: int, col: int, string: str, cell_format: Any = None) -> int:
        """As the library writes it."""
        return int(super().write_string(row, col, encodable(string), cell_format))


class TableSheet:
    """One table on one sheet. Names are never taken for formulas, hidden figures are empty cells."""

    def __init__(
        self, book: xlsxwriter.Workbook, sheet: Worksheet, styles: Styles, words: Words
    ) -> None:
        self._book, self._sheet, self._styles, self._words = book, sheet, styles, words
        self._used = 80.0  # title, the line under it, and what stands empty

    def write(
        self, one: Exhibit, formulas: dict[Place, str], source: str, *, fixed: bool = False
    ) -> None:
        """Writes all of it. `fixed`: other sheets calculate with its rows, so nobody is to sort them."""
        table, given = one.table, widths(one.table)
        self._sheet.write_string(0, 0, table.title, self._styles.title)
        for at, column in enumerate(table.columns):
            self._sheet.write_string(2, at, column.title, self._styles.head)
            self._sheet.set_column(at, at, given[at])
        titles = [column.title for column in table.columns]
        self._row(2, list(zip(titles, given, strict=True)))
        for line, row in enumerate(table.rows):
            total = one.workings.total and line == len(table.rows) - 1
            self._row(FIRST + line, list(zip(row, given, strict=True)))
            for at, value in enumerate(row):
                self._cell((line, at), table.columns[at], value, formulas, total=total)
        if len(table.rows) >= _LONG and not fixed and not one.workings.total:
            self._sheet.autofilter(2, 0, FIRST + len(table.rows) - 1, len(table.columns) - 1)
        after = FIRST + len(table.rows) + 1
        for text in (*table.notes, source):
            self._across(after, text, given)
            after += 1
        last = max(len(given) - 1, spread(given, _CHART if one.workings.plot else ACROSS)[0])
        after = self._charts(after + 1, last, given, one)
        self._page(given, last, after)

    def _cell(
        self,
        place: Place,
        column: Column,
        value: Value,
        formulas: dict[Place, str],
        *,
        total: bool,
    ) -> None:
        line, at = FIRST + place[0], place[1]
        style = self._styles.cell(column.format, value, total=total, apart=at > 0)
        if value is None:
            self._sheet.write_blank(line, at, None, style)
        elif isinstance(value, str):
            self._sheet.write_string(line, at, value, style)
        elif place in formulas:
            self._sheet.write_formula(line, at, formulas[place], style, value)
        else:
            shown = 100 * value if column.format is Format.POINTS else value
            self._sheet.write_number(line, at, shown, style)

    def _across(self, line: int, text: str, given: tuple[float, ...]) -> None:
        """A text over as many columns as a reader's eye can follow."""
        last, room = spread(given)
        self._row(line, [(text, room)])
        if last:
            self._sheet.merge_range(line, 0, line, last, "", self._styles.note)
        self._sheet.write_string(line, 0, text, self._styles.note)

    def _charts(self, line: int, last: int, given: tuple[float, ...], one: Exhibit) -> int:
        """The charts of a table, each on a page of its own; says which line is the last."""
        plot = one.workings.plot
        drawn = charts(self._book, self._sheet.name, one, last + 2, self._words)
        if plot is None or not drawn:
            return line - 1
        self._behind(one, last + 2)
        alt = self._words(f"report.excel.alt_{plot.shape}", title=one.table.title)
        how = {"object_position": 2, "description": alt, "x_offset": 4, "y_offset": 4}
        breaks = []
        for made in drawn:
            if self._used + made.height > self._page_height(given, last):
                breaks.append(line)
                self._used = 0
            self._sheet.insert_chart(line, 0, made, how)
            self._used += made.height
            line += ceil((made.height + 8) / _PIXELS) + 1
        self._sheet.set_h_pagebreaks(breaks)
        return line - 1

    def _row(self, line: int, cells: list[tuple[object, float]]) -> None:
        """Makes a row as high as its words need."""
        height = row_height(cells)
        self._sheet.set_row(line, height)
        self._used += height * 4 / 3

    def _page_height(self, given: tuple[float, ...], last: int) -> float:
        """Dots of a printed page, which is made smaller until the columns fit in."""
        across = _across(given, last)
        return max(_DOTS, across / ceil(across / _PAGE) * 7) * _RATIO

    def _behind(self, one: Exhibit, at: int) -> None:
        """What a chart needs beside the table, in columns that are not seen: short names, intervals."""
        titles = [self._words(f"report.excel.{key}") for key in ("name", "down", "up")]
        levels = one.workings.plot is not None and one.workings.plot.shape is Shape.LEVELS
        for beside, title in enumerate(titles[:1] if levels else titles):
            self._sheet.write_string(FIRST - 1, at + beside, title)
        for line, (name, shortening) in enumerate(short_names(one), start=FIRST):
            self._sheet.write_formula(line, at, shortening, None, name)
        for line, both in enumerate(() if levels else reaches(one), start=FIRST):
            for beside, (value, formula) in enumerate(both, start=1):
                if value is not None:
                    self._sheet.write_formula(line, at + beside, formula, None, value)
        self._sheet.set_column(at, at + 2, None, None, {"hidden": True})

    def _page(self, given: tuple[float, ...], last: int, after: int) -> None:
        across = _across(given, last)
        self._sheet.freeze_panes(FIRST, 1)
        self._sheet.repeat_rows(2)
        if across > _PAGE:
            self._sheet.repeat_columns(0)
        self._sheet.set_landscape()
        self._sheet.set_paper(9)
        self._sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
        self._sheet.fit_to_pages(ceil(across / _PAGE), 0)
        self._sheet.print_area(0, 0, after, last)


def _across(given: tuple[float, ...], last: int) -> float:
    """Letters from the first to the last column that is printed."""
    return sum(given) + SPARE * (last + 1 - len(given))
