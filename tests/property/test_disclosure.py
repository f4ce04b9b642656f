"""No sum over the tree of units gives a few people away: everything shown is attacked by a program."""

from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from analysis.attack import Cell, attack, away, cells_of
from analysis.disclosure import Forest, UnitCounts, Withheld, withheld

pytestmark = pytest.mark.long

FIELDS = ("land", "business", "justice", "other")
SECTIONS = {"access": ("a1", "a2", "a3"), "officers": ("o1", "o2"), "overall": ("v",)}


class Office:
    """A random tree of units, with people of few and many in its cells."""

    def __init__(self, seed: int) -> None:
        chance = np.random.default_rng(seed)
        names = ["P"]
        self.below: dict[str, list[str]] = {}
        for name in names:
            if len(name) < 4 and len(names) < 12:
                more = int(chance.integers(0, 5)) if name != "P" else int(chance.integers(1, 5))
                self.below[name] = [f"{name}{n}" for n in range(more)]
                names += self.below[name]
        self.names = names
        self.own = {name: self._people(chance, not self.below.get(name)) for name in names}

    def _people(self, chance: np.random.Generator, leaf: bool) -> UnitCounts:
        scale = chance.choice([0, 2, 8, 40]) if leaf else chance.choice([0, 0, 3])
        values = {one: int(chance.poisson(scale * chance.choice([0.1, 1, 2]))) for one in FIELDS}
        n = sum(values.values()) + int(chance.choice([0, 0, 2]))
        rated = {
            section: {one: int(chance.binomial(n, chance.choice([0.2, 0.9, 1]))) for one in asked}
            for section, asked in SECTIONS.items()
        }
        raters = max((max(one.values()) for one in rated.values()), default=0)
        others = {"reason": int(chance.binomial(n, chance.choice([0, 0.1, 0.5])))}
        return UnitCounts(n, raters, rated, {"field": values}, others)

    @property
    def forest(self) -> Forest:
        return Forest(("P",), self.below)

    def rolled(self, name: str) -> UnitCounts:
        parts = [self.own[name], *(self.rolled(child) for child in self.below.get(name, []))]
        return UnitCounts(
            sum(one.responses for one in parts),
            sum(one.raters for one in parts),
            {s: {q: sum(p.sections[s][q] for p in parts) for q in asked} for s, asked in SECTIONS.items()},
            {"field": {v: sum(p.values["field"][v] for p in parts) for v in FIELDS}},
            {"reason": sum(p.others["reason"] for p in parts)},
        )  # fmt: skip

    @property
    def counts(self) -> dict[str, UnitCounts]:
        return {name: self.rolled(name) for name in self.names}


@settings(max_examples=30)
@given(seed=st.integers(0, 10**6), threshold=st.sampled_from([5, 10]))
@example(seed=947, threshold=5)  # nobody of one unit is in a field that another one hides
def test_nobody_works_out_a_few_people(seed: int, threshold: int) -> None:
    """Of a unit or a criterion no more is known than that it is hidden; no field is ever known."""
    office = Office(seed)
    found = withheld(office.forest, office.counts, threshold)
    made = attack(office.forest, office.counts, found, threshold)
    assert not made.known
    assert {one.cell[1] for one in made.narrow} <= {"field"}


@settings(max_examples=60)
@given(seed=st.integers(0, 10**6))
def test_all_figures_of_a_few_people_are_hidden(seed: int) -> None:
    """Under the threshold nothing is shown, wherever in the tree it stands."""
    office = Office(seed)
    hidden = away(office.counts, withheld(office.forest, office.counts, 5))
    for name, one in office.counts.items():
        for cell, n in cells_of(name, one):
            if 0 < n < 5 and cell[1] != "sum":
                assert cell in hidden, cell


def test_the_attack_finds_what_is_left_open() -> None:
    """With nothing kept back but the few themselves, they are known at once."""
    one = {"A": UnitCounts(3, 3), "B": UnitCounts(40, 40), "P": UnitCounts(43, 43)}
    found = attack(Forest(("P",), {"P": ["A", "B"]}), one, Withheld(frozenset({"A"})), 5)
    # The province collects nothing itself, but a reader cannot know that.
    assert [reach.cell for reach in found.narrow] == [("A", "n")]


def _sums_left(office: Office, found: Withheld) -> Iterator[tuple[Cell, int]]:
    """Each sum of ratings that a reader has of criteria he does not see, and the fewest behind it.

    These are in each unit the rest of a section and the rest of the whole, and in each unit above
    others what its own people and the units that are away have of them.
    """
    for name in office.names:
        if name in found.units:
            continue
        yield from _left(office, found, name, [name], [office.rolled(name)])
        children = office.below.get(name, [])
        shown = [one for one in children if one not in found.units]
        gone = [office.rolled(one) for one in children if one in found.units]
        if shown:
            yield from _left(office, found, name, shown, [office.own[name], *gone])


def _left(
    office: Office, found: Withheld, name: str, seen_of: list[str], people: list[UnitCounts]
) -> Iterator[tuple[Cell, int]]:
    """The rests of the sections and of the whole of some `people`, when `seen_of` is what is shown."""
    closed = [s for s in SECTIONS if any((one, s) in found.sections for one in seen_of)]
    behind = dict.fromkeys((*SECTIONS, ""), 0)
    for one in people:
        for section, rated in one.sections.items():
            rest = [
                n for q, n in rated.items() if any((unit, q) in found.criteria for unit in seen_of)
            ]
            behind[section] += max(rest, default=0)
        rest = [n for s in closed for n in one.sections[s].values()]
        all_of_them = len(closed) == len(SECTIONS)
        behind[""] += one.raters if all_of_them else max(rest, default=0)
    yield from (((name, *seen_of, s), n) for s, n in behind.items() if s not in closed)


@settings(max_examples=200)
@given(seed=st.integers(0, 10**6), threshold=st.sampled_from([5, 10]))
def test_what_is_left_of_a_sum_of_ratings_comes_from_enough_people(
    seed: int, threshold: int
) -> None:
    """The same three people may have rated two criteria: six ratings are not six people."""
    office = Office(seed)
    for where, people in _sums_left(office, withheld(office.forest, office.counts, threshold)):
        assert people == 0 or people >= threshold, where


def test_large_offices_hide_nothing() -> None:
    """Where all cells are large, all is shown."""
    one = UnitCounts(100, 100, {"overall": {"v": 100}}, {"field": {"land": 60, "justice": 40}})
    both = UnitCounts(200, 200, {"overall": {"v": 200}}, {"field": {"land": 120, "justice": 80}})
    found = withheld(Forest(("P",), {"P": ["A", "B"]}), {"P": both, "A": one, "B": one}, 10)
    assert found == Withheld()


def test_a_small_unit_takes_a_companion_and_all_below_it() -> None:
    """Three people in A: B goes too, or the difference from P would be A; and what is below B."""
    counts = {
        "P": UnitCounts(60, 60),
        "A": UnitCounts(3, 3),
        "B": UnitCounts(7, 7),
        "C": UnitCounts(50, 50),
        "B1": UnitCounts(7, 7),
    }
    found = withheld(Forest(("P",), {"P": ["A", "B", "C"], "B": ["B1"]}), counts, 5)
    assert found.units == {"A", "B", "B1"}


@pytest.mark.parametrize("threshold", [5, 10])
def test_most_of_an_ordinary_office_stays_to_be_seen(threshold: int) -> None:
    """Hiding everything would be safe and useless: units of 40 and more keep their figures."""
    chance = np.random.default_rng(3)
    below = {"P": [f"C{n}" for n in range(20)]}
    own = {
        name: UnitCounts(n, n, {"overall": {"v": n}}, {"field": dict(zip(FIELDS, parts, strict=True))})
        for name in below["P"]
        for parts in [chance.multinomial(int(chance.integers(40, 200)), [0.5, 0.3, 0.15, 0.05]).tolist()]
        for n in [sum(parts)]
    }  # fmt: skip
    whole = UnitCounts(
        sum(one.responses for one in own.values()),
        sum(one.raters for one in own.values()),
        {"overall": {"v": sum(one.raters for one in own.values())}},
        {"field": {v: sum(one.values["field"][v] for one in own.values()) for v in FIELDS}},
    )
    found = withheld(Forest(("P",), below), {"P": whole, **own}, threshold)
    assert not found.units
    assert not found.criteria
    assert {value for unit, _, value in found.values if unit == "P"} == set()
    gone = {value for unit, _, value in found.values}
    assert not gone & ({"land", "business"} if threshold == 5 else {"land"})


def test_two_small_criteria_take_one_that_enough_people_rated() -> None:
    """Three people rated a and b: the section's sum less c and d would be their six ratings."""
    one = UnitCounts(30, 30, {"s": {"a": 3, "b": 3, "c": 20, "d": 30}})
    found = withheld(Forest(("P",), {}), {"P": one}, 5)
    assert found.criteria == {("P", "a"), ("P", "b"), ("P", "c")}


def test_two_small_criteria_of_a_unit_below_take_one_too() -> None:
    """The same of a unit whose sister was asked more."""
    counts = {
        "P": UnitCounts(60, 60, {"s": {"a": 20, "b": 20, "c": 45, "d": 60}}),
        "A": UnitCounts(30, 30, {"s": {"a": 3, "b": 3, "c": 20, "d": 30}}),
        "B": UnitCounts(30, 30, {"s": {"a": 17, "b": 17, "c": 25, "d": 30}}),
    }
    found = withheld(Forest(("P",), {"P": ["A", "B"]}), counts, 5)
    assert found.criteria == {(unit, one) for unit in "AB" for one in "abc"}


def test_a_question_that_few_of_a_unit_answered_is_hidden_in_another_one_too() -> None:
    """Two people of A said why they were not content: P less B would say it for them."""
    counts = {
        "P": UnitCounts(100, 100, others={"reasons": 32}),
        "A": UnitCounts(40, 40, others={"reasons": 2}),
        "B": UnitCounts(30, 30, others={"reasons": 10}),
        "C": UnitCounts(30, 30, others={"reasons": 20}),
    }
    found = withheld(Forest(("P",), {"P": ["A", "B", "C"]}), counts, 5)
    assert found.criteria == {("A", "reasons"), ("B", "reasons")}
