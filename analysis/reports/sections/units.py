"""The units, by kind: each with its base, its interval and the ranks that chance leaves open."""

from analysis.drawings import figures
from analysis.drawings.ranks import rank
from analysis.drawings.ranks import ranks as drawing_of
from analysis.reports.basis import Basis
from analysis.reports.document import Block, Exhibit, Paragraph, Picture, Section, Tone
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
        blocks.append(Paragraph(drawn.means))
        blocks.append(Exhibit(_table(group, words), source, _WIDTHS))
        if drawn.chart is not None:
            alt = f"{drawn.alt} {drawn.means}"
            blocks.append(Picture(drawn.id, drawn.title, alt, drawn.chart, source))
    if blocks:
        blocks.append(Paragraph(words("drawings.ranks.means_not"), Tone.REMARK))
    return blocks


def _table(group: Group, words: Words) -> Table:
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
    return Table(f"report_units_{group.kind}", title, columns, rows, (words("drawings.ranks.how"),))


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
    said = Paragraph(words("report.units.unranked"))
    return [said, Exhibit(table, basis.source(words), (0.4, 0.12, 0.12, 0.12, 0.24))]


def unit_shares(made: Summary, words: Words) -> Table:
    """Each unit below with its pooled satisfied share, in the order of the catalogue."""
    found = next(one for one in made.breakdowns if one.dimension == UNIT)
    columns = (
        Column(words("dimensions.unit")),
        Column(words("tables.responses"), Format.COUNT),
        Column(words("tables.satisfied"), Format.SHARE),
        Column(words("report.interval")),
        Column(words("tables.note")),
    )
    rows = tuple(
        (
            row.label.in_(words.language),
            row.responses,
            row.satisfied.share,
            ends(row.satisfied.low, row.satisfied.high, words),
            words(f"standing.{row.satisfied.standing}"),
        )
        for row in found.rows
    )
    title = words("report.units.shares")
    return Table("report_unit_shares", title, columns, rows)


def ends(low: float | None, high: float | None, words: Words) -> str | None:
    """An interval in one cell."""
    if low is None or high is None:
        return None
    shown = {"low": words.percent(low), "high": words.percent(high)}
    return words("drawings.range", **shown)
