"""How the figures are to be read, and how anybody can make sure that they are the ones collected."""

from analysis.reports.basis import Basis
from analysis.reports.document import Block, Items, Paragraph, Section
from surveys.formula import Formula
from surveys.language import Words
from surveys.round import Origin
from surveys.standing import definition


def reading(basis: Basis, words: Words) -> Section:
    """The formula, the base, the interval, what is kept back, and the seal."""
    made = basis.summary
    lines = [
        words("report.reading.formula", formula=words(f"formulas.{Formula.POOLED}")),
        words("report.reading.interval"),
        words("report.reading.small"),
    ]
    if made.round.formula is not Formula.POOLED and not basis.procedure_field:
        formula = words(f"formulas.{made.round.formula}")
        lines.append(words("report.reading.index_formula", formula=formula))
    if made.round.origin is Origin.COLLECTED:
        valid = definition(made.round.valid, words)
        lines.append(words("report.reading.valid", definition=valid))
        lines.append(words("report.reading.hidden", n=words.number(basis.fewest)))
    if basis.study is not None and basis.study.changes.headline:
        lines.append(words("report.reading.changes"))
    blocks: list[Block] = [Items(tuple(lines))]
    if basis.seal:
        blocks.append(Paragraph(words("report.reading.sealed", seal=basis.seal)))
    elif made.round.origin is Origin.COLLECTED:
        blocks.append(Paragraph(words("report.reading.unsealed")))
    return Section("reading", words("report.reading.title"), tuple(blocks))
