"""A report as an Excel file: cover, one sheet a table, charts, ledger. No macro, no link to outside."""

import io
from collections.abc import Sequence
from datetime import datetime, time

import xlsxwriter
from xlsxwriter.utility import quote_sheetname
from xlsxwriter.worksheet import Worksheet

from analysis.letters import one_line
from analysis.reports.document import Exhibit, Report
from analysis.reports.excel.cover import Cover, Entry
from analysis.reports.excel.formulas import Placed, formulas
from analysis.reports.excel.names import sheet_names
from analysis.reports.excel.records import write_ledger, write_sources
from analysis.reports.excel.sheet import TableSheet, TextSheet
from analysis.reports.excel.styles import Styles
from analysis.reports.form import form_of
from analysis.reports.ledger import fingerprint, source_line
from analysis.tables import Table
from surveys.language import Words

_LONGEST_FOOTER = 160
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "default_format_properties": {"font_name": "Arial", "font_size": 10},
}


def write(report: Report, words: Words) -> bytes:
    """The file. The same report gives the same bytes: its date is the report's own."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, _OPTIONS)
    _properties(book, report, words)
    styles = Styles(book, words)
    text, annex = report.exhibits, full_tables(report)
    frame = [words(f"report.excel.sheets.{key}") for key in ("cover", "ledger", "sources")]
    titles = [one.table.title for one in (*text, *annex)]
    names = sheet_names([*frame, *titles])
    cover, last, hidden, tables = names[0], names[1], names[2], names[3:]
    first = book.add_worksheet(cover, TextSheet)
    sheets = [book.add_worksheet(name, TextSheet) for name in (*tables, last, hidden)]
    contents = [Entry(*both) for both in zip(tables, titles, strict=True)]
    parts = [
        (words("report.excel.text"), contents[: len(text)]),
        (words("report.excel.annex"), contents[len(text) :]),
        (words("report.ledger.title"), [Entry(last, words("report.excel.ledger"))]),
    ]
    Cover(first, styles, words).write(report, [part for part in parts if part[1]])
    _tables(book, sheets, [*text, *annex], styles, words)
    write_ledger(sheets[-2], report, styles, words)
    write_sources(sheets[-1], report, styles, words)
    for sheet in (first, *sheets):
        _edges(sheet, report, words)
    for sheet in sheets:
        back = f"internal:{quote_sheetname(cover)}!A1"
        sheet.write_url(1, 0, back, styles.link, words("report.excel.back"))
        if marks := _marks(report, words):
            sheet.write_string(1, 1, marks, styles.mark)
    book.close()
    return out.getvalue()


def full_tables(report: Report) -> tuple[Exhibit, ...]:
    """The tables of the annex that have anything beyond those of the text."""
    given = [one.table for one in report.exhibits]
    return tuple(
        one for one in report.annex if not any(_holds(table, one.table) for table in given)
    )


def _holds(table: Table, other: Table) -> bool:
    """Whether every column of the other stands in this table, row by row."""
    if len(table.rows) != len(other.rows):
        return False
    columns = set(zip(*table.rows, strict=True))
    return all(column in columns for column in zip(*other.rows, strict=True))


def _tables(
    book: xlsxwriter.Workbook,
    sheets: Sequence[Worksheet],
    exhibits: Sequence[Exhibit],
    styles: Styles,
    words: Words,
) -> None:
    both = list(zip(sheets, exhibits, strict=False))
    placed = {one.table.id: Placed(sheet.name, one.table) for sheet, one in both}
    fixed = {derived.table for one in exhibits for derived in one.workings.derived}
    for sheet, one in both:
        calculated = formulas(one, placed)
        source = source_line(one.source, words)
        stays = one.table.id in fixed
        TableSheet(book, sheet, styles, words).write(one, calculated, source, fixed=stays)


def _properties(book: xlsxwriter.Workbook, report: Report, words: Words) -> None:
    made = datetime.combine(report.dated, time())
    book.set_properties(
        {
            "title": one_line(report.subject),
            "subject": report.name,
            "author": one_line(report.letterhead.agency),
            "comments": words("report.ledger.fingerprint", fingerprint=fingerprint(report, words)),
            "created": made,
        }
    )


def _edges(sheet: Worksheet, report: Report, words: Words) -> None:
    """The foot of each printed page: file, what must be read on every page, page number."""
    mark = _marks(report, words)
    left = report.name.replace("&", "&&")
    middle = mark[:_LONGEST_FOOTER].replace("&", "&&")
    sheet.set_footer(f"&L{left}&C{middle}&R&P/&N")


def _marks(report: Report, words: Words) -> str:
    """What must be read on every sheet: draft, sample data; often nothing."""
    return one_line(" – ".join(form_of(report, words).marks))
