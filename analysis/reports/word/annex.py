"""The annex of a Word document: the ledger of every figure, on pages of its own after the signature."""

from docx.document import Document

from analysis.reports.document import Report
from analysis.reports.ledger import Entry, Recorded, by_table, fingerprint, source_line, sources
from analysis.reports.word.grid import Grid, grid
from analysis.reports.word.text import plain
from surveys.language import Words

_WHOLE = 64
"""All letters of a SHA-256."""


def annex(document: Document, report: Report, words: Words) -> None:
    """What it is for, the fingerprint, the sources in full, and every figure."""
    plain(
        document, "heading 1", words("report.ledger.title")
    ).paragraph_format.page_break_before = True
    plain(document, "Body Text", words("report.ledger.about"))
    shown = words("report.ledger.fingerprint", fingerprint=fingerprint(report, words))
    plain(document, "Ledger Title", shown)
    plain(document, "Body Text", words("report.ledger.fingerprint_about"))
    plain(document, "heading 2", words("report.ledger.sources"))
    for number, source in enumerate(sources(report), start=1):
        line = source_line(source, words, letters=_WHOLE)
        plain(document, "Ledger Entry", words("report.ledger.source", n=number, line=line))
    if report.exhibits:
        plain(document, "heading 2", words("report.ledger.figures"))
    for number, one in enumerate(by_table(report, words), start=1):
        _table(document, number, one, words)


def _table(document: Document, number: int, one: Recorded, words: Words) -> None:
    """The figures of one table of the text: a line a row."""
    title = one.exhibit.table.title
    shown = {"kind": words("report.form.table"), "n": number, "title": title}
    source = one.rows[0][0].source if one.rows else "–"
    title = words("report.ledger.table", source=source, **shown)
    plain(document, "Ledger Title", title)
    made = Grid(
        name=title,
        head=(words("report.ledger.row"), words("report.ledger.values")),
        rows=[(row[0].row, "; ".join(map(_figure, row))) for row in one.rows],
        widths=(0.36, 0.64),
        styles=("LedgerEntry", "LedgerEntry"),
        followed=False,
    )
    document.element.body.insert_element_before(grid(made), "w:sectPr")


def _figure(one: Entry) -> str:
    return f"{one.column}: {one.written}"
