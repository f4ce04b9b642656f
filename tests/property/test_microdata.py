"""Micro-data open nothing that the figures of a round hide, whatever the tree and whoever answered."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.attack import OF, OWN, N, away, linked
from analysis.disclosure import Forest, UnitCounts, Withheld, withheld
from analysis.microdata import (
    AGE,
    HIDDEN,
    SEX,
    SKIPPED,
    K,
    Person,
    masked,
    places_of,
    shuffled,
    together,
    told_alike,
)
from analysis.reach import Reach, Sum, Tables, attacked
from surveys.tally import FIELD

pytestmark = pytest.mark.long

CRITERIA = ("a1", "a2", "o1", "v")
SECTIONS = {"access": ("a1", "a2"), "officers": ("o1",), "overall": ("v",)}
FIELDS = ("land", "business", "justice")
BANDS = ("18_24", "25_34", "35_49")


@dataclass(frozen=True)
class Office:
    """A random tree of units with everybody who answered there."""

    forest: Forest
    names: tuple[str, ...]
    people: Mapping[str, tuple[Person, ...]]

    def all_of(self, name: str) -> list[Person]:
        found = list(self.people[name])
        for child in self.forest.below.get(name, ()):
            found += self.all_of(child)
        return found

    @property
    def counts(self) -> dict[str, UnitCounts]:
        return {name: _counts(self.all_of(name)) for name in self.names}


def _counts(people: Sequence[Person]) -> UnitCounts:
    rated = {name: _rated(people, at) for at, name in enumerate(CRITERIA)}
    fields = Counter(one.field for one in people)
    return UnitCounts(
        len(people),
        max(rated.values(), default=0),
        {section: {one: rated[one] for one in asked} for section, asked in SECTIONS.items()},
        {FIELD: {one: fields[one] for one in FIELDS}},
        {
            SEX: sum(one.sex is not None for one in people),
            AGE: sum(one.age is not None for one in people),
        },
    )


def _rated(people: Sequence[Person], at: int) -> int:
    return sum(one.ratings[at] < HIDDEN for one in people)


def office_of(seed: int) -> Office:
    chance = np.random.default_rng(seed)
    names, below = ["P"], {}
    for name in names:
        if len(name) < 4 and len(names) < 10:
            more = int(chance.integers(1 if name == "P" else 0, 5))
            below[name] = [f"{name}{n}" for n in range(more)]
            names += below[name]
    people = {name: tuple(_people(chance, name, not below.get(name))) for name in names}
    return Office(Forest(("P",), below), tuple(names), people)


def _people(chance: np.random.Generator, name: str, leaf: bool) -> list[Person]:
    n = int(chance.poisson(chance.choice([0, 2, 8, 30, 90] if leaf else [0, 0, 3])))
    asked = [chance.choice([0.1, 0.9, 1.0]) for _ in CRITERIA]
    found = []
    for _ in range(n):
        ratings = tuple(
            int(chance.integers(1, 6)) if chance.random() < one else SKIPPED for one in asked
        )
        age = str(chance.choice(BANDS)) if chance.random() < 0.9 else None
        group = None if age is None else ("young" if age != "35_49" else age)
        sex = str(chance.choice(["male", "female"])) if chance.random() < 0.95 else None
        field = str(chance.choice(FIELDS, p=[0.7, 0.25, 0.05]))
        found.append(Person(name, sex, age, group, field, ratings))
    return found


def held_of(office: Office, threshold: int) -> Withheld:
    counts = office.counts
    several = {threshold, max(threshold, K)}
    return together(*(withheld(office.forest, counts, one) for one in several))


def file_of(office: Office, held: Withheld) -> list[Person]:
    places = places_of(office.forest, office.counts, held)
    rows = [
        masked(one, places[name], CRITERIA)
        for name in office.names
        if name in places
        for one in office.people[name]
    ]
    return shuffled(told_alike(rows), "2026-H1")


@settings(max_examples=60)
@given(seed=st.integers(0, 10**6), threshold=st.sampled_from([5, 10]))
def test_no_combination_has_fewer_than_ten_rows(seed: int, threshold: int) -> None:
    """Of place, sex, age and field, in all subsets of them."""
    office = office_of(seed)
    rows = file_of(office, held_of(office, threshold))
    for size in range(1, 6):
        for chosen in combinations(range(5), size):
            numbers = Counter(tuple(one.key[at] for at in chosen) for one in rows)
            assert min(numbers.values(), default=K) >= K, chosen


@settings(max_examples=60)
@given(seed=st.integers(0, 10**6), threshold=st.sampled_from([5, 10]))
def test_no_row_tells_what_its_place_hides(seed: int, threshold: int) -> None:
    """No hidden unit, criterion, field or question, by the summaries that readers have."""
    office = office_of(seed)
    seen = withheld(office.forest, office.counts, threshold)
    for one in file_of(office, held_of(office, threshold)):
        assert one.place not in seen.units
        for name, rating in zip(CRITERIA, one.ratings, strict=True):
            assert rating == HIDDEN or (one.place, name) not in seen.criteria
        assert (one.place, FIELD, one.field) not in seen.values
        assert one.sex is None or (one.place, SEX) not in seen.criteria
        assert one.age_group is None or (one.place, AGE) not in seen.criteria


def _left(office: Office, held: Withheld, place: str, what: tuple[str, ...]) -> tuple[int, bool]:
    """What a reader of the summaries has of a place: a unit less those below that are shown.

    The second says whether all of these figures are shown to him.
    """
    counts, tables = office.counts, linked(office.forest, office.counts).counts
    gone = away(counts, held)
    units = [place, *(one for one in office.forest.below.get(place, ()) if one not in held.units)]
    cells = [(unit, *what) for unit in units]
    number = tables[cells[0]] - sum(tables[cell] for cell in cells[1:])
    return number, not gone & set(cells)


@settings(max_examples=60)
@given(seed=st.integers(0, 10**6), threshold=st.sampled_from([5, 10]))
def test_every_count_of_the_file_is_in_the_summaries(seed: int, threshold: int) -> None:
    """Whatever the file counts by place could be had from shown figures: it is no new equation."""
    office = office_of(seed)
    held = held_of(office, threshold)
    seen = withheld(office.forest, office.counts, threshold)
    rows = file_of(office, held)
    for place in {one.place for one in rows}:
        inside = [one for one in rows if one.place == place]
        whole, shown = _left(office, seen, place, (N,))
        lumped, _ = _left(office, held, place, (N,))
        assert shown
        assert len(inside) == lumped >= whole
        for at, name in enumerate(CRITERIA):
            if any(one.ratings[at] != HIDDEN for one in inside):
                number, _ = _left(office, held, place, (OF, name))
                assert _rated(inside, at) == number
                assert _shown_in_all(office, held, seen, place, name)
        for value in FIELDS:
            told = sum(one.field == value for one in inside)
            if told:
                assert told <= _left(office, held, place, (FIELD, value))[0]


def _shown_in_all(office: Office, held: Withheld, seen: Withheld, place: str, name: str) -> bool:
    beside = [one for one in office.forest.below.get(place, ()) if one not in held.units]
    counted = [one for one in (place, *beside) if office.counts[one].responses]
    return all((one, name) not in seen.criteria for one in counted)


@settings(max_examples=25)
@given(seed=st.integers(0, 10**6), threshold=st.sampled_from([5, 10]))
def test_a_linear_program_learns_nothing_from_the_file(seed: int, threshold: int) -> None:
    """The attack on the summaries, with and without the file: every hidden figure stays as open."""
    office = office_of(seed)
    held = held_of(office, threshold)
    seen = withheld(office.forest, office.counts, threshold)
    plain = _attack(office, seen, threshold, [])
    assert _attack(office, seen, threshold, _equations(office, held)) == plain


Cell = tuple[str, ...]


def _equations(office: Office, held: Withheld) -> list[tuple[int, list[Cell]]]:
    """What the file says: so many rows, and so many ratings, of units that make a place up."""
    places = places_of(office.forest, office.counts, held)
    rows = [
        masked(one, places[u], CRITERIA)
        for u in office.names
        if u in places
        for one in office.people[u]
    ]
    told: list[tuple[int, list[Cell]]] = []
    for place in {one.code: one for one in places.values()}.values():
        inside = [one for one in rows if one.place == place.code]
        told.append((len(inside), _own(office, place.units, (N,))))
        for at, name in enumerate(CRITERIA):
            if name in place.criteria:
                told.append((_rated(inside, at), _own(office, place.units, (OF, name))))
        for value in place.fields:
            number = sum(one.field == value for one in inside)
            told.append((number, _own(office, place.units, (FIELD, value))))
    return told


def _own(office: Office, units: frozenset[str], what: Cell) -> list[Cell]:
    return [(OWN, unit, *what) for unit in sorted(units)]


def _attack(
    office: Office, seen: Withheld, threshold: int, told: list[tuple[int, list[Cell]]]
) -> tuple[Reach[Cell], ...]:
    counts = office.counts
    tables = linked(office.forest, counts)
    cells, sums = dict(tables.counts), list(tables.sums)
    for place, (number, parts) in enumerate(told):
        cells["told", str(place)] = number
        sums.append(Sum(("told", str(place)), tuple(parts)))
    gone = away(counts, seen) | {cell for cell in tables.counts if cell[0] == OWN}
    few = {c for c in gone if c[0] != OWN and 0 < tables.counts[c] < threshold}
    found = attacked(Tables(cells, sums), gone, only=few)
    return tuple(replace(one, least=round(one.least, 3), most=round(one.most, 3)) for one in found)


def test_a_unit_hidden_by_complement_does_not_come_back() -> None:
    """Three people in A take B along; both stand under P, with nothing that tells them apart."""
    people = [Person("", "male", "18_24", "young", "land", (5, 4, 3, 5))]
    office = Office(
        Forest(("P",), {"P": ["A", "B", "C"]}),
        ("P", "A", "B", "C"),
        {"P": (), "A": tuple(people * 3), "B": tuple(people * 20), "C": tuple(people * 50)},
    )
    rows = file_of(office, held_of(office, 5))
    assert Counter(one.place for one in rows) == {"P": 23, "C": 50}


def test_the_order_of_rows_is_not_that_of_the_store() -> None:
    """Stored backwards, the file is the same; another round is shuffled otherwise."""
    office = office_of(3)
    rows = [one for name in office.names for one in office.people[name]]
    assert shuffled(rows, "2026-H1") == shuffled(rows[::-1], "2026-H1")
    assert shuffled(rows, "2026-H1") != shuffled(rows, "2026-H2")
    assert shuffled(rows, "2026-H1") != sorted(rows, key=lambda one: (one.key, one.ratings))


def test_less_is_told_before_anybody_is_left_out() -> None:
    """In one place nobody is dropped; ages are merged before fields go."""
    young = [
        Person("P", "male", band, "young", "land", (1,)) for band in BANDS[:2] for _ in range(6)
    ]
    rest = [Person("P", "female", "35_49", "35_49", "land", (1,))] * 3
    rows = told_alike([*young, *rest])
    assert len(rows) == 15
    assert {one.key for one in rows} == {("P", "", "", "", "")}
    assert {one.key for one in told_alike(young)} == {("P", "male", "", "young", "land")}
