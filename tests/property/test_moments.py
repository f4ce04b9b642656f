"""Estimates from sums by unit are those made person by person, which R's `survey` agrees with."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.statistics import linearise
from analysis.statistics.design import (
    Design,
    Floats,
    LonelyUnit,
    LonelyUnitError,
    simple_random,
    stratified,
    two_stage,
)
from analysis.statistics.moments import Moments, Plan, Stages, by_unit, moments, ratio

LONELY = [LonelyUnit.CERTAINTY, LonelyUnit.CENTRE]


class Sample:
    """People of a few units, some without an answer, and how many there are in all."""

    def __init__(self, seed: int, lonely: LonelyUnit) -> None:
        chance = np.random.default_rng(seed)
        self.lonely = lonely
        self.units = int(chance.integers(2, 7))
        sizes = chance.integers(1, 9, self.units)
        self.unit = np.repeat(np.arange(self.units), sizes)
        self.lower = chance.integers(1, 5, len(self.unit)).astype(float)
        self.upper = np.minimum(self.lower, chance.integers(0, 5, len(self.unit)))
        gone = chance.random(len(self.unit)) < 0.2
        self.upper[gone] = np.nan
        self.served = (sizes + chance.integers(0, 30, self.units)).astype(float)
        self.strata = np.arange(self.units) % 2
        self.in_all = np.array([8.0, 5.0])[self.strata]
        self.sizes = sizes.astype(float)
        self.together = chance.integers(0, self.units, self.units)
        """Units with the same label are one stratum, where people were drawn unit by unit."""

    def plan(self, stages: Stages) -> Plan:
        weights = np.ones(self.units)
        if stages is Stages.UNITS_APART:
            served, sizes = self._of_strata(self.served), self._of_strata(self.sizes)
            return Plan(stages, served / sizes, self.served, self.together, served, self.lonely)
        if stages is Stages.UNITS_THEN_PEOPLE:
            weights = self.served / self.sizes
        if stages is Stages.UNITS_THEN_PEOPLE:
            weights = weights * self.in_all / np.bincount(self.strata)[self.strata]
        return Plan(stages, weights, self.served, self.strata, self.in_all, self.lonely)

    def _of_strata(self, values: Floats) -> Floats:
        return np.bincount(self.together, values, minlength=self.units)[self.together]

    def design(self, stages: Stages) -> Design:
        if stages is Stages.PEOPLE:
            made = simple_random(len(self.unit), float(self.served.sum()))
        elif stages is Stages.UNITS_APART:
            label = self.together[self.unit]
            made = stratified(label, self._of_strata(self.served)[self.unit])
        else:
            of_unit = self.in_all[self.unit]
            made = two_stage(self.unit, of_unit, self.served[self.unit], self.strata[self.unit])
        return Design(made.weights, made.stages, self.lonely)

    def moments(self) -> Moments:
        return moments(self.unit, self.units, self.upper, self.lower)


samples = st.builds(Sample, st.integers(0, 10**6), st.sampled_from(LONELY))


@pytest.mark.parametrize("stages", Stages)
@given(sample=samples)
def test_the_same_value_error_and_degrees(stages: Stages, sample: Sample) -> None:
    """Whatever the design, and whoever did not answer."""
    short = ratio(sample.moments(), sample.plan(stages))
    long = linearise.ratio(sample.design(stages), sample.upper, sample.lower)
    assert short.n == long.n
    if not long.n:
        return
    assert short.value == pytest.approx(long.value, rel=1e-12)
    assert short.variance == pytest.approx(long.variance, rel=1e-9, abs=1e-14)
    assert short.degrees == max(0, long.degrees)


@given(sample=samples, unit=st.integers(0, 6))
def test_a_unit_on_its_own_is_a_sample_of_its_people(sample: Sample, unit: int) -> None:
    """Each unit's own figure is that of a simple random sample of those whom it served."""
    unit = unit % sample.units
    inside = sample.unit == unit
    plan = sample.plan(Stages.UNITS_APART)
    own = by_unit(sample.moments(), plan).of(unit)
    design = simple_random(int(inside.sum()), float(sample.served[unit]))
    long = linearise.ratio(
        Design(design.weights, design.stages, LonelyUnit.CERTAINTY),
        sample.upper[inside],
        sample.lower[inside],
    )
    assert own.n == long.n
    if long.n and inside.sum() > 1:
        assert own.value == pytest.approx(long.value)
        assert own.variance == pytest.approx(long.variance, rel=1e-9, abs=1e-14)


@given(sample=samples, parts=st.integers(1, 5), seed=st.integers(0, 1000))
def test_parts_add_up_in_any_order(sample: Sample, parts: int, seed: int) -> None:
    """The moments of parts, added, are the moments of all; the order of people does not matter."""
    order = np.random.default_rng(seed).permutation(len(sample.unit))
    cut = np.array_split(order, parts)
    made = [
        moments(sample.unit[part], sample.units, sample.upper[part], sample.lower[part])
        for part in cut
    ]
    total = made[0]
    for one in made[1:]:
        total += one
    assert np.allclose(total.uu, sample.moments().uu)
    assert np.allclose(total.people, sample.moments().people)
    assert np.allclose(total.ul, sample.moments().ul)


def test_a_lone_unit_is_nobodys_silent_choice() -> None:
    """One unit in a stratum has no variance to be seen: refused until somebody chooses."""
    people = moments(np.zeros(4, dtype=np.int64), 1, np.array([1.0, 0, 1, 1]), np.ones(4))
    plan = Plan(
        Stages.UNITS_THEN_PEOPLE,
        np.ones(1),
        np.full(1, 50.0),
        np.zeros(1, dtype=np.int64),
        np.full(1, 9.0),
    )
    with pytest.raises(LonelyUnitError):
        ratio(people, plan)
