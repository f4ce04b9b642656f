"""Each criterion of a round, each factor, and the index by the formula that the round has chosen."""

from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.matrix import BLANK, Matrix
from analysis.statistics.design import Floats, LonelyUnitError
from analysis.statistics.moments import Moments, Plan, Stages, moments, ratio
from analysis.statistics.scores import Level, Scored, question
from analysis.study.figure import EMPTY, HIDDEN, Figure, State, figure, without_interval
from analysis.study.frame import Frame, plan_of
from surveys.formula import Formula
from surveys.language import Text
from surveys.questionnaire import Question

SHARES = frozenset({Formula.POOLED, Formula.MEAN_OF_SHARES, Formula.ALL_SATISFIED})
"""Formulas whose value is a share of people or answers, not a mean of levels."""

CHUNK = 100_000
"""Responses that are worked on at once: so much memory and no more."""


@dataclass(frozen=True)
class LevelShare:
    """One level of a scale: its share and the interval that holds together with those of the others."""

    label: Text
    share: Scored
    satisfied: bool
    negative: bool


@dataclass(frozen=True)
class Criterion:
    """One criterion. `levels`, `dissatisfied`, `net` and `mean` are empty where the figure is hidden.

    They have no intervals where `satisfied` has none.
    `not_given` is the share of people without a valid answer: skipped, or *không áp dụng*.
    """

    id: str
    text: Text
    satisfied: Figure
    levels: tuple[LevelShare, ...] = ()
    dissatisfied: Scored | None = None
    net: Scored | None = None
    mean: Scored | None = None
    not_given: float | None = None


@dataclass(frozen=True)
class Factor:
    """The criteria of one section, pooled: answers at a satisfied level over all answers."""

    id: str
    title: Text
    satisfied: Figure


def criteria_of(matrix: Matrix, frame: Frame, plan: Plan) -> tuple[Criterion, ...]:
    """Every criterion that is not sensitive, in the order asked."""
    asked = [one for one in frame.questionnaire.criteria if not one.sensitive]
    return tuple(_criterion(matrix, frame, plan, one) for one in asked)


def satisfied_moments(matrix: Matrix, criteria: Sequence[Question]) -> Moments:
    """Moments of satisfied answers (u) over answers (l) of some criteria together."""
    return _chunked(matrix, lambda levels, _: _counted(matrix, levels, criteria))


def index_moments(matrix: Matrix, frame: Frame) -> Moments:
    """Moments of each unit's index by the frame's formula: u over l is the index of the unit.

    For `MEAN_OF_SHARES` u is a person's part in the mean of the unit's own shares; of several units
    together the ratio is then the mean of theirs, each with the weight of its people.
    """
    if frame.formula is Formula.MEAN_OF_SHARES:
        return _shares_by_unit(matrix, frame)
    made, criteria = _MAKERS[frame.formula], _shown(frame)
    return _chunked(matrix, lambda levels, _: made(matrix, levels, criteria))


def answers_by_unit(matrix: Matrix, frame: Frame, given: Moments) -> Floats:
    """How many answers each unit's index is made of: its interval rests on no more."""
    if frame.formula is Formula.MEAN_OF_SHARES:
        return satisfied_moments(matrix, _shown(frame)).l
    return given.l


def index_of(matrix: Matrix, frame: Frame, plan: Plan) -> Figure:
    """The index of everybody together."""
    if frame.away:
        return HIDDEN
    if not matrix.size:
        return EMPTY
    if frame.formula is Formula.MEAN_OF_SHARES:
        return _mean_of_shares(matrix, frame, plan)
    return measured(index_moments(matrix, frame), frame, plan)


def factors_of(matrix: Matrix, frame: Frame, plan: Plan) -> tuple[Factor, ...]:
    """The sections that have criteria."""
    found = []
    for section in frame.questionnaire.sections:
        criteria = [one for one in section.criteria if not one.sensitive]
        if criteria:
            title = section.title or criteria[0].text
            given = satisfied_moments(matrix, criteria)
            away = {unit for unit, one in frame.withheld.sections if one == section.id}
            obeyed = _plan(matrix, frame, plan, away)
            made = HIDDEN if frame.unit in away else measured(given, frame, obeyed, share=True)
            found.append(Factor(section.id, title, made))
    return tuple(found)


def measured(
    given: Moments,
    frame: Frame,
    plan: Plan,
    *,
    share: bool | None = None,
    answers: float | None = None,
) -> Figure:
    """The figure of all units together from their moments; `answers` is what it is made of, if not l."""
    shares = frame.formula in SHARES if share is None else share
    units = _drawn(plan, given)
    try:
        answers = float(given.l.sum()) if answers is None else answers
        made = ratio(given, plan)
        return figure(made, frame.threshold, share=shares, units=units, answers=answers)
    except LonelyUnitError:
        above, below = float(plan.weights @ given.u), float(plan.weights @ given.l)
        alone = ((given.people == 1) & (plan.served > 1)).any()
        state = State.LONE_PERSON if alone else State.LONE_UNIT
        value = above / below if below else 0.0
        return without_interval(int(given.base.sum()), value, state, frame.threshold)


def _plan(matrix: Matrix, frame: Frame, plan: Plan, away: Set[str]) -> Plan:
    """The plan for a figure that some units do not show: these stand together with the hidden ones."""
    return plan_of(frame, matrix, frozenset(away))[0] if away & {*matrix.units} else plan


def _drawn(plan: Plan, given: Moments) -> int | None:
    """How many units were drawn, where units were."""
    if plan.stages is not Stages.UNITS_THEN_PEOPLE:
        return None
    return int((given.base > 0).sum())


def _shown(frame: Frame) -> list[Question]:
    return [one for one in frame.questionnaire.criteria if not one.sensitive]


def _criterion(matrix: Matrix, frame: Frame, plan: Plan, asked: Question) -> Criterion:
    levels = asked.rating_scale.levels
    column = matrix.levels[:, matrix.criteria.index(asked.id)]
    away = {unit for unit, one in frame.withheld.criteria if one == asked.id}
    plan = _plan(matrix, frame, plan, away)
    satisfied = measured(satisfied_moments(matrix, [asked]), frame, plan, share=True)
    if frame.unit in away:
        satisfied = HIDDEN
    if not satisfied.shown:
        return Criterion(asked.id, asked.text, satisfied)
    counts = _weighted(column, [level.value for level in levels], matrix, plan)
    base = satisfied.effective or float(satisfied.n or 0)
    sides = [Level(level.value, level.satisfied, level.negative) for level in levels]
    made = question(sides, counts, base)
    if made is None:
        return Criterion(asked.id, asked.text, EMPTY)
    if satisfied.low is None:
        made = made.without_intervals()
    shares = zip(levels, made.shares, strict=True)
    return Criterion(
        asked.id,
        asked.text,
        satisfied,
        tuple(LevelShare(one.label, share, one.satisfied, one.negative) for one, share in shares),
        made.dissatisfied,
        made.net,
        made.mean,
        float((column == BLANK).mean()),
    )


def _weighted(
    column: NDArray[np.int8], values: Sequence[int], matrix: Matrix, plan: Plan
) -> list[float]:
    """How many people each level stands for, scaled to the number who answered."""
    units = len(matrix.units)
    found = [
        float(plan.weights @ np.bincount(matrix.unit[column == value], minlength=units))
        for value in values
    ]
    answered, all_of_them = float((column != BLANK).sum()), sum(found)
    return [one * answered / all_of_them for one in found] if all_of_them else found


Parts = tuple[Floats, Floats]
"""u and l of some people."""


def _counted(matrix: Matrix, levels: NDArray[np.int8], criteria: Sequence[Question]) -> Parts:
    """Satisfied answers, and answers; NaN for who gave none."""
    u, answers = np.zeros(len(levels)), np.zeros(len(levels))
    for one in criteria:
        column = levels[:, matrix.criteria.index(one.id)]
        answers += column != BLANK
        u += np.isin(column, [level.value for level in one.rating_scale.satisfied])
    return u, np.where(answers > 0, answers, np.nan)


def _everything(matrix: Matrix, levels: NDArray[np.int8], criteria: Sequence[Question]) -> Parts:
    """One for who is satisfied with all that he answered."""
    u, answers = _counted(matrix, levels, criteria)
    return (u == answers).astype(float), np.where(np.isnan(answers), np.nan, 1.0)


def _of_maximum(matrix: Matrix, levels: NDArray[np.int8], criteria: Sequence[Question]) -> Parts:
    """Levels over the highest level."""
    u, answers = np.zeros(len(levels)), _counted(matrix, levels, criteria)[1]
    for one in criteria:
        column = levels[:, matrix.criteria.index(one.id)]
        u += column / one.rating_scale.levels[-1].value
    return u, answers


def _linear(matrix: Matrix, levels: NDArray[np.int8], criteria: Sequence[Question]) -> Parts:
    """Levels from 0 (the lowest) to 1 (the highest)."""
    u, answers = np.zeros(len(levels)), _counted(matrix, levels, criteria)[1]
    for one in criteria:
        scale = one.rating_scale.levels
        lowest, highest = scale[0].value, scale[-1].value
        column = levels[:, matrix.criteria.index(one.id)]
        u += np.where(column == BLANK, 0.0, (column - lowest) / (highest - lowest))
    return u, answers


_MAKERS = {
    Formula.POOLED: _counted,
    Formula.ALL_SATISFIED: _everything,
    Formula.MEAN_OF_MAXIMUM: _of_maximum,
    Formula.LINEAR_MEAN: _linear,
}


def _mean_of_shares(matrix: Matrix, frame: Frame, plan: Plan) -> Figure:
    """The plain mean of the criteria's shares; each person's part in all of them is put together.

    Criteria that are kept back are left out, or the mean would tell them beside the pooled share.
    """
    away = frame.withheld.criteria
    asked = [one for one in _shown(frame) if (frame.unit, one.id) not in away]
    sums = [(one, satisfied_moments(matrix, [one])) for one in asked]
    shares = [
        (one, float(plan.weights @ given.u) / below, below)
        for one, given in sums
        if (below := float(plan.weights @ given.l))
    ]
    if not shares:
        return HIDDEN if away else EMPTY
    value = sum(share for _, share, _ in shares) / len(shares)
    together = satisfied_moments(matrix, [one for one, _, _ in shares])
    whole = float(plan.weights @ together.base)

    def parts(levels: NDArray[np.int8], _: NDArray[np.int32]) -> Parts:
        u = np.zeros(len(levels))
        for one, share, below in shares:
            satisfied, answers = _counted(matrix, levels, [one])
            u += np.where(np.isnan(answers), 0.0, satisfied - share) * whole / below / len(shares)
        inside = np.isnan(_counted(matrix, levels, [one for one, _, _ in shares])[1])
        return np.where(inside, np.nan, u + value), np.where(inside, np.nan, 1.0)

    return measured(_chunked(matrix, parts), frame, plan, answers=float(together.l.sum()))


def _shares_by_unit(matrix: Matrix, frame: Frame) -> Moments:
    """As `_mean_of_shares`, of each unit by itself."""
    asked = _shown(frame)
    sums = [satisfied_moments(matrix, [one]) for one in asked]
    below = np.array([given.l for given in sums])
    for row, one in enumerate(asked):
        below[row, [(unit, one.id) in frame.withheld.criteria for unit in matrix.units]] = 0.0
    with np.errstate(divide="ignore", invalid="ignore"):
        shares = np.where(below > 0, np.array([given.u for given in sums]) / below, 0.0)
        scale = np.where(below > 0, 1 / below, 0.0)
        count = (below > 0).sum(axis=0)
        values = np.where(count > 0, shares.sum(axis=0) / count, np.nan)
        scale = scale * satisfied_moments(matrix, asked).base / count

    def parts(levels: NDArray[np.int8], unit: NDArray[np.int32]) -> Parts:
        u = values[unit]
        for row, one in enumerate(asked):
            satisfied, answers = _counted(matrix, levels, [one])
            part = (satisfied - shares[row, unit]) * scale[row, unit]
            u = u + np.where(np.isnan(answers), 0.0, part)
        blank = np.isnan(_counted(matrix, levels, asked)[1])
        return np.where(blank, np.nan, u), np.where(blank, np.nan, 1.0)

    return _chunked(matrix, parts)


def _chunked(
    matrix: Matrix, parts: Callable[[NDArray[np.int8], NDArray[np.int32]], Parts]
) -> Moments:
    units = len(matrix.units)
    made = moments(np.zeros(0, dtype=np.int64), units, np.zeros(0), np.zeros(0))
    for begin in range(0, matrix.size, CHUNK):
        unit = matrix.unit[begin : begin + CHUNK]
        u, l = parts(matrix.levels[begin : begin + CHUNK], unit)  # noqa: E741
        made += moments(unit.astype(np.int64), units, u, l)
    return made
