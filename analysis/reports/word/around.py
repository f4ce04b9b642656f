"""What stands around the text: the heads of pages, the letterhead, the signature, the recipients."""

from docx.document import Document
from docx.oxml.ns import qn
from docx.section import _Header
from docx.shared import Mm
from docx.table import _Cell

from analysis.reports.document import Report
from analysis.reports.form import Form
from analysis.reports.word.text import field, plain
from surveys.language import Words

_HEAD = (67, 98)
_END = (80, 85)
"""Millimetres of the two columns above and below the text; together the width of the text."""
_AGENCY_RULE, _MOTTO_RULE = (22, 22), (17, 17)
"""Millimetres left free beside the line under the agency and under the motto."""


def page_heads(document: Document, form: Form) -> None:
    """The page's number from the second page on; on every page that it is a draft or a sample."""
    section = document.sections[0]
    later = section.header
    later.is_linked_to_previous = False
    later.paragraphs[0].style = "header"
    field(later.paragraphs[0], "PAGE", "2")
    _marks(later, form)
    first = section.first_page_header
    first.is_linked_to_previous = False
    first.paragraphs[0].style = "header"
    _marks(first, form)


def letterhead(document: Document, report: Report, form: Form) -> None:
    """The agency beside the republic, number beside place and date, then what this is and of what."""
    (left, right), (number, dated) = _columns(document, _HEAD, rows=2)
    _line(left, "Form Parent", form.parent)
    _line(left, "Form Agency", form.agency)
    _rule(left, _AGENCY_RULE)
    _line(right, "Form Agency", form.republic)
    _line(right, "Form Motto", form.motto)
    _rule(right, _MOTTO_RULE)
    _line(number, "Form Line", form.number)
    _line(dated, "Form Dated", form.dated)
    plain(document, "Title", report.title)
    plain(document, "Subtitle", report.subject)


def signature(document: Document, form: Form, words: Words) -> None:
    """Who gets it on the left, who signs on the right, with room for the hand and the seal."""
    plain(document, "Normal", "").paragraph_format.keep_with_next = True
    ((left, right),) = _columns(document, _END, rows=1)
    _line(left, "Form Recipients", words("report.form.recipients"))
    for one in form.recipients:
        _line(left, "Form Recipient", one)
    for one in (form.signs_for, form.position):
        if one:
            _line(right, "Form Signs", one)
    _line(right, "Form Signer", form.signer)


def _marks(header: _Header, form: Form) -> None:
    for mark in form.marks:
        plain(header, "Report Mark", mark)


def _columns(document: Document, widths: tuple[int, int], rows: int) -> list[list[_Cell]]:
    """A table without lines; a row of it stays on one page."""
    table = document.add_table(rows, len(widths), style="Form Table")
    table.autofit = False
    found = []
    for row in table.rows:
        row._tr.get_or_add_trPr().append(row._tr.makeelement(qn("w:cantSplit")))
        found.append(list(row.cells))
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Mm(width)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    return found


def _line(cell: _Cell, style: str, text: str) -> None:
    """A line of a cell; a new cell has an empty one already."""
    first = cell.paragraphs[0]
    if first.runs or first.style is None or first.style.name != "Normal":
        plain(cell, style, text)
        return
    first.style = style
    first.add_run(text)


def _rule(cell: _Cell, free: tuple[int, int]) -> None:
    """A line under what stands in a cell, shorter than the cell."""
    rule = plain(cell, "Form Rule", "").paragraph_format
    rule.left_indent, rule.right_indent = Mm(free[0]), Mm(free[1])
