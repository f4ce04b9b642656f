"""A report whose every text was written by somebody who means ill, or in another script."""

import unicodedata
from dataclasses import replace

from analysis.reports.document import Exhibit, Items, Paragraph, Picture, Report, Section
from analysis.reports.longform import LongForm, LongTable
from analysis.tables import Column, Format, Table
from surveys.language import Text
from tests.unit.report_cases import report

FORMULAS = (
    *("=1+1", "+1", "-1+1", "@SUM(A1)", "\t=1+1", "\r=1+1", "\n=1+1"),
    *("＝1+1", "＋1", "－1", "＠SUM(A1)", '=HYPERLINK("http://example.invalid";"x")'),
    *("=cmd|' /C calc'!A0", '+DDE("x")'),
)
SCRIPTS = (
    "Rất tốt 😀 👨‍👩‍👧 ❤️",
    "خدمة ممتازة شكرا",
    "服务很好，谢谢",
    "សេវាល្អណាស់",
    unicodedata.normalize("NFD", "Nguyễn Thị Được – đường phố ở Huế"),
)
LONG = "Nhân viên nhiệt tình nhưng chờ lâu quá. " * 125
UNBROKEN = "ệ" * 5000
SIGNS = ("a\x00b\x07c\x1bd", "a\u202eb\u2066c", "a\ufeffb\uffffc", "a_x0041_b")
HALVES = ("a\ud83db", "\udcff")
LETTERS = (*FORMULAS, *SCRIPTS, LONG.strip(), UNBROKEN)
"""Texts that survive letter for letter in every file that is not set with fonts."""


def hostile() -> Report:
    """The report of a small round with these texts in paragraphs, lists, cells, notes and captions."""
    made, every = report(), (*LETTERS, *SIGNS, *HALVES)
    source = replace(made.annex[0].source, unit=f"{FORMULAS[0]} {SCRIPTS[0]}", round=SCRIPTS[2])
    columns = (Column("Ý kiến"), Column("n", Format.COUNT))
    rows = tuple((one, number) for number, one in enumerate(every))
    table = Exhibit(Table("hostile", SCRIPTS[1], columns, rows, (FORMULAS[0], SCRIPTS[3])), source)
    drawn = replace(made.pictures[0], caption=SCRIPTS[0], alt=SCRIPTS[2], source=source)
    assert isinstance(drawn, Picture)
    texts = tuple(Paragraph(one) for one in every)
    return replace(
        made,
        subject=f"{FORMULAS[0]} {SCRIPTS[0]} {SIGNS[0]} {HALVES[0]}",
        letterhead=replace(made.letterhead, agency=f"{SCRIPTS[2]} {HALVES[1]}", signer=SCRIPTS[3]),
        sections=(
            Section("one", FORMULAS[0], (*texts, Items(every), table, drawn)),
            Section("two", SCRIPTS[1], (Paragraph(LONG),)),
        ),
        annex=(table,),
        long=lambda: _long(made.long(), every),
    )


def _long(given: LongForm, every: tuple[str, ...]) -> LongForm:
    """The figures in long form, the first labels and the first column of words replaced by these."""
    return replace(given, tables=tuple(_named(one, every) for one in given.tables))


def _named(table: LongTable, every: tuple[str, ...]) -> LongTable:
    if table.name == "units":
        first = table.rows[0]
        rows = tuple((f"9{at:04}", one, *first[2:]) for at, one in enumerate(every))
        return replace(table, rows=rows)
    more = tuple(f"x{at}" for at in range(len(every))) if table.name == "levels" else ()
    variables = tuple(
        replace(one, codes={**_labels(tuple(one.codes), every), **_labels(more, every)})
        for one in table.variables
    )
    return replace(table, variables=variables)


def _labels(codes: tuple[str, ...], every: tuple[str, ...]) -> dict[str, Text]:
    return {
        code: Text({"vi": every[at % len(every)], "en": every[at % len(every)]})
        for at, code in enumerate(codes)
    }
