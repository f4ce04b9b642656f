"""The shares of a summary: of one question, of a section's criteria, and of all criteria pooled."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from analysis.estimate import Covers, Estimate, Standing, estimate
from analysis.subject import Subject
from analysis.weighing import WHOLE, Weighing, Where
from surveys.language import Text
from surveys.questionnaire import Question, Section
from surveys.questions.kind import NOT_APPLICABLE, SKIPPED, answered
from surveys.scale import Scale
from surveys.tally import Counts


@dataclass(frozen=True)
class Part:
    """One level or option and how many chose it.

    `share` is of those who answered; of a drawn sample it is weighted, and not `count` over all.
    """

    id: str
    label: Text
    count: int
    share: float
    satisfied: bool = False
    negative: bool = False


@dataclass(frozen=True)
class Distribution:
    """The answers to one question. `parts` is empty when they are hidden or there are none.

    Asked = n + not_applicable + skipped: four different numbers (design law 4).
    """

    question: str
    text: Text
    section: str
    standing: Standing
    n: int | None = None
    not_applicable: int | None = None
    skipped: int | None = None
    parts: tuple[Part, ...] = ()
    satisfied: Estimate | None = None


@dataclass(frozen=True)
class Factor:
    """A section's criteria pooled, or all criteria pooled."""

    id: str
    title: Text | None
    satisfied: Estimate


def distribution(question: Question, counts: Counts, subject: Subject) -> Distribution:
    """The answers to a question, with its satisfied share where it has a scale."""
    section = _section_of(question, subject)
    empty = Distribution(question.id, question.text, section.id, Standing.HIDDEN)
    if subject.away or (subject.unit.code, question.id) in subject.withheld.criteria:
        return empty
    cells = counts.get(question.id, {})
    n, scale = answered(cells), question.scale
    base = estimate(0, n, subject.covers, threshold=subject.threshold)
    satisfied = None
    if scale is not None and base.shown:
        weighing = subject.weighing
        satisfied = base = pooled(counts, [question], subject, weighing, apart=question.id)
    if not base.shown:
        return replace(empty, standing=base.standing)
    return replace(
        empty,
        standing=base.standing,
        n=n,
        not_applicable=cells.get(NOT_APPLICABLE, 0),
        skipped=cells.get(SKIPPED, 0),
        parts=_parts(question, cells, n, subject.weighing),
        satisfied=satisfied,
    )


def factor(counts: Counts, section: Section, subject: Subject) -> Estimate:
    """The criteria of a section, pooled."""
    if (subject.unit.code, section.id) in subject.withheld.sections:
        return Estimate(Standing.HIDDEN, subject.covers)
    return pooled(counts, section.criteria, subject, subject.weighing, apart=section.id)


def pooled(
    counts: Counts,
    criteria: Sequence[Question],
    subject: Subject,
    weighing: Weighing | None,
    where: Where = WHOLE,
    apart: str = "",
) -> Estimate:
    """Tỷ lệ hài lòng over some criteria: satisfied answers over all answers (`pooled_satisfied`).

    With a `weighing` it is estimated for everybody served; `where` says which people it is about, and
    `apart` what is kept back of units that do not show their part in it.
    """
    covers = weighing.covers if weighing else subject.covers
    if subject.away:
        return Estimate(Standing.HIDDEN, covers)
    satisfied = n = people = 0
    for question in criteria:
        cells = counts.get(question.id, {})
        n += answered(cells)
        people = max(people, answered(cells))
        satisfied += sum(
            cells.get(str(level.value), 0) for level in question.rating_scale.satisfied
        )
    several = len(criteria) > 1 and covers is not Covers.PUBLISHED
    plain = estimate(
        satisfied,
        n,
        Covers.POOLED if several and covers is Covers.OPT_IN else covers,
        threshold=subject.threshold,
        people=people,
        per_person=len(criteria) if several else 1,
    )
    if weighing is None or not plain.shown:
        return plain
    return weighing.estimate(where, criteria, satisfied, n, apart)


def _section_of(question: Question, subject: Subject) -> Section:
    sections = subject.questionnaire.sections
    return next(section for section in sections if question in section.questions)


def _parts(
    question: Question, cells: Mapping[str, int], n: int, weighing: Weighing | None
) -> tuple[Part, ...]:
    scale = question.scale
    labels = {
        cell: label
        for cell, label in question.kind.options(question).items()
        if scale is not None or question.options or cells.get(cell)
    }
    shares = [cells.get(cell, 0) / n for cell in labels]
    if weighing is not None:
        shares = weighing.parts(question, list(labels))
    return tuple(
        _part(cell, label, cells.get(cell, 0), share, scale)
        for (cell, label), share in zip(labels.items(), shares, strict=True)
    )


def _part(cell: str, label: Text, count: int, share: float, scale: Scale | None) -> Part:
    level = scale.level(int(cell)) if scale else None
    if level is None:
        return Part(cell, label, count, share)
    return Part(level.id, label, count, share, level.satisfied, level.negative)
