"""The text of a report in Word: headings, paragraphs, lists, tables and charts with their sources."""

import io
from collections.abc import Sequence
from itertools import count

from docx.document import Document
from docx.shared import Emu, Mm
from docx.text.paragraph import Paragraph as Written

from analysis.cells import written
from analysis.charts.pictures import png
from analysis.reports.document import Block, Exhibit, Items, Paragraph, Picture, Report, Tone
from analysis.reports.form import closed
from analysis.reports.ledger import source_line
from analysis.reports.word.grid import Grid, grid
from analysis.reports.word.text import field, inert, paragraph, plain
from analysis.tables import Format, Table
from surveys.language import Words

_STYLES = {
    Tone.BODY: "Body Text",
    Tone.WARNING: "Report Warning",
    Tone.REMARK: "Report Remark",
}
_WIDEST, _HIGHEST = Mm(165), Mm(205)
"""A picture with its caption and source fits on a page."""
_LONGEST, _NARROWEST = 40, 8
"""Letters that a column without a width of its own is given at most and at least."""


class Body:
    """Writes the sections of a report into a document, and counts tables and pictures as it goes."""

    def __init__(self, document: Document, words: Words) -> None:
        self._document = document
        self._words = words
        self._tables = count(1)
        self._pictures = count(1)

    def write(self, report: Report) -> None:
        """All sections; the last words end with the sign that nothing follows."""
        blocks = list(report.blocks())
        last = blocks[-1] if blocks else None
        for section in report.sections:
            plain(self._document, "heading 1", section.title)
            for block in section.blocks:
                self._block(_ended(block) if block is last else block)
        if not isinstance(last, Paragraph | Items):
            self._said(closed(""))

    def _block(self, block: Block) -> None:
        match block:
            case Paragraph():
                paragraph(self._document, _STYLES[block.tone], block.text)
            case Items():
                for text in block.texts:
                    paragraph(self._document, "List Bullet", text)
            case Exhibit():
                self._exhibit(block)
            case Picture():
                self._picture(block)

    def _said(self, text: str) -> None:
        plain(self._document, "Body Text", text)

    def _exhibit(self, one: Exhibit) -> None:
        words, table = self._words, one.table
        kind, number = words("report.form.table"), next(self._tables)
        self._caption(plain(self._document, "caption", ""), kind, number, table.title)
        made = Grid(
            name=f"{kind} {number}. {table.title}",
            head=[column.title for column in table.columns],
            rows=cells(table, words),
            widths=one.widths or by_content(table, words),
            styles=[
                "ReportCell" if column.format is Format.TEXT else "ReportFigure"
                for column in table.columns
            ],
        )
        self._document.element.body.insert_element_before(grid(made), "w:sectPr")
        for note in table.notes:
            plain(self._document, "Report Note", note).paragraph_format.keep_with_next = True
        plain(self._document, "Report Source", source_line(one.source, words))

    def _picture(self, one: Picture) -> None:
        words = self._words
        place = plain(self._document, "Report Picture", "")
        made = place.add_run().add_picture(io.BytesIO(png(one.draw())))
        fit = min(1.0, _WIDEST / made.width, _HIGHEST / made.height)
        made.width, made.height = Emu(round(made.width * fit)), Emu(round(made.height * fit))
        made._inline.docPr.set("descr", inert(one.alt))
        caption = plain(self._document, "caption", "")
        self._caption(caption, words("report.form.picture"), next(self._pictures), one.caption)
        caption.paragraph_format.space_before = Mm(1)
        plain(self._document, "Report Source", source_line(one.source, words))

    def _caption(self, place: Written, kind: str, number: int, title: str) -> None:
        """``Bảng 3. Title``, with a number that Word counts anew when a table is added."""
        place.add_run(f"{kind} ")
        field(place, f"SEQ {kind} \\* ARABIC", str(number))
        place.add_run(inert(f". {title}"))


def cells(table: Table, words: Words) -> list[list[str]]:
    """The rows of a table as they are written on paper."""
    return [
        [
            written(value, column.format, words)
            for column, value in zip(table.columns, row, strict=True)
        ]
        for row in table.rows
    ]


def by_content(table: Table, words: Words) -> Sequence[float]:
    """Widths of columns by their longest text, and never narrower than the longest word above."""
    rows = cells(table, words)
    found = []
    for place, column in enumerate(table.columns):
        longest = max((len(row[place]) for row in rows), default=0)
        word = max(len(word) for word in (column.title or " ").split(" "))
        found.append(float(max(_NARROWEST, word + 1, min(longest, _LONGEST))))
    return found


def _ended(block: Block) -> Block:
    """The last block of a report with the sign that nothing follows."""
    match block:
        case Paragraph():
            return Paragraph(closed(block.text), block.tone)
        case Items():
            return Items((*block.texts[:-1], closed(block.texts[-1])))
        case _:
            return block
