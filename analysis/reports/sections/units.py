"""The units, by kind: each with its base, its interval and the ranks that chance leaves open."""

from dataclasses import replace

from analysis.drawings import figures
from analysis.drawings.ranks import rank
from analysis.drawings.ranks import ranks as drawing_of
from analysis.reports.basis import Basis
from analysis.reports.document import Block, Exhibit, Paragraph, Picture, Section, Tone
from analysis.reports.sections.shares import share_table
from analysis.study.study import Study
from analysis.study.units import Group, UnitFigure
from analysis.summary import UNIT, Summary
from analysis.tables import Column, Format, Table, Value
from surveys.language import Words

_WIDTHS = (0.26, 0.08, 0.09, 0.09, 0.09, 0.19, 0.2)


def units(basis: Basis, words: Words) -> Section | None:
    """A unit with nobody below it has no such section."""
    if not basis.taking_part:
        return None
    blocks = _ranked(basis, basis.study, words) if basis.study else _plain(basis, words)
    if not blocks:
        return None
    return Section("units", words("report.units.title"), tuple(blocks))


def _ranked(basis: Basis, study: Study, words: Words) -> list[Block]:
    source = basis.source(words, formula=study.formula)
    blocks: list[Block] = []
    for group in study.groups:
        drawn = drawing_of(group, words)
        kind = words(f"kinds.{group.kind}")
        said = {"kind": kind[:1].upper() + kind[1:], "said": drawn.means}
        blocks.append(Paragraph(words("report.units.of_kind", **said)))
        blocks.append(Exhibit(ranked_table(group, words, nested=basis.nested), source, _WIDTHS))
        if drawn.chart is not None:
            alt = f"{drawn.alt} {drawn.means}"
            blocks.append(Picture(drawn.id, drawn.title, alt, drawn.chart, source))
    if blocks:
        blocks.append(Paragraph(words("drawings.ranks.means_not"), Tone.REMARK))
    return blocks


def ranked_table(group: Group, words: Words, *, nested: bool = False) -> Table:
    """The units of one kind with index, interval and the ranks that chance leaves open."""
    columns = (
        Column(words("dimensions.unit")),
        Column("n", Format.COUNT),
        *figures.ends(words, words("drawings.index.name")),
        Column(words("drawings.ranks.column")),
        Column(words("tables.note")),
    )
    several = sum(unit.ranked is not None for unit in group.units) > 1
    rows = tuple(_row(unit, words, several=several) for unit in _ordered(group))
    kind = words(f"kinds.{group.kind}")
    title = words("report.units.table", kind=kind)
    notes = [words("drawings.ranks.how")]
    if nested:
        notes.append(words("report.units.alone"))
    return Table(f"report_units_{group.kind}", title, columns, rows, tuple(notes))


def _ordered(group: Group) -> list[UnitFigure]:
    """The best first; units without a rank after all others."""
    last = len(group.units) + 1
    return sorted(group.units, key=lambda unit: unit.ranked.rank if unit.ranked else last)


def _row(unit: UnitFigure, words: Words, *, several: bool) -> tuple[Value, ...]:
    placed = unit.ranked if several else None
    note = figures.note(unit.satisfied.state, words)
    if placed and unit.may_be_lowest:
        note = "; ".join(part for part in (note, words("report.units.may_be_lowest")) if part)
    return (
        unit.name,
        unit.satisfied.n,
        *figures.cells(unit.satisfied),
        rank(placed, words) if placed else None,
        note,
    )


def _plain(basis: Basis, words: Words) -> list[Block]:
    """Units in the order of the catalogue: without a study there is nothing to rank them by."""
    table = unit_shares(basis.summary, words)
    if not table.rows:
        return []
    if basis.nested:
        table = replace(table, notes=(*table.notes, words("report.with_below")))
    said = Paragraph(words("report.units.unranked"))
    return [said, Exhibit(table, basis.source(words), (0.4, 0.12, 0.12, 0.12, 0.24))]


def unit_shares(made: Summary, words: Words) -> Table:
    """Each unit below with its pooled satisfied share, in the order of the catalogue."""
    found = next(one for one in made.breakdowns if one.dimension == UNIT)
    return share_table(found, "report_unit_shares", words("report.units.shares"), words)
