"""No difference between the weeks of units above, below and beside each other is about a few people."""

from collections.abc import Mapping
from datetime import date, timedelta

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.disclosure import Forest
from analysis.matrix import Matrix
from analysis.statistics.monitoring import FEWEST_PERIODS
from analysis.study.periods import periods_of
from surveys.questionnaire import find

ASKED = find("three-level-counter@1")
WEEKS = tuple((date(2026, 1, 5) + timedelta(weeks=n)).isoformat() for n in range(26))
People = Mapping[str, list[int]]
"""People of a unit itself by week."""


def matrix_of(people: People) -> Matrix:
    """Everybody is content with everything."""
    units = tuple(code for code, weeks in people.items() if any(weeks))
    unit = np.repeat(np.arange(len(units)), [sum(people[code]) for code in units])
    week = np.concatenate([np.repeat(np.arange(26), people[code]) for code in units])
    criteria = tuple(one.id for one in ASKED.criteria)
    levels = np.full((len(unit), len(criteria)), 3, dtype=np.int8)
    return Matrix(criteria, levels, units, unit.astype(np.int32), WEEKS, week.astype(np.int16), {})


def shown(people: People, forest: Forest, threshold: int = 5) -> Mapping[str, tuple[str, ...]]:
    return periods_of(matrix_of(people), ASKED, forest, frozenset(), threshold)


def by_period(weeks: list[int], firsts: tuple[str, ...]) -> list[int]:
    """People by period."""
    begins = [WEEKS.index(first) for first in firsts]
    return [sum(weeks[a:b]) for a, b in zip(begins, [*begins[1:], 26], strict=True)]


def test_a_quiet_counter_slows_the_one_beside_it() -> None:
    """Weeks of the ward less those of the busy counter would be the two people of the quiet one."""
    people = {"A": [10] * 26, "B": [2] * 26}
    found = shown(people, Forest(("P",), {"P": ("A", "B")}))
    assert len(found["P"]) == 26
    assert found["A"] == found["B"] == WEEKS[:24:3]


def test_a_counter_with_too_few_people_shows_no_weeks_and_no_other_one_beside_it() -> None:
    """Of two, the weeks of one and of both would be those of the other."""
    people = {"A": [10] * 26, "B": [1] + [0] * 25}
    assert set(shown(people, Forest(("P",), {"P": ("A", "B")}))) == {"P"}


@settings(max_examples=150)
@given(seed=st.integers(0, 10**6), threshold=st.sampled_from([5, 10]))
def test_units_beside_each_other_have_the_same_weeks(seed: int, threshold: int) -> None:
    """In each period each shown unit, and what of the unit above is in none, are enough or nobody."""
    chance = np.random.default_rng(seed)
    names, below = ["P"], {}
    for name in names:
        if len(name) < 4:
            below[name] = [f"{name}{n}" for n in range(int(chance.integers(0, 4)))]
            names += below[name]
    scales = [0, 0.3, 2, 12] if seed % 2 else [4, 12]
    own = {
        name: chance.poisson(chance.choice([0, 1] if below.get(name) else scales), 26)
        for name in names
    }
    own["P"][0] += 1

    def rolled(name: str) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
        return sum((rolled(one) for one in below.get(name, [])), own[name])

    found = shown({k: n.tolist() for k, n in own.items()}, Forest(("P",), below), threshold)
    for name in names:
        children = [one for one in below.get(name, []) if one in found]
        if not children:
            continue
        assert len({found[one] for one in children}) == 1
        assert len(found[children[0]]) >= FEWEST_PERIODS
        assert set(found[children[0]]) <= set(found[name])
        rest = rolled(name) - sum(rolled(one) for one in children)
        for row in (rest, *(rolled(one) for one in children)):
            cells = by_period(row.tolist(), found[children[0]])
            assert not row.any() or min(cells) >= threshold
