"""Weighted shares from tallies: what person by person gives, and nothing of units that are not shown."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from analysis.disclosure import NOTHING_WITHHELD, Withheld
from analysis.sampling import Sample
from analysis.statistics import linearise
from analysis.statistics.design import LonelyUnit, stratified
from analysis.weighing import WHOLE, Weighing
from surveys.questionnaire import find
from surveys.round import Design
from surveys.tally import CHANNEL, Slice, Tally
from surveys.unit import UnitKind

pytestmark = pytest.mark.long

CRITERION = find("three-level-counter@1").criteria[0]
PAPER = (CHANNEL, "paper")


def cells_of(satisfied: int, others: int) -> Slice:
    return Slice(satisfied + others, {CRITERION.id: {"3": satisfied, "1": others}})


def weighing_of(
    people: list[tuple[int, int]],
    served: list[int],
    design: Design = Design.STRATIFIED,
    withheld: Withheld = NOTHING_WITHHELD,
    paper: list[tuple[int, int]] | None = None,
) -> Weighing:
    """Units with some satisfied and some other people, a few of them on paper."""
    codes = tuple(f"U{n}" for n in range(len(people)))
    tallies: dict[str, Tally] = {
        code: {WHOLE: cells_of(*both), PAPER: cells_of(*(paper or people)[n])}
        for n, (code, both) in enumerate(zip(codes, people, strict=True))
    }
    sample = Sample(
        codes,
        tuple(sum(both) for both in people),
        tuple(UnitKind.COMMUNE for _ in codes),
        tuple(served),
        design,
        {UnitKind.COMMUNE: 3 * len(codes)},
        LonelyUnit.REFUSE,
    )
    return Weighing(sample, tallies, withheld, frozenset(), 5)


def share(weighing: Weighing, where: tuple[str, str] = WHOLE) -> float:
    found = weighing.estimate(where, [CRITERION], 1, 1).share
    assert found is not None
    return found


units = st.lists(st.tuples(st.integers(5, 40), st.integers(5, 40)), min_size=2, max_size=7)


@given(units, st.lists(st.integers(100, 5000), min_size=7, max_size=7))
def test_as_from_every_person(people: list[tuple[int, int]], served: list[int]) -> None:
    """Share, variance and degrees of freedom of a stratified sample, which R's `survey` agrees with."""
    made = weighing_of(people, served[: len(people)])
    satisfied = np.concatenate([np.repeat([1.0, 0.0], both) for both in people])
    unit = np.repeat(np.arange(len(people)), [sum(both) for both in people])
    long = linearise.ratio(
        stratified(unit, np.array(served, dtype=float)[unit]), satisfied, np.ones(len(satisfied))
    )
    short = made.estimate(WHOLE, [CRITERION], 1, len(satisfied))
    assert short.share == pytest.approx(long.value)
    spread = long.value * (1 - long.value)
    assert short.effective is not None
    assert short.effective <= min(len(satisfied), 1.01 * spread / long.variance)
    assert short.stands_for == pytest.approx(sum(served[: len(people)]))


@given(
    units,
    st.lists(st.integers(100, 5000), min_size=9, max_size=9),
    st.sampled_from([Design.STRATIFIED, Design.TWO_STAGE]),
    st.integers(1, 3),
)
def test_hidden_units_cannot_be_told_apart(
    people: list[tuple[int, int]], served: list[int], design: Design, moved: int
) -> None:
    """People who move between two hidden units change no weighted share."""
    first = [*people, (4, 0), (0, 3)]
    then = [*people, (4 - moved, moved), (moved, 3 - moved)]
    served = served[: len(first)]
    made, after = weighing_of(first, served, design), weighing_of(then, served, design)
    assert share(made) == pytest.approx(share(after), abs=1e-12)


@given(units, st.lists(st.integers(100, 5000), min_size=7, max_size=7))
def test_channels_that_units_hide_cannot_be_told_apart(
    people: list[tuple[int, int]], served: list[int]
) -> None:
    """Nor do those on paper, of two units that do not show their paper."""
    assume(len(people) > 2)
    away = Withheld(values=frozenset({("U0", *PAPER), ("U1", *PAPER)}))
    paper = [(4, 1), (1, 4), *((one // 2, two) for one, two in people[2:])]
    swapped = [paper[1], paper[0], *paper[2:]]
    made = weighing_of(people, served[: len(people)], withheld=away, paper=paper)
    then = weighing_of(people, served[: len(people)], withheld=away, paper=swapped)
    assert share(made, PAPER) == pytest.approx(share(then, PAPER), abs=1e-12)


def test_what_is_shown_keeps_its_own_weight() -> None:
    """The test above can fail: units that are shown are not put together."""
    made = weighing_of([(40, 10), (10, 40)], [1000, 100])
    then = weighing_of([(10, 40), (40, 10)], [1000, 100])
    assert share(made) == pytest.approx((0.8 * 1000 + 0.2 * 100) / 1100)
    assert share(then) == pytest.approx((0.2 * 1000 + 0.8 * 100) / 1100)
