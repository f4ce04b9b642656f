"""The weeks of a round: did something change while people answered, or is it only chance?"""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from analysis.matrix import Matrix
from analysis.statistics.monitoring import Period, RunChart, run_chart
from analysis.study.criteria import satisfied_moments
from analysis.study.frame import Frame
from analysis.study.periods import Firsts
from surveys.questionnaire import Questionnaire
from surveys.questions.kind import answered
from surveys.tally import Slice


def weeks_of(matrix: Matrix, frame: Frame) -> RunChart | None:
    """The run chart of a closed round's weeks, in the periods that the frame gives.

    A week's share is that of its answers, its base the people who gave them. None where there are too few
    weeks.
    """
    if not matrix.size or not frame.periods:
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
    ]
    return run_chart(_put_together(periods, frame.periods))


def live_weeks(
    shown: Mapping[str, Sequence[tuple[str, Slice]]],
    questionnaire: Questionnaire,
    threshold: int,
    this_week: str,
) -> RunChart | None:
    """The run chart of a round that is still open, from what was shown week by week.

    `shown` has for each unit the last counts that were shown in each week. A week is what they grew by:
    nothing comes out that did not stand on the page *Kết quả* before. The present week is not over, and
    what comes first under no week was shown before weeks were noted.
    """
    grown: dict[str, Slice] = {}
    for weeks in shown.values():
        before = Slice()
        for week, whole in weeks:
            if week and whole.responses > before.responses and week < this_week:
                grown.setdefault(week, Slice()).add(whole.minus(before))
            before = whole
    periods = [
        Period(week, part.responses * share, part.responses)
        for week, part in sorted(grown.items())
        if (share := _satisfied(part, questionnaire)) is not None
    ]
    return run_chart(gathered(periods, threshold))


def _satisfied(part: Slice, questionnaire: Questionnaire) -> float | None:
    satisfied = answers = 0
    for asked in questionnaire.criteria:
        cells = part.counts.get(asked.id, {})
        answers += answered(cells)
        levels = asked.rating_scale.satisfied
        satisfied += sum(cells.get(str(level.value), 0) for level in levels)
    return satisfied / answers if answers > 0 else None


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


def _put_together(weeks: Iterable[Period], firsts: Firsts) -> list[Period]:
    """Weeks in order, put together into the periods that begin with `firsts`."""
    found: list[Period] = []
    for one in weeks:
        if found and one.day not in firsts:
            found[-1] = _joined(found[-1], one)
        else:
            found.append(one)
    return found


def _joined(one: Period, other: Period) -> Period:
    return Period(one.day, one.satisfied + other.satisfied, one.n + other.n)
