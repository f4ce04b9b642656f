"""How many people stand behind each figure of a unit."""

from collections.abc import Mapping

from analysis.disclosure import UnitCounts
from surveys.questionnaire import Questionnaire
from surveys.questions.kind import answered
from surveys.tally import CHANNEL, FIELD, Counts, Slice, SliceKey


def raters_of(counts: Counts, questionnaire: Questionnaire) -> int:
    """How many people rated at the least: the most answers that one criterion has."""
    cells = (counts.get(question.id, {}) for question in questionnaire.criteria)
    return max((answered(one) for one in cells), default=0)


def unit_counts(
    whole: Slice, sizes: Mapping[SliceKey, int], questionnaire: Questionnaire
) -> UnitCounts:
    """How many people stand behind each figure of a unit, for `analysis.disclosure.withheld`."""
    return UnitCounts(
        responses=whole.responses,
        raters=raters_of(whole.counts, questionnaire),
        sections={
            section.id: {one.id: answered(whole.counts.get(one.id, {})) for one in section.criteria}
            for section in questionnaire.sections
            if section.criteria
        },
        values={
            dimension: {value: n for (name, value), n in sizes.items() if name == dimension}
            for dimension in (FIELD, CHANNEL)
        },
        others={
            one.id: answered(whole.counts.get(one.id, {}))
            for one in questionnaire.questions
            if one.scale is None and one.kind.name != "text"
        },
    )
