"""Who answered, and what they answered to the questions that are no criterion."""

from analysis.reports.basis import Basis
from analysis.reports.document import Block, Exhibit, Paragraph, Section
from analysis.tables import Column, Format, Table, Value
from surveys.language import Words


def respondents(basis: Basis, words: Words) -> Section | None:
    """One table of all such questions; those of few people are named without figures."""
    shown = [one for one in basis.summary.others if one.parts]
    away = [one for one in basis.summary.others if not one.parts]
    if not shown:
        return None
    rows: list[tuple[Value, ...]] = []
    for asked in shown:
        text = asked.text.in_(words.language)
        rows += [
            (text, part.label.in_(words.language), part.count, asked.n, part.share)
            for part in asked.parts
        ]
    columns = (
        Column(words("tables.question")),
        Column(words("tables.answer")),
        Column(words("report.respondents.count"), Format.COUNT),
        Column("n", Format.COUNT),
        Column(words("charts.share"), Format.SHARE),
    )
    title, notes = words("report.respondents.table"), (words("tables.base"),)
    table = Table("report_respondents", title, columns, tuple(rows), notes)
    blocks: list[Block] = [
        Paragraph(words("report.respondents.about")),
        Exhibit(table, basis.source(words), (0.36, 0.31, 0.11, 0.1, 0.12), grouped=True),
    ]
    if away:
        named = "; ".join(one.text.in_(words.language) for one in away)
        blocks.append(Paragraph(words("report.respondents.away", questions=named)))
    return Section("respondents", words("report.respondents.title"), tuple(blocks))
