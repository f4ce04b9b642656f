"""Puts a report together from what may be shown: its sections, its title, and the tables in full."""

from collections.abc import Iterator
from dataclasses import replace

from analysis.drawings import drawings
from analysis.reports.basis import Basis
from analysis.reports.derive import with_workings, worked
from analysis.reports.document import Exhibit, Report, Section
from analysis.reports.longform import long_form
from analysis.reports.sections import SECTIONS
from analysis.reports.sections.participation import forms_by_unit
from analysis.tables import Table, tables
from surveys.language import Words

WHOLE = "whole"
_WITH_BELOW = ("by_unit", "study_silent")
_ALONE = ("study_ranks_", "study_funnel_", "study_findings", "study_quality")


def compose(basis: Basis, words: Words) -> Report:
    """The whole report of one unit and round."""
    written = (write(basis, words) for write in SECTIONS)
    return composed(basis, WHOLE, numbered(section for section in written if section), words)


def composed(basis: Basis, kind: str, sections: tuple[Section, ...], words: Words) -> Report:
    """A report of these sections, with what is the same in all kinds."""
    made = basis.summary
    days = {"opens": words.date(made.round.opens), "closes": words.date(made.round.closes)}
    named = {"unit": made.unit.name, "round": made.round.title, "id": made.round.id}
    return Report(
        name=f"{made.round.id}-{made.unit.code}",
        kind=kind,
        language=words.language,
        title=words("report.title"),
        subject=words("report.subject", **named, **days),
        dated=basis.dated,
        letterhead=basis.letterhead,
        sections=tuple(with_workings(one, basis, words) for one in sections),
        annex=annex(basis, words),
        long=lambda: long_form(basis),
        sample=made.round.sample,
        draft=words("report.draft") if basis.provisional else "",
    )


def numbered(sections: Iterator[Section]) -> tuple[Section, ...]:
    """The sections with Roman numbers before their titles."""
    return tuple(
        Section(one.id, f"{_roman(place)}. {one.title}", one.blocks)
        for place, one in enumerate(sections, start=1)
    )


def annex(basis: Basis, words: Words) -> tuple[Exhibit, ...]:
    """Every table of the summary and of the study with all its columns."""
    source = basis.source(words)
    full = [Exhibit(table, source) for table in tables(basis.summary, words)]
    if basis.taking_part:
        full.insert(1, Exhibit(forms_by_unit(basis, words), source))
    study = basis.study
    if study is not None:
        source = basis.source(words, formula=study.formula)
        full += [Exhibit(one.file, source) for one in drawings(study, words) if one.file.rows]
    return tuple(worked(_with_base(one, basis, words), basis, words) for one in full)


def _with_base(one: Exhibit, basis: Basis, words: Words) -> Exhibit:
    """A table of units says what a row counts, where there are units below these."""
    table = one.table
    key = "with_below" if table.id in _WITH_BELOW else "alone"
    if not basis.nested or not (key == "with_below" or table.id.startswith(_ALONE)):
        return one
    return replace(one, table=replace(table, notes=(*table.notes, words(f"report.{key}"))))


def every_table(report: Report) -> tuple[Table, ...]:
    """All tables of a report, those of the text first."""
    return tuple(one.table for one in (*report.exhibits, *report.annex))


def _roman(number: int) -> str:
    """Up to 39 sections."""
    tens, ones = divmod(number, 10)
    return "X" * tens + ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")[ones]
