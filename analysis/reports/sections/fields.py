"""The fields of procedures, each with its base and its interval."""

from analysis.reports.basis import Basis
from analysis.reports.document import Block, Exhibit, Paragraph, Section
from analysis.reports.sections.shares import share_table
from surveys.language import Words
from surveys.tally import FIELD


def fields(basis: Basis, words: Words) -> Section | None:
    """Nothing where nobody was asked about a field."""
    made = basis.summary
    found = next(one for one in made.breakdowns if one.dimension == FIELD)
    if not found.rows:
        return None
    table = share_table(found, "report_fields", words("report.fields.table"), words)
    blocks: tuple[Block, ...] = (
        Paragraph(words("report.fields.about")),
        Exhibit(table, basis.source(words), (0.4, 0.12, 0.12, 0.18, 0.18)),
    )
    return Section("fields", words("report.fields.title"), blocks)
