"""Tables as text for spreadsheets: UTF-8 with a mark, separated as the reader's language does."""

import csv
import io
from collections.abc import Iterable

from analysis.reports.document import Report
from analysis.tables import Column, Format, Table, Value
from surveys.language import Words

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write(report: Report, words: Words) -> bytes:
    """All tables in full. Vietnamese: semicolons and decimal commas; English: the reverse."""
    return written([one.table for one in report.annex], words)


def written(given: Iterable[Table], words: Words) -> bytes:
    """Tables as such a text."""
    out = io.StringIO()
    separator = ";" if words.decimal_sign == "," else ","
    sheet = csv.writer(out, delimiter=separator, lineterminator="\r\n")
    for table in given:
        sheet.writerow([inert(table.title)])
        sheet.writerow([inert(column.title) for column in table.columns])
        for row in table.rows:
            cells = zip(table.columns, row, strict=True)
            sheet.writerow([_cell(column, value, words) for column, value in cells])
        for note in table.notes:
            sheet.writerow([inert(note)])
        sheet.writerow([])
    return out.getvalue().encode("utf-8-sig")


def inert(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def _cell(column: Column, value: Value, words: Words) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return inert(value)
    if column.format in (Format.PERCENT, Format.SHARE, Format.POINTS):
        return f"{100 * value:.2f}".replace(".", words.decimal_sign)
    if column.format in (Format.DECIMAL, Format.P):
        return f"{value:.4f}".replace(".", words.decimal_sign)
    return str(round(value))
