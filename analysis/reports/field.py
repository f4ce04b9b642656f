"""The report on one procedure field: what the protected breakdown says of it, and nothing beyond that.

A field whose figures are kept back has no report, and nothing of it stands in that of another one.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from analysis.drawings import figures
from analysis.estimate import Estimate, Standing
from analysis.reports.basis import Basis
from analysis.reports.compose import composed, numbered
from analysis.reports.document import (
    Block,
    Exhibit,
    Items,
    Paragraph,
    Picture,
    Report,
    Section,
    Source,
    Tone,
)
from analysis.reports.sections.purpose import purpose
from analysis.reports.sections.reading import reading
from analysis.reports.sections.wording import counted, interval, points
from analysis.summary import Breakdown, Row, Summary, Warning
from analysis.tables import Column, Format, Table, Value
from surveys.errors import Code, SurveyError
from surveys.language import Words
from surveys.procedure_field import field_ids
from surveys.tally import FIELD

if TYPE_CHECKING:
    from analysis.charts.style import Chart

ONE_FIELD = "field"

_MOST_DRAWN = 40
"""Units in a chart; more are read in the table alone."""

_NOT_GIVEN = ("levels", "index", "before", "ranks", "others", "handed_out")
"""What is not broken down by field. Keys of sentences (``report.field.not.…``)."""


def fields_told(made: Summary) -> tuple[Row, ...]:
    """The fields of a summary that a report can be had of, in the order of the catalogue."""
    return tuple(row for row in _listed(made) if row.satisfied.shown)


def fields_kept_back(made: Summary) -> tuple[Row, ...]:
    """The fields whose figures would rest on too few people, or give those of others away."""
    return tuple(row for row in _listed(made) if not row.satisfied.shown)


def told_of(made: Summary, field: str) -> Row:
    """The figures of a field; raises SurveyError FIELD_TOO_FEW, the same for few people and for nobody."""
    for row in fields_told(made):
        if row.value == field:
            return row
    raise SurveyError(Code.FIELD_TOO_FEW, field=field, unit=made.unit.name, round=made.round.id)


def compose_field(basis: Basis, words: Words) -> Report:
    """The report on the basis' field; raises SurveyError FIELD_TOO_FEW where its figures are kept back."""
    made, row = basis.summary, told_of(basis.summary, basis.procedure_field)
    field = row.label.in_(words.language)
    beside = _source(basis, row, words("report.field.beside", field=field), words)
    own = _source(basis, row, words("report.field.filter", field=field), words)
    sections = (
        _purpose(basis, row, field, words),
        Section(
            "participation", words("report.field.received"), _received(made, row, beside, words)
        ),
        Section("share", words("report.field.share"), _share(made, row, beside, words)),
        Section("units", words("report.units.title"), tuple(_units(basis, row, own, words))),
        Section("limits", words("report.field.limits"), _limits(words)),
        reading(basis, words),
    )
    written = composed(basis, ONE_FIELD, numbered(one for one in sections if one.blocks), words)
    named = {"unit": made.unit.name, "round": made.round.title, "field": field}
    return replace(
        written,
        name=f"{written.name}-{row.value}",
        subject=words("report.field.subject", **named),
        annex=written.exhibits,
    )


def _listed(made: Summary) -> tuple[Row, ...]:
    """What the breakdown says of the fields of the catalogue; *not stated* is none of them."""
    return tuple(row for row in _breakdown(made, FIELD).rows if row.value in field_ids())


def _breakdown(made: Summary, dimension: str) -> Breakdown:
    return next(one for one in made.breakdowns if one.dimension == dimension)


def _source(basis: Basis, row: Row, filter: str, words: Words) -> Source:
    return replace(basis.source(words, filter=filter), n=row.responses)


def _purpose(basis: Basis, row: Row, field: str, words: Words) -> Section:
    """The opening of every report, what this one is about, and whether its base is small."""
    whole, unit = purpose(basis, words), basis.summary.unit.name
    blocks = [*whole.blocks, Paragraph(words("report.field.about", field=field, unit=unit))]
    small = row.satisfied.standing is Standing.SMALL
    if small and Warning.SMALL not in basis.summary.warnings:
        blocks.append(Paragraph(words(f"warnings.{Warning.SMALL}"), Tone.WARNING))
    return replace(whole, blocks=tuple(blocks))


def _received(made: Summary, row: Row, source: Source, words: Words) -> tuple[Block, ...]:
    """The responses of the field, and their part in all."""
    field, own, whole = row.label.in_(words.language), row.responses or 0, made.responses or 0
    columns = (
        Column(words("dimensions.field")),
        Column(words("report.participation.valid_column"), Format.COUNT),
        Column(words("report.participation.of_all"), Format.SHARE),
    )
    rows: tuple[tuple[Value, ...], ...] = (
        (field, own, own / whole if whole else None),
        (words("report.field.every"), whole, 1.0 if whole else None),
    )
    apart = _breakdown(made, FIELD).apart
    notes = (words("tables.apart", n=words.number(apart)),) if apart else ()
    title = words("report.field.received_table")
    table = Table("report_field_received", title, columns, rows, notes)
    told = {"field": field, "own": counted(own, words), "whole": counted(whole, words)}
    said = Paragraph(words("report.field.received_said", **told))
    return said, Exhibit(table, source, (0.56, 0.22, 0.22))


def _share(made: Summary, row: Row, source: Source, words: Words) -> tuple[Block, ...]:
    """The satisfied share of the field, beside that of all responses, in which its own are too."""
    field = row.label.in_(words.language)
    named = ((field, row.satisfied), (words("report.field.every"), made.overall))
    columns = (
        Column(words("dimensions.field")),
        Column("n", Format.COUNT),
        *figures.ends(words, words("tables.satisfied")),
        Column(words("tables.note")),
    )
    rows = tuple((name, *_cells(one), words(f"standing.{one.standing}")) for name, one in named)
    covers = dict.fromkeys(one.covers for _, one in named if one.shown)
    notes = (words("report.field.n"), *(words(f"covers.{one}") for one in covers))
    table = Table("report_field_share", words("report.field.share_table"), columns, rows, notes)
    said = interval(row.satisfied, words)
    return (
        Paragraph(words("report.field.share_said", field=field, said=said)),
        Exhibit(table, source, (0.34, 0.1, 0.13, 0.13, 0.13, 0.17)),
        Paragraph(words("report.field.no_verdict"), Tone.REMARK),
    )


def _units(basis: Basis, row: Row, source: Source, words: Words) -> Iterator[Block]:
    """The units directly below, as far as each one's own figures of the field may be shown."""
    if not basis.below:
        return
    parts = [(one.unit.name, _in_unit(one, row.value)) for one in basis.below]
    shown = [(name, one) for name, one in parts if one is not None and one.satisfied.shown]
    if not shown:
        yield Paragraph(words("report.field.no_units"))
        return
    columns = (
        Column(words("dimensions.unit")),
        Column(words("tables.responses"), Format.COUNT),
        Column("n", Format.COUNT),
        *figures.ends(words, words("tables.satisfied")),
        Column(words("tables.note")),
    )
    rows = [(name, *_unit_cells(one, words)) for name, one in parts]
    rows.append((words("report.whole"), *_unit_cells(row, words)))
    hidden = any(one is not None and not one.satisfied.shown for _, one in parts)
    notes = (words("report.hidden_note"),) if hidden else ()
    field = row.label.in_(words.language)
    title = words("report.field.units_table", field=field)
    table = Table("report_field_units", title, columns, tuple(rows), notes)
    yield Paragraph(words("report.field.units_said", field=field))
    yield Exhibit(table, source, (0.26, 0.1, 0.1, 0.12, 0.12, 0.12, 0.18))
    if 1 < len(shown) <= _MOST_DRAWN:
        yield _picture(shown, row, source, words)


def _in_unit(made: Summary, field: str) -> Row | None:
    """What a unit's own summary says of the field; nothing where nobody came for it."""
    return next((one for one in _breakdown(made, FIELD).rows if one.value == field), None)


def _unit_cells(row: Row | None, words: Words) -> tuple[Value, ...]:
    if row is None:
        return (0, 0, None, None, None, words(f"standing.{Standing.EMPTY}"))
    one = row.satisfied
    return (row.responses, *_cells(one), words(f"standing.{one.standing}"))


def _cells(one: Estimate) -> tuple[Value, ...]:
    return (one.n, one.share, one.low, one.high)


def _picture(shown: list[tuple[str, Row]], whole: Row, source: Source, words: Words) -> Picture:
    named = [*shown, (words("report.whole"), whole)]
    said = "; ".join(f"{name}: {interval(one.satisfied, words)}" for name, one in named)

    def draw() -> "Chart":
        from analysis.charts.intervals import Line, intervals

        lines = [
            Line(name, one.satisfied.share or 0.0, one.satisfied.low or 0.0,
                 one.satisfied.high or 0.0, words.number(one.satisfied.n or 0), one is whole)
            for name, one in named
        ]  # fmt: skip
        return intervals(lines, words, words("tables.satisfied"))

    alt = words("report.field.units_alt", shares=said)
    return Picture("field_units", words("report.field.picture"), alt, draw, source)


def _limits(words: Words) -> tuple[Block, ...]:
    """What there is of the whole and not of one field."""
    told = points(words(f"report.field.not.{one}") for one in _NOT_GIVEN)
    return (Paragraph(words("report.field.only")), Items(told))
