"""No sum over the tree of units gives a few people away: everything shown is attacked by a program."""

from collections.abc import Hashable, Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.disclosure import Forest, UnitCounts, Withheld, withheld
from analysis.suppression import Reach, Sum, Tables, attacked

FIELDS = ("land", "business", "justice", "other")
SECTIONS = {"access": ("a1", "a2", "a3"), "officers": ("o1", "o2"), "overall": ("v",)}
Cell = tuple[Hashable, ...]


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
        return UnitCounts(n, raters, rated, {"field": values})

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
        )  # fmt: skip

    @property
    def counts(self) -> dict[str, UnitCounts]:
        return {name: self.rolled(name) for name in self.names}


def _cells(name: str, one: UnitCounts) -> Iterator[tuple[Cell, int]]:
    """Every figure of a unit, and what of it belongs to no field."""
    yield (name, "n"), one.responses
    for section, rated in one.sections.items():
        yield (name, "sum", section), sum(rated.values())
        for criterion, n in rated.items():
            yield (name, "of", criterion), n
    for value, n in one.values["field"].items():
        yield (name, "field", value), n
    yield (name, "field", ""), one.responses - sum(one.values["field"].values())
    yield (name, "sum", ""), sum(sum(rated.values()) for rated in one.sections.values())


def _tables(office: Office) -> Tables[Cell]:
    counts: dict[Cell, int] = {}
    sums: list[Sum[Cell]] = []
    for name in office.names:
        one = office.rolled(name)
        counts |= dict(_cells(name, one))
        counts |= {("own", *cell): n for cell, n in _cells(name, office.own[name])}
        fields = tuple((name, "field", value) for value in ("", *FIELDS))
        sums.append(Sum((name, "n"), fields))
        sums.append(Sum((name, "sum", ""), tuple((name, "sum", one) for one in SECTIONS)))
        for section, asked in SECTIONS.items():
            sums.append(Sum((name, "sum", section), tuple((name, "of", one) for one in asked)))
        for cell, _ in _cells(name, one):
            children = [(child, *cell[1:]) for child in office.below.get(name, [])]
            sums.append(Sum(cell, (("own", *cell), *children)))
    return Tables(counts, sums)


def _away(office: Office, found: Withheld) -> frozenset[Cell]:
    """The cells that no page shows."""
    hidden: set[Cell] = set()
    for name in office.names:
        for cell, n in _cells(name, office.rolled(name)):
            hidden.add(("own", *cell))
            whole = name in found.units
            section = cell[1] == "sum" and (name, cell[2]) in found.sections
            criterion = cell[1] == "of" and (name, cell[2]) in found.criteria
            value = cell[1] == "field" and ((name, "field", cell[2]) in found.values or not cell[2])
            if n and (whole or section or criterion or value):
                hidden.add(cell)
    return frozenset(hidden)


def _known(office: Office, threshold: int) -> dict[Cell, tuple[int, Reach[Cell]]]:
    """Each hidden figure of a few people, and how close a reader comes to it."""
    tables = _tables(office)
    hidden = _away(office, withheld(office.forest, office.counts, threshold))
    few = {one for one in hidden if 0 < tables.counts[one] < threshold and one[0] != "own"}
    return {one.cell: (tables.counts[one.cell], one) for one in attacked(tables, hidden, only=few)}


@settings(max_examples=60)
@given(seed=st.integers(0, 10**6), threshold=st.sampled_from([5, 10]))
def test_nobody_works_out_a_few_people(seed: int, threshold: int) -> None:
    """Of a unit or a criterion no more is known than that it is hidden; no field is ever known."""
    for cell, (_, reach) in _known(Office(seed), threshold).items():
        width = reach.most - reach.least
        nothing = reach.least == 0 and reach.most >= threshold - 1
        whole = cell[1] in ("n", "of")
        assert width >= threshold or nothing or (not whole and width >= 1), (cell, reach)


@settings(max_examples=60)
@given(seed=st.integers(0, 10**6))
def test_all_figures_of_a_few_people_are_hidden(seed: int) -> None:
    """Under the threshold nothing is shown, wherever in the tree it stands."""
    office = Office(seed)
    found = withheld(office.forest, office.counts, 5)
    hidden = _away(office, found)
    for name in office.names:
        for cell, n in _cells(name, office.rolled(name)):
            if 0 < n < 5 and cell[1] != "sum":
                assert cell in hidden, cell


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
