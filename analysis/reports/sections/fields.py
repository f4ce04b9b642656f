"""The fields of procedures, each with its base and its interval."""

from analysis.reports.basis import Basis
from analysis.reports.document import Block, Exhibit, Paragraph, Section
from analysis.reports.sections.units import ends
from analysis.tables import Column, Format, Table
from surveys.language import Words
from surveys.tally import FIELD


def fields(basis: Basis, words: Words) -> Section | None:
    """Nothing where nobody was asked about a field."""
    made = basis.summary
    found = next(one for one in made.breakdowns if one.dimension == FIELD)
    if not found.rows:
        return None
    columns = (
        Column(words("dimensions.field")),
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
    notes = (words("tables.apart", n=words.number(found.apart)),) if found.apart else ()
    table = Table("report_fields", words("report.fields.table"), columns, rows, notes)
    blocks: tuple[Block, ...] = (
        Paragraph(words("report.fields.about")),
        Exhibit(table, basis.source(words), (0.4, 0.12, 0.12, 0.18, 0.18)),
    )
    return Section("fields", words("report.fields.title"), blocks)
