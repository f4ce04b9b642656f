"""The cover: what this is, what must be known beforehand, where everything stands, how to read it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from xlsxwriter.format import Format as Style
from xlsxwriter.utility import quote_sheetname
from xlsxwriter.worksheet import Worksheet

from analysis.reports.document import Items, Paragraph, Report, Tone
from analysis.reports.excel.layout import row_height
from analysis.reports.excel.styles import Styles
from analysis.reports.form import form_of
from analysis.reports.ledger import fingerprint, sources
from surveys.language import Words

_LABEL, _TEXT = 34, 90


@dataclass(frozen=True)
class Entry:
    """A line of the contents: the sheet and the whole title of what stands on it."""

    sheet: str
    title: str


class Cover:
    """The first sheet, line after line."""

    def __init__(self, sheet: Worksheet, styles: Styles, words: Words) -> None:
        self._sheet, self._styles, self._words = sheet, styles, words
        self._line = 0

    def write(self, report: Report, contents: Sequence[tuple[str, Sequence[Entry]]]) -> None:
        """All of it; `contents` are the sheets under their headings."""
        words, styles = self._words, self._styles
        form = form_of(report, words)
        self._sheet.set_column(0, 0, _LABEL)
        self._sheet.set_column(1, 1, _TEXT)
        if report.letterhead.agency:
            self._across(form.agency, styles.label)
        self._across(report.title, styles.large, 1.8)
        self._across(report.subject, styles.heading, 1.3)
        for mark in form.marks:
            self._across(mark, styles.warning)
        self._line += 1
        for label, told in _facts(report, words):
            self._row(label, told)
        for warning in warnings(report):
            self._row(words("report.excel.warning"), warning, warned=True)
        for heading, entries in contents:
            self._heading(heading)
            for entry in entries:
                self._link(entry)
        self._heading(words("report.excel.reading"))
        for told in _reading(report, words):
            self._across(told, styles.text)
        self._heading(words("report.ledger.title"))
        self._across(words("report.ledger.about"), styles.text)
        mark = fingerprint(report, words)
        self._across(words("report.ledger.fingerprint", fingerprint=mark), styles.text)
        self._across(words("report.ledger.fingerprint_about"), styles.text)
        self._sheet.print_area(0, 0, self._line, 1)
        self._sheet.set_paper(9)
        self._sheet.fit_to_pages(1, 0)
        self._sheet.hide_gridlines(2)

    def _heading(self, text: str) -> None:
        self._line += 1
        self._across(text, self._styles.heading, 1.3)

    def _row(self, label: str, told: str, *, warned: bool = False) -> None:
        style = self._styles.warning if warned else self._styles.text
        self._sheet.write_string(self._line, 0, label, self._styles.label)
        self._sheet.write_string(self._line, 1, told, style)
        self._sheet.set_row(self._line, row_height([(told, _TEXT)]))
        self._line += 1

    def _link(self, entry: Entry) -> None:
        place = f"internal:{quote_sheetname(entry.sheet)}!A1"
        self._sheet.write_url(self._line, 0, place, self._styles.link, entry.sheet)
        self._sheet.write_string(self._line, 1, entry.title, self._styles.text)
        self._sheet.set_row(self._line, row_height([(entry.title, _TEXT)]))
        self._line += 1

    def _across(self, text: str, style: Style, letter: float = 1.0) -> None:
        """A text over both columns; `letter` is how large its letters are beside the usual ones."""
        room = (_LABEL + _TEXT) / letter
        self._sheet.set_row(self._line, letter * row_height([(text, room)]))
        self._sheet.merge_range(self._line, 0, self._line, 1, "", style)
        self._sheet.write_string(self._line, 0, text, style)
        self._line += 1


def _facts(report: Report, words: Words) -> Iterator[tuple[str, str]]:
    """Unit, round, form, base and day, as the sources have them."""
    for one in sources(report)[:1]:
        yield words("tables.unit"), one.unit
        yield words("tables.round"), one.round
        yield words("tables.questionnaire"), one.questionnaire
        if one.n is not None:
            yield "n", words.number(one.n)
        sealed = words("report.sources.sealed", seal=one.seal) if one.seal else ""
        yield words("report.excel.seal"), sealed or words("report.sources.unsealed")
    yield words("report.excel.dated"), words.date(report.dated)


def warnings(report: Report) -> tuple[str, ...]:
    """What the first section warns of."""
    blocks = report.sections[0].blocks if report.sections else ()
    found = (one for one in blocks if isinstance(one, Paragraph) and one.tone is Tone.WARNING)
    return tuple(one.text for one in found)


def _reading(report: Report, words: Words) -> Iterator[str]:
    """How figures are to be read, then how this workbook is."""
    for section in report.sections:
        if section.id == "reading":
            for block in section.blocks:
                if isinstance(block, Items):
                    yield from (f"– {text}" for text in block.texts)
    for key in ("empty", "formulas", "points"):
        yield f"– {words(f'report.excel.{key}')}"
