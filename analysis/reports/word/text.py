"""Words in a Word document: plain text, italics, and the fields that Word fills in by itself."""

from docx.blkcntnr import BlockItemContainer
from docx.document import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

from analysis.reports.laid import inert, runs

Place = BlockItemContainer | Document
"""Where paragraphs go: the document, a cell, the head of a page."""


def paragraph(place: Place, style: str, text: str = "") -> Paragraph:
    """A further paragraph; words between asterisks are set in italics."""
    made = place.add_paragraph(style=style)
    for one in runs(text):
        made.add_run(one.text).italic = one.italic or None
    return made


def plain(place: Place, style: str, text: str) -> Paragraph:
    """A further paragraph in which an asterisk is an asterisk."""
    made = place.add_paragraph(style=style)
    made.add_run(inert(text))
    return made


def field(paragraph: Paragraph, code: str, shown: str) -> None:
    """A field that Word works out anew, and what it shows until then; `code` is never data."""
    for kind in ("begin", "code", "separate", "shown", "end"):
        run = paragraph.add_run(shown if kind == "shown" else "")
        if kind == "code":
            told = OxmlElement("w:instrText")
            told.set(qn("xml:space"), "preserve")
            told.text = f" {code} "
            run._r.append(told)
        elif kind != "shown":
            sign = OxmlElement("w:fldChar")
            sign.set(qn("w:fldCharType"), kind)
            run._r.append(sign)
