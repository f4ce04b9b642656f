"""Tables of a Word document: rows that stay whole, a heading on every page, widths that are kept.

Built from elements: python-docx looks through a whole table for each cell.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

from analysis.reports.laid import inert

PAGE = 9354
"""The width of the text in twentieths of a point: 165 mm."""
_LETTER, _MARGINS = 112, 160
"""Of a bold letter in a head, and beside the text of a cell, in the same."""
_SHORT = 10
"""A table of so few rows stands on one page."""


@dataclass(frozen=True)
class Grid:
    """A table as texts; `styles` are the paragraph styles of its columns, `widths` their shares."""

    name: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    widths: Sequence[float]
    styles: Sequence[str]
    spans: Sequence[int] = ()
    """Over how many rows the first cell of each row goes, 0 where it is that above; empty: one each."""
    followed: bool = True
    """Whether a line under the table belongs to it."""


def grid(given: Grid) -> BaseOxmlElement:
    """The table as an element to put into a document."""
    widths = fitted(given)
    table = OxmlElement("w:tbl")
    table.append(_properties(given.name))
    columns = OxmlElement("w:tblGrid")
    for width in widths:
        columns.append(_element("w:gridCol", w=width))
    table.append(columns)
    heads = ["ReportHead"] * len(widths)
    table.append(_row(given.head, widths, heads, heading=True, keep=True))
    spans = [*(given.spans or [1] * len(given.rows)), 1]
    for place, row in enumerate(given.rows, start=1):
        left = len(given.rows) - place
        together = len(given.rows) <= _SHORT or left == 1 or not spans[place]
        keep = together if left else given.followed
        made = _row(row, widths, given.styles, heading=False, keep=keep)
        if not spans[place - 1] or not spans[place]:
            _merge(made, first=bool(spans[place - 1]))
        table.append(made)
    return table


def _merge(row: BaseOxmlElement, *, first: bool) -> None:
    """Makes the first cell of a row the beginning or a further part of one that goes over several."""
    cell = row.find(qn("w:tc"))
    cell.find(qn("w:tcPr")).append(_element("w:vMerge", val="restart" if first else "continue"))
    if not first:
        cell.find(f".//{qn('w:t')}").text = ""


def fitted(given: Grid) -> list[int]:
    """The widths of the columns; one that is too narrow for a word of its head takes of the widest."""
    widths = [round(PAGE * one / sum(given.widths)) for one in given.widths]
    for place, title in enumerate(given.head):
        longest = max((len(word) for word in title.split(" ")), default=0)
        lacking = min(longest * _LETTER + _MARGINS, PAGE // 4) - widths[place]
        if lacking > 0:
            widths[widths.index(max(widths))] -= lacking
            widths[place] += lacking
    return widths


def _properties(name: str) -> BaseOxmlElement:
    made = OxmlElement("w:tblPr")
    made.append(_element("w:tblStyle", val="ReportTable"))
    made.append(_element("w:tblW", w=PAGE, type="dxa"))
    made.append(_element("w:tblLayout", type="fixed"))
    made.append(_element("w:tblLook", val="0020", firstRow=1, noHBand=1, noVBand=1))
    made.append(_element("w:tblCaption", val=inert(name)))
    return made


def _row(
    texts: Sequence[str], widths: Sequence[int], styles: Sequence[str], *, heading: bool, keep: bool
) -> BaseOxmlElement:
    row, about = OxmlElement("w:tr"), OxmlElement("w:trPr")
    about.append(OxmlElement("w:cantSplit"))
    if heading:
        about.append(OxmlElement("w:tblHeader"))
    row.append(about)
    for text, width, style in zip(texts, widths, styles, strict=True):
        row.append(_cell(text, width, style, keep=keep))
    return row


def _cell(text: str, width: int, style: str, *, keep: bool) -> BaseOxmlElement:
    cell, about = OxmlElement("w:tc"), OxmlElement("w:tcPr")
    about.append(_element("w:tcW", w=width, type="dxa"))
    paragraph, form = OxmlElement("w:p"), OxmlElement("w:pPr")
    form.append(_element("w:pStyle", val=style))
    if keep:
        form.append(OxmlElement("w:keepNext"))
    run, words = OxmlElement("w:r"), OxmlElement("w:t")
    words.text = inert(text)
    words.set(qn("xml:space"), "preserve")
    run.append(words)
    paragraph.extend([form, run])
    cell.extend([about, paragraph])
    return cell


def _element(name: str, **values: str | int) -> BaseOxmlElement:
    made = OxmlElement(name)
    for key, value in values.items():
        made.set(qn(f"w:{key}"), str(value))
    return made
