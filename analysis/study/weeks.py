"""The weeks of a round: did something change while people answered, or is it only chance?"""

from collections.abc import Iterable

import numpy as np

from analysis.matrix import Matrix
from analysis.statistics.monitoring import Period, RunChart, run_chart
from analysis.study.criteria import satisfied_moments
from analysis.study.frame import Frame


def weeks_of(matrix: Matrix, frame: Frame) -> RunChart | None:
    """The run chart of a closed round's weeks; those with too few people are put with the next.

    A person counts with the share of his answers that is satisfied. None where there are too few weeks.
    """
    if not matrix.size:
        return None
    by_week = Matrix(
        matrix.criteria,
        matrix.levels,
        matrix.weeks,
        matrix.week.astype(np.int32),
        matrix.weeks,
        matrix.week,
        {},
    )
    asked = [one for one in frame.questionnaire.criteria if not one.sensitive]
    given = satisfied_moments(by_week, asked)
    with np.errstate(divide="ignore", invalid="ignore"):
        shares = np.where(given.l > 0, given.u / given.l, 0.0)
    periods = [
        Period(week, float(share * n), float(n))
        for week, share, n in zip(matrix.weeks, shares, given.base, strict=True)
        if n > 0
    ]
    return run_chart(gathered(periods, frame.threshold))


def gathered(periods: Iterable[Period], threshold: int) -> list[Period]:
    """Periods in order, each of at least `threshold` people; what is left at the end joins the last."""
    found: list[Period] = []
    held: Period | None = None
    for one in periods:
        held = one if held is None else _joined(held, one)
        if held.n >= threshold:
            found.append(held)
            held = None
    if held is not None and found:
        found[-1] = _joined(found[-1], held)
    return found


def _joined(one: Period, other: Period) -> Period:
    return Period(one.day, one.satisfied + other.satisfied, one.n + other.n)
