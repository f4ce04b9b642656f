"""The ledger, every figure on its own line, and the hidden sheet with the sources in full."""

from xlsxwriter.worksheet import Worksheet

from analysis.reports.document import Report
from analysis.reports.excel.layout import row_height
from analysis.reports.excel.styles import Styles
from analysis.reports.ledger import fingerprint, ledger, sources
from analysis.tables import Format
from surveys.language import Words

_HEAD = 3


def write_ledger(sheet: Worksheet, report: Report, styles: Styles, words: Words) -> None:
    """One line a figure: where it stands, its value, how it is written there, and its source."""
    entries = ledger(report, words)
    _title(sheet, words("report.ledger.title"), report, styles, words)
    columns = (
        ("report.excel.source", 8),
        ("report.form.table", 46),
        ("report.ledger.row", 60),
        ("report.excel.column", 28),
        ("report.excel.value", 14),
        ("report.excel.written", 16),
    )
    _heads(sheet, columns, styles, words)
    for line, entry in enumerate(entries, start=_HEAD + 1):
        sheet.write_number(line, 0, entry.source, styles.cell(Format.COUNT, entry.source))
        texts = (entry.table, entry.row, entry.column)
        rooms = (room for _, room in columns[1:])
        sheet.set_row(line, row_height(list(zip(texts, rooms, strict=False))))
        for at, text in enumerate(texts, start=1):
            sheet.write_string(line, at, text, styles.cell(Format.TEXT, text))
        if entry.value is not None:
            sheet.write_number(line, 4, entry.value, styles.plain)
        sheet.write_string(line, 5, entry.written, styles.cell(Format.TEXT, ""))
    last = _HEAD + len(entries)
    if entries:
        sheet.autofilter(_HEAD, 0, last, len(columns) - 1)
    _page(sheet, last, len(columns))


def write_sources(sheet: Worksheet, report: Report, styles: Styles, words: Words) -> None:
    """The sources by their numbers, whole; hidden, and shown by *Unhide*."""
    _title(sheet, words("report.ledger.sources"), report, styles, words)
    columns = (
        ("report.excel.source", 8),
        ("tables.round", 30),
        ("tables.unit", 30),
        ("report.excel.filter", 24),
        ("tables.questionnaire", 24),
        ("tables.questionnaire_hash", 68),
        ("tables.formula", 60),
        ("report.excel.base", 10),
        ("report.excel.seal", 68),
    )
    _heads(sheet, columns, styles, words)
    for line, one in enumerate(sources(report), start=_HEAD + 1):
        texts = (one.round, one.unit, one.filter, one.questionnaire, one.questionnaire_hash)
        number = line - _HEAD
        sheet.write_number(line, 0, number, styles.cell(Format.COUNT, number))
        for at, text in enumerate((*texts, one.formula), start=1):
            sheet.write_string(line, at, text, styles.cell(Format.TEXT, text))
        if one.n is not None:
            sheet.write_number(line, 7, one.n, styles.cell(Format.COUNT, one.n))
        seal = one.seal or words("report.sources.unsealed")
        sheet.write_string(line, 8, seal, styles.cell(Format.TEXT, seal))
    _page(sheet, _HEAD + len(sources(report)), len(columns))
    sheet.hide()


def _title(sheet: Worksheet, title: str, report: Report, styles: Styles, words: Words) -> None:
    sheet.write_string(0, 0, title, styles.title)
    mark = words("report.ledger.fingerprint", fingerprint=fingerprint(report, words))
    sheet.write_string(2, 0, mark, styles.line)


def _heads(
    sheet: Worksheet, columns: tuple[tuple[str, int], ...], styles: Styles, words: Words
) -> None:
    for at, (key, room) in enumerate(columns):
        sheet.set_column(at, at, room)
        sheet.write_string(_HEAD, at, words(key), styles.head)


def _page(sheet: Worksheet, last: int, columns: int) -> None:
    sheet.freeze_panes(_HEAD + 1, 0)
    sheet.repeat_rows(_HEAD)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.print_area(0, 0, last, columns - 1)
