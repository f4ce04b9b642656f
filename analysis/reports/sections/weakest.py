"""Where people were satisfied least, and what chance leaves open about it."""

from analysis.drawings.findings import findings
from analysis.estimate import Estimate
from analysis.reports.basis import Basis
from analysis.reports.document import Block, Items, Paragraph, Section
from analysis.reports.sections.wording import bare, counted, interval, points
from analysis.shares import Distribution
from surveys.language import Words

_MOST = 3
_PART = 3
"""At most a third of the criteria: of three, one is the weakest."""


def weakest(basis: Basis, words: Words) -> Section | None:
    """The criteria with the lowest satisfied shares, and what the units' figures add to them."""
    blocks = least(basis, words)
    if not blocks:
        return None
    if basis.study is not None and basis.taking_part:
        blocks.append(Paragraph(findings(basis.study, words).means))
    return Section("weakest", words("report.weakest.title"), tuple(blocks))


def least(basis: Basis, words: Words) -> list[Block]:
    """The criteria with the lowest satisfied shares, the lowest first; of one criterion nothing."""
    rated = sorted(
        ((one, one.satisfied) for one in basis.summary.criteria if one.satisfied and one.parts),
        key=lambda pair: pair[1].share or 0.0,
    )
    few = min(_MOST, max(1, len(rated) // _PART))
    if len(rated) < 2:  # one criterion is neither weak nor strong
        return []
    lines = points(_line(asked, one, words) for asked, one in rated[:few])
    blocks: list[Block] = [
        Paragraph(
            words("report.weakest.about", n=counted(few, words), of=counted(len(rated), words))
        ),
        Items(lines),
    ]
    rival = _rivals(rated, few)
    key = "open" if rival else "certain"
    blocks.append(Paragraph(words(f"report.weakest.{key}", n=counted(rival, words))))
    return blocks


def _line(asked: Distribution, one: Estimate, words: Words) -> str:
    named = bare(asked.text.in_(words.language), whole=True)
    return words("report.weakest.line", criterion=named, said=interval(one, words))


def _rivals(rated: list[tuple[Distribution, Estimate]], few: int) -> int:
    """How many others reach down with their interval into that of the last one named."""
    edge = rated[few - 1][1].high or 1.0
    return sum((one.low or 0.0) <= edge for _, one in rated[few:])
