"""Tables as text for spreadsheets: UTF-8 with a mark, separated as the reader's language does."""

import csv
import io
from collections.abc import Iterable

from analysis.letters import encodable
from analysis.reports.document import Report
from analysis.reports.ledger import source_line
from analysis.tables import Column, Format, Table, Value
from surveys.language import Words

_SMALL = 0.001
"""A probability below it is written with its power of ten, which a spreadsheet reads: never as 0."""
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")


def write(report: Report, words: Words) -> bytes:
    """All tables in full, each with its source. Vietnamese: semicolons, decimal commas; English: not so."""
    out = _Text(words)
    for one in report.annex:
        out.add(one.table, source_line(one.source, words))
    return out.content()


def written(given: Iterable[Table], words: Words) -> bytes:
    """Tables as such a text."""
    out = _Text(words)
    for table in given:
        out.add(table)
    return out.content()


class _Text:
    """Tables below each other, an empty line between them."""

    def __init__(self, words: Words) -> None:
        self._out, self._words = io.StringIO(), words
        separator = ";" if words.decimal_sign == "," else ","
        self._sheet = csv.writer(self._out, delimiter=separator, lineterminator="\r\n")

    def add(self, table: Table, source: str = "") -> None:
        """A table: its title, its columns, its rows, its notes, and where it comes from."""
        row = self._sheet.writerow
        row([inert(table.title)])
        row([inert(column.title) for column in table.columns])
        for values in table.rows:
            cells = zip(table.columns, values, strict=True)
            row([_cell(column, value, self._words) for column, value in cells])
        for note in (*table.notes, *([source] if source else [])):
            row([inert(note)])
        row([])

    def content(self) -> bytes:
        """The text with the mark by which spreadsheets know it."""
        return encodable(self._out.getvalue()).encode("utf-8-sig")


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
    if column.format is Format.P and value < _SMALL:
        return f"{value:.1E}".replace(".", words.decimal_sign)
    if column.format in (Format.DECIMAL, Format.P):
        return f"{value:.4f}".replace(".", words.decimal_sign)
    return str(round(value))
