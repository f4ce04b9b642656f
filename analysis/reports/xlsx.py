"""A report as an Excel file: one sheet a table, numbers as numbers, no macro, no formula."""

import io
from datetime import datetime, time

import xlsxwriter

from analysis.reports.document import Report
from analysis.tables import Column, Format, Table, Value
from surveys.language import Words

_WIDEST = 60


def write(report: Report, words: Words) -> bytes:
    """The file. The same report gives the same bytes: its date is the report's own."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    made = datetime.combine(report.dated, time())
    book.set_properties({"title": report.subject, "created": made})
    for one in report.annex:
        _Sheet(book, one.table).write()
    book.close()
    return out.getvalue()


class _Sheet:
    """One table on one sheet."""

    def __init__(self, book: xlsxwriter.Workbook, table: Table) -> None:
        self._table = table
        self._sheet = book.add_worksheet(_sheet_name(table.title))
        self._title = book.add_format({"bold": True, "font_size": 14})
        self._head = book.add_format(
            {"bold": True, "text_wrap": True, "bottom": 1, "valign": "top", "bg_color": "#F2F6F9"}
        )
        self._note = book.add_format({"italic": True, "font_color": "#5A6B7A"})
        self._formats = {
            Format.TEXT: book.add_format({"text_wrap": True, "valign": "top"}),
            Format.COUNT: book.add_format({"num_format": "#,##0", "valign": "top"}),
            Format.PERCENT: book.add_format({"num_format": "0.00%", "valign": "top"}),
            Format.SHARE: book.add_format({"num_format": "0.0%", "valign": "top"}),
            Format.POINTS: book.add_format({"num_format": "+0.0%;-0.0%;0.0%", "valign": "top"}),
            Format.DECIMAL: book.add_format({"num_format": "0.00", "valign": "top"}),
            Format.P: book.add_format({"num_format": "0.000", "valign": "top"}),
        }

    def write(self) -> None:
        table, sheet = self._table, self._sheet
        sheet.write_string(0, 0, table.title, self._title)
        for at, column in enumerate(table.columns):
            sheet.write_string(2, at, column.title, self._head)
            sheet.set_column(at, at, _width(column, [row[at] for row in table.rows]))
        for line, row in enumerate(table.rows, start=3):
            for at, value in enumerate(row):
                self._cell(line, at, table.columns[at], value)
        after = 4 + len(table.rows)
        for line, note in enumerate(table.notes, start=after):
            sheet.write_string(line, 0, note, self._note)
        sheet.freeze_panes(3, 1)
        sheet.repeat_rows(2)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.print_area(0, 0, after + len(table.notes), len(table.columns) - 1)

    def _cell(self, line: int, at: int, column: Column, value: Value) -> None:
        if isinstance(value, str):
            self._sheet.write_string(line, at, value, self._formats[Format.TEXT])
        elif value is not None:
            style = Format.COUNT if column.format is Format.TEXT else column.format
            self._sheet.write_number(line, at, value, self._formats[style])


def _sheet_name(title: str) -> str:
    """At most 31 letters and none that Excel forbids in the name of a sheet."""
    return "".join(letter for letter in title if letter not in "[]:*?/\\")[:31].strip("' ")


def _width(column: Column, values: list[Value]) -> int:
    if column.format is not Format.TEXT:
        return 13
    longest = max((len(str(value)) for value in values if value is not None), default=0)
    return min(_WIDEST, max(len(column.title), longest) + 2)
