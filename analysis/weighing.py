"""Shares of a drawn sample from tallies: every unit's people count for those whom the unit served."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from analysis.disclosure import Withheld
from analysis.estimate import Covers, Estimate, Standing
from analysis.sampling import Sample, shown_of
from analysis.statistics.design import LonelyUnitError
from analysis.statistics.intervals import effective_size
from analysis.statistics.linearise import Estimated
from analysis.statistics.moments import Moments, Plan, ratio
from analysis.statistics.wilson import wilson
from surveys.questionnaire import Question
from surveys.questions.kind import answered
from surveys.tally import ALL, Slice, Tally

Where = tuple[str, str]
"""Dimension and value; ``(ALL, "")`` is everybody."""

WHOLE: Where = (ALL, "")


@dataclass(frozen=True)
class Weighing:
    """The sample of one node of the tree, and what each of its units answered, by its code.

    `kept_back` is what the whole tree keeps back, `beside` the units whose own people are not told
    apart from those below them.
    """

    sample: Sample
    tallies: Mapping[str, Tally]
    kept_back: Withheld
    beside: frozenset[str]
    threshold: int

    @property
    def covers(self) -> Covers:
        """What the intervals cover."""
        return self.sample.covers

    @property
    def uneven(self) -> bool:
        """Whether responses count differently: shares are then not those of the counts beside them."""
        weights = self.sample.plan(self._hidden).weights
        return self.covers.weighted and bool((abs(weights - weights[0]) > 1e-9).any())

    def estimate(
        self, where: Where, criteria: Sequence[Question], count: int, n: int, apart: str = ""
    ) -> Estimate:
        """The share of satisfied answers to some criteria, `count` of `n` as they came.

        `apart` names what of a unit is kept back where its part in this figure is not shown: the
        section or criterion. Over several criteria the base is that of people: with m answers a person
        (Σ y - v·m)² is at most m·Σ(y - v)², so the interval is rather too wide (Cauchy-Schwarz).
        Without an interval, where a stratum has one unit and nobody has said what to do with it,
        there is no figure.
        """
        try:
            found, stands_for = self._share(where, criteria, apart)
        except LonelyUnitError:
            return Estimate(Standing.LONE_UNIT, self.covers)
        effective = effective_size(found, most=n / len(criteria))
        if effective <= 0:  # as many strata as units: no degree of freedom is left
            return Estimate(Standing.LONE_UNIT, self.covers)
        low, high = wilson(found.value, effective)
        standing, value = Standing.of_base(effective), found.value
        return Estimate(standing, self.covers, count, n, effective, value, low, high, stands_for)

    def parts(self, question: Question, cells: Sequence[str], where: Where = WHOLE) -> list[float]:
        """The share of each level or option among those who answered."""
        plan = self._plan(where, question.id)
        given = [self._cells(question, where, unit) for unit in self.sample.units]
        weighed = [
            float(plan.weights @ np.array([one.get(cell, 0) for one in given], dtype=float))
            for cell in cells
        ]
        base = float(plan.weights @ np.array([answered(one) for one in given], dtype=float))
        return [one / base if base else 0.0 for one in weighed]

    def _share(
        self, where: Where, criteria: Sequence[Question], apart: str
    ) -> tuple[Estimated, float]:
        satisfied, answers = np.zeros(len(self.sample.units)), np.zeros(len(self.sample.units))
        base = np.zeros(len(self.sample.units))
        for question in criteria:
            given = [self._cells(question, where, unit) for unit in self.sample.units]
            levels = [str(level.value) for level in question.rating_scale.satisfied]
            own = np.array([answered(one) for one in given], dtype=float)
            satisfied += [sum(one.get(level, 0) for level in levels) for one in given]
            answers += own
            base = np.maximum(base, own)
        most = float(len(criteria))
        made = Moments(
            np.array(self.sample.people, dtype=float),
            base, satisfied, answers, most * satisfied, most * satisfied, most * answers,
        )  # fmt: skip
        plan = self._plan(where, apart)
        return ratio(made, plan), float(plan.weights @ answers)

    def _plan(self, where: Where, apart: str) -> Plan:
        """The plan for a figure: units that do not show their part in it stand together."""
        held, (dimension, value) = self.kept_back, where
        asked = {unit for unit, one in held.criteria | held.sections if one == apart}
        told = {unit for unit, *one in held.values if one == [dimension, value]}
        return self.sample.plan(self._hidden | asked | told)

    @cached_property
    def _hidden(self) -> frozenset[str]:
        bases = dict(zip(self.sample.units, self.sample.people, strict=True))
        away = self.kept_back.units | self.beside
        return frozenset(bases) - shown_of(bases, away, self.threshold)

    def _cells(self, question: Question, where: Where, unit: str) -> Mapping[str, int]:
        return self.tallies[unit].get(where, Slice()).counts.get(question.id, {})
