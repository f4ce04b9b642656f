"""The text of a report in Word: headings, paragraphs, lists, tables and charts with their sources."""

import io
from itertools import count

from docx.document import Document
from docx.shared import Emu, Mm
from docx.text.paragraph import Paragraph as Written

from analysis.charts.pictures import png
from analysis.reports.document import Block, Exhibit, Items, Paragraph, Picture, Report, Tone
from analysis.reports.laid import by_content, cells, ended, inert, spans
from analysis.reports.ledger import source_line
from analysis.reports.word.grid import Grid, grid
from analysis.reports.word.text import field, paragraph, plain
from analysis.tables import Format
from surveys.language import Words

_STYLES = {
    Tone.BODY: "Body Text",
    Tone.WARNING: "Report Warning",
    Tone.REMARK: "Report Remark",
}
_WIDEST, _HIGHEST = Mm(165), Mm(205)
"""A picture with its caption and source fits on a page."""


class Body:
    """Writes the sections of a report into a document, and counts tables and pictures as it goes."""

    def __init__(self, document: Document, words: Words) -> None:
        self._document = document
        self._words = words
        self._tables = count(1)
        self._pictures = count(1)

    def write(self, report: Report) -> None:
        """All sections; the last words end with the sign that nothing follows."""
        for section in report.sections:
            last = section is report.sections[-1]
            plain(self._document, "heading 1", section.title)
            for block in ended(section.blocks) if last else section.blocks:
                self._block(block)

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

    def _exhibit(self, one: Exhibit) -> None:
        words, table = self._words, one.table
        kind, number = words("report.form.table"), next(self._tables)
        self._caption(plain(self._document, "caption", ""), kind, number, table.title)
        made = Grid(
            name=f"{kind} {number}. {table.title}",
            head=[column.title for column in table.columns],
            rows=cells(table, words),
            widths=one.widths or by_content(table, words),
            spans=spans(one),
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
