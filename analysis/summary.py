"""The summary: the protected figures of one unit in one round. All that pages and reports may show."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from analysis.bases import raters_of
from analysis.course import Course, course_of
from analysis.disclosure import INSIDE, NOTHING_WITHHELD, Withheld, hidden
from analysis.estimate import Covers, Estimate, Standing, estimate
from analysis.outside import Apart, Excluded
from surveys.language import Text
from surveys.published import Mismatch
from surveys.questionnaire import Question, Questionnaire, Section
from surveys.questions.kind import NOT_APPLICABLE, SKIPPED, answered
from surveys.round import WEIGHTED, Round
from surveys.scale import Scale
from surveys.tally import ALL, CHANNEL, DAY, DIMENSIONS, FIELD, Counts, Slice, Tally
from surveys.unit import Unit

UNIT = "unit"
BREAKDOWNS = (UNIT, FIELD, CHANNEL)
"""Dimensions by which the satisfied share is broken down."""


class Warning(StrEnum):
    """What a reader must know before he believes a figure. Keys in `locales/` (``warnings.…``)."""

    SAMPLE = "sample"
    NO_NEGATIVE = "no_negative"
    SMALL = "small"
    NOTHING_YET = "nothing_yet"
    DOES_NOT_ADD_UP = "does_not_add_up"
    PUBLISHED = "published"
    UNWEIGHTED = "unweighted"


@dataclass(frozen=True)
class Part:
    """One level or option and how many chose it; `share` is of those who answered."""

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


@dataclass(frozen=True)
class Row:
    """One unit, field or channel: how many responses and the pooled satisfied share."""

    value: str
    label: Text
    responses: int | None
    satisfied: Estimate


@dataclass(frozen=True)
class Breakdown:
    """Rows along one dimension; `apart` responses are in the whole but in no row that is shown."""

    dimension: str
    rows: tuple[Row, ...]
    apart: int


@dataclass(frozen=True)
class Summary:
    """Figures of one unit (with all below it) in one round, as they may be shown."""

    round: Round
    questionnaire: str
    questionnaire_hash: str
    title: Text
    unit: Unit
    path: tuple[Unit, ...]
    as_of: datetime
    counted: Text
    responses: int | None
    received: int | None
    apart: Apart | None
    excluded: tuple[Excluded, ...]
    served: int | None
    overall: Estimate
    factors: tuple[Factor, ...]
    criteria: tuple[Distribution, ...]
    others: tuple[Distribution, ...]
    breakdowns: tuple[Breakdown, ...]
    course: Course
    mismatches: tuple[Mismatch, ...]
    warnings: tuple[Warning, ...]


RESPONSES = Text({"vi": "phiếu", "en": "responses"})  # the unit of count of what is collected here


@dataclass(frozen=True)
class Subject:
    """What a summary is about. `withheld` is what the whole tree of units keeps back.

    `received` counts every response of a closed round, also those of units that had too few to be
    shown, and `apart` those outside the figures; while a round is open both are None: nobody watches.
    """

    round: Round
    questionnaire: Questionnaire
    unit: Unit
    path: tuple[Unit, ...]
    as_of: datetime
    served: int | None = None
    received: int | None = None
    apart: Apart | None = None
    excluded: tuple[Excluded, ...] = ()
    covers: Covers = Covers.OPT_IN
    counted: Text = RESPONSES
    threshold: int = INSIDE
    withheld: Withheld = NOTHING_WITHHELD

    @property
    def away(self) -> bool:
        """Whether nothing of this unit may be shown."""
        return self.unit.code in self.withheld.units


def summarise(
    subject: Subject,
    tally: Tally,
    children: Sequence[tuple[Unit, Slice]],
    labels: Mapping[str, Mapping[str, Text]],
    mismatches: Sequence[Mismatch] = (),
) -> Summary:
    """The protected summary of a unit from its rolled-up snapshot.

    `children` has the wholes of the units directly below; `labels` names the values of each
    dimension, in the order shown. Sensitive questions are left out altogether.
    """
    questionnaire = subject.questionnaire
    tally = {} if subject.away else tally
    whole = tally.get((ALL, ""), Slice())
    shown = [question for question in questionnaire.questions if not question.sensitive]
    distributions = {
        q.id: _distribution(q, whole.counts, subject, _section_of(q, subject)) for q in shown
    }
    criteria = tuple(distributions[q.id] for q in questionnaire.criteria if q.id in distributions)
    others = tuple(distributions[q.id] for q in shown if q.scale is None and q.kind.name != "text")
    by_unit = {unit.code: part for unit, part in children}
    names = {UNIT: {unit.code: Text({"vi": unit.name}) for unit, _ in children}} | dict(labels)
    slices = {UNIT: by_unit} | {
        dimension: {value: part for (name, value), part in tally.items() if name == dimension}
        for dimension in DIMENSIONS
    }
    overall = _pooled(whole.counts, questionnaire.criteria, subject)
    return Summary(
        round=subject.round,
        questionnaire=questionnaire.key,
        questionnaire_hash=questionnaire.hash,
        title=questionnaire.title,
        unit=subject.unit,
        path=subject.path,
        as_of=subject.as_of,
        counted=subject.counted,
        responses=None if subject.away else whole.responses,
        received=None if subject.away else subject.received,
        apart=None if subject.away else subject.apart,
        excluded=() if subject.away else subject.excluded,
        served=subject.served,
        overall=overall,
        factors=tuple(
            Factor(section.id, section.title, _factor(whole.counts, section, subject))
            for section in questionnaire.sections
            if section.criteria
        ),
        criteria=criteria,
        others=others,
        breakdowns=tuple(
            _breakdown(dimension, slices[dimension], names[dimension], whole, subject)
            for dimension in BREAKDOWNS
        ),
        course=course_of(slices[DAY], whole.responses, subject.threshold),
        mismatches=tuple(mismatches),
        warnings=_warnings(subject, overall, mismatches),
    )


def _section_of(question: Question, subject: Subject) -> Section:
    sections = subject.questionnaire.sections
    return next(section for section in sections if question in section.questions)


def _distribution(
    question: Question, counts: Counts, subject: Subject, section: Section
) -> Distribution:
    unit = subject.unit.code
    if subject.away or (unit, question.id) in subject.withheld.criteria:
        return Distribution(question.id, question.text, section.id, Standing.HIDDEN)
    cells = counts.get(question.id, {})
    n = answered(cells)
    base = estimate(0, n, subject.covers, threshold=subject.threshold)
    if not base.shown:
        return Distribution(question.id, question.text, section.id, base.standing)
    scale = question.scale
    parts = tuple(
        _part(cell, label, cells.get(cell, 0), n, scale)
        for cell, label in question.kind.options(question).items()
        if scale is not None or question.options or cells.get(cell)
    )
    count = sum(part.count for part in parts if part.satisfied)
    return Distribution(
        question=question.id,
        text=question.text,
        section=section.id,
        standing=base.standing,
        n=n,
        not_applicable=cells.get(NOT_APPLICABLE, 0),
        skipped=cells.get(SKIPPED, 0),
        parts=parts,
        satisfied=estimate(count, n, subject.covers, threshold=subject.threshold)
        if scale
        else None,
    )


def _part(cell: str, label: Text, count: int, n: int, scale: Scale | None) -> Part:
    level = scale.level(int(cell)) if scale else None
    if level is None:
        return Part(cell, label, count, count / n)
    return Part(level.id, label, count, count / n, level.satisfied, level.negative)


def _factor(counts: Counts, section: Section, subject: Subject) -> Estimate:
    if (subject.unit.code, section.id) in subject.withheld.sections:
        return Estimate(Standing.HIDDEN, subject.covers)
    return _pooled(counts, section.criteria, subject)


def _pooled(counts: Counts, criteria: Sequence[Question], subject: Subject) -> Estimate:
    """Tỷ lệ hài lòng over several criteria: satisfied answers over all answers (`pooled_satisfied`)."""
    if subject.away:
        return Estimate(Standing.HIDDEN, subject.covers)
    satisfied = n = people = 0
    for question in criteria:
        cells = counts.get(question.id, {})
        n += answered(cells)
        people = max(people, answered(cells))
        satisfied += sum(
            cells.get(str(level.value), 0) for level in question.rating_scale.satisfied
        )
    pooled = len(criteria) > 1 and subject.covers is Covers.OPT_IN
    return estimate(
        satisfied,
        n,
        Covers.POOLED if pooled else subject.covers,
        threshold=subject.threshold,
        people=people,
        per_person=len(criteria) if pooled else 1,
    )


def _breakdown(
    dimension: str,
    slices: Mapping[str, Slice],
    names: Mapping[str, Text],
    whole: Slice,
    subject: Subject,
) -> Breakdown:
    bases = {value: part.responses for value, part in slices.items() if part.responses}
    apart = whole.responses - sum(bases.values())
    # The fewest people behind a row are those who rated: the share rests on them alone.
    raters = {value: _raters(slices[value], subject) for value in bases}
    outside = _raters(whole, subject) - sum(raters.values())
    away = hidden(bases, subject.threshold, outside=apart)
    away |= hidden(raters, subject.threshold, outside=max(0, outside))
    away |= _away(dimension, slices, subject)
    # Every unit has its row, so that an office without figures is seen to have none; and what is kept
    # back has one, or its absence would say that nobody is there.
    listed = bases.keys() | away
    order = [value for value in names if value in listed or dimension == UNIT]
    order += sorted(listed - names.keys())
    rows = tuple(
        _row(
            value, names.get(value, Text({"vi": value})), slices.get(value), value in away, subject
        )
        for value in order
    )
    return Breakdown(dimension, rows, whole.responses - sum(row.responses or 0 for row in rows))


def _away(dimension: str, values: Iterable[str], subject: Subject) -> frozenset[str]:
    """The rows that the whole tree of units keeps back."""
    held = subject.withheld
    if dimension == UNIT:
        return held.units.intersection(values)
    unit = subject.unit.code
    return frozenset(one for where, what, one in held.values if (where, what) == (unit, dimension))


def _raters(part: Slice, subject: Subject) -> int:
    return raters_of(part.counts, subject.questionnaire)


def _row(value: str, label: Text, part: Slice | None, away: bool, subject: Subject) -> Row:
    if away or part is None or not part.responses:
        return Row(value, label, None, Estimate(Standing.HIDDEN, subject.covers))
    satisfied = _pooled(part.counts, subject.questionnaire.criteria, subject)
    return Row(value, label, part.responses, satisfied)


def _warnings(
    subject: Subject, overall: Estimate, mismatches: Sequence[Mismatch]
) -> tuple[Warning, ...]:
    found = {
        Warning.SAMPLE: subject.round.sample,
        Warning.UNWEIGHTED: subject.round.design in WEIGHTED,
        Warning.PUBLISHED: subject.covers is Covers.PUBLISHED,
        Warning.DOES_NOT_ADD_UP: bool(mismatches),
        Warning.NO_NEGATIVE: subject.questionnaire.without_negative,
        Warning.SMALL: overall.standing is Standing.SMALL,
        Warning.NOTHING_YET: not overall.shown,
    }
    return tuple(warning for warning, holds in found.items() if holds)
