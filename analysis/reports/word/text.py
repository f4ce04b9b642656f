"""Words in a Word document: plain text, italics, and the fields that Word fills in by itself."""

import re

from docx.blkcntnr import BlockItemContainer
from docx.document import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

Place = BlockItemContainer | Document
"""Where paragraphs go: the document, a cell, the head of a page."""

_UNWRITTEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]"
)
"""Signs that XML forbids, that break lines, or that turn the direction of what follows."""
_ITALICS = re.compile(r"\*(?=\S)([^*]+)(?<=\S)\*")
_TOGETHER = re.compile(r"(?<=\d) (?=%)|(?<=\bn) (?== )|(?<=\bn =) ")


def inert(text: str) -> str:
    """The text with nothing in it that is more than text; a number stays with its sign."""
    return _TOGETHER.sub("\u00a0", _UNWRITTEN.sub(" ", text))


def paragraph(place: Place, style: str, text: str = "") -> Paragraph:
    """A further paragraph; words between asterisks are set in italics."""
    made = place.add_paragraph(style=style)
    for number, part in enumerate(_ITALICS.split(text)):
        if part:
            run = made.add_run(inert(part))
            run.italic = True if number % 2 else None
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
