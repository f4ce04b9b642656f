"""The summary: the protected figures of one unit in one round. All that pages and reports may show."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from analysis.bases import raters_of
from analysis.course import Course, course_of
from analysis.disclosure import hidden
from analysis.estimate import Covers, Estimate, Standing
from analysis.outside import Apart, Excluded
from analysis.shares import Distribution, Factor, distribution, factor, pooled
from analysis.subject import Subject
from analysis.weighing import WHOLE, Where
from surveys.language import Text
from surveys.published import Mismatch
from surveys.round import Round
from surveys.tally import ALL, CHANNEL, DAY, DIMENSIONS, FIELD, Slice, Tally
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
    WEIGHTED = "weighted"
    LONE_UNIT = "lone_unit"


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
    distributions = {q.id: distribution(q, whole.counts, subject) for q in shown}
    criteria = tuple(distributions[q.id] for q in questionnaire.criteria if q.id in distributions)
    others = tuple(distributions[q.id] for q in shown if q.scale is None and q.kind.name != "text")
    by_unit = {unit.code: part for unit, part in children}
    names = {UNIT: {unit.code: Text({"vi": unit.name}) for unit, _ in children}} | dict(labels)
    slices = {UNIT: by_unit} | {
        dimension: {value: part for (name, value), part in tally.items() if name == dimension}
        for dimension in DIMENSIONS
    }
    overall = pooled(whole.counts, questionnaire.criteria, subject, subject.weighing)
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
            Factor(section.id, section.title, factor(whole.counts, section, subject))
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
        _row((dimension, value), names.get(value), slices.get(value), value in away, subject)
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


def _row(key: Where, label: Text | None, part: Slice | None, away: bool, subject: Subject) -> Row:
    """The row of a unit, whose figures are those of its own page, or of some of the unit's people."""
    dimension, value = key
    label = label or Text({"vi": value})
    whole = dimension == UNIT
    weighing = subject.weighings.get(value) if whole else subject.weighing
    if away or part is None or not part.responses:
        return Row(value, label, None, Estimate(Standing.HIDDEN, subject.covers))
    criteria, where = subject.questionnaire.criteria, WHOLE if whole else key
    satisfied = pooled(part.counts, criteria, subject, weighing, where)
    return Row(value, label, part.responses, satisfied)


def _warnings(
    subject: Subject, overall: Estimate, mismatches: Sequence[Mismatch]
) -> tuple[Warning, ...]:
    found = {
        Warning.SAMPLE: subject.round.sample,
        Warning.UNWEIGHTED: subject.covers is Covers.NOT_AS_DECLARED,
        Warning.WEIGHTED: subject.weighing is not None and subject.weighing.uneven,
        Warning.LONE_UNIT: overall.standing is Standing.LONE_UNIT,
        Warning.PUBLISHED: subject.covers is Covers.PUBLISHED,
        Warning.DOES_NOT_ADD_UP: bool(mismatches),
        Warning.NO_NEGATIVE: subject.questionnaire.without_negative,
        Warning.SMALL: overall.standing is Standing.SMALL,
        Warning.NOTHING_YET: not overall.shown and overall.standing is not Standing.LONE_UNIT,
    }
    return tuple(warning for warning, holds in found.items() if holds)
