"""Answers of a closed round row by row, so that they open nothing that its figures keep back.

First everything is masked that the summaries hide: units, criteria, fields and questions, before any
row is looked at (`places_of`). What is left of a place and a column is a sum of shown figures, so the
rows say no more of hidden ones than the figures do. Then rows are made alike until `K` of them share
what could tell a person (`told_alike`); that looks at masked rows alone.
"""

import hashlib
import random
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from analysis.disclosure import Forest, UnitCounts, Withheld
from surveys.tally import FIELD

K = 10
"""Fewest rows with the same place, sex, age and field."""

SEX, AGE = "sex", "age"
"""Ids of the questions of which micro-data tell the answers."""

HIDDEN, NOT_ASKED, NOT_APPLICABLE, SKIPPED = 996, 997, 998, 999
"""What stands for a rating that is none; no scale reaches them, since an answer takes one byte."""


@dataclass(frozen=True, slots=True)
class Person:
    """One row: who could be meant, and the ratings in the order of the criteria.

    None is what was not stated or is not told. `age` is a band, `age_group` two bands together.
    """

    place: str
    sex: str | None
    age: str | None
    age_group: str | None
    field: str | None
    ratings: tuple[int, ...]

    @property
    def key(self) -> tuple[str, ...]:
        """What could tell a person."""
        return (
            self.place,
            self.sex or "",
            self.age or "",
            self.age_group or "",
            self.field or "",
        )


@dataclass(frozen=True)
class Place:
    """A unit, or what of it is not told apart: its own people with those of hidden units below.

    `criteria`, `fields` and `questions` are what its rows may tell, `units` those that it is made of.
    """

    code: str
    units: frozenset[str]
    criteria: frozenset[str]
    fields: frozenset[str]
    questions: frozenset[str]


def together(*several: Withheld) -> Withheld:
    """What is hidden in any of them."""
    return Withheld(
        frozenset().union(*(one.units for one in several)),
        frozenset().union(*(one.criteria for one in several)),
        frozenset().union(*(one.sections for one in several)),
        frozenset().union(*(one.values for one in several)),
    )


def places_of(
    forest: Forest, counts: Mapping[str, UnitCounts], held: Withheld
) -> Mapping[str, Place]:
    """The place of each unit that has one: itself, or the nearest unit above it that is shown.

    Units without anybody in the figures have none.

    Beside units below that are shown, what is left of a unit may tell only what all of these show:
    else its part, taken from the unit's sum, would be theirs.
    """
    above: dict[str, str] = {}
    waiting: list[tuple[str, str]] = [(top, top) for top in forest.tops if top not in held.units]
    for unit, place in waiting:
        if unit not in counts:
            continue
        above[unit] = place
        for child in forest.below.get(unit, ()):
            hidden = child in held.units or unit != place
            waiting.append((child, place if hidden else child))
    members: dict[str, set[str]] = {}
    for unit, place in above.items():
        members.setdefault(place, set()).add(unit)
    return {
        unit: _place(place, members[place], forest, counts, held) for unit, place in above.items()
    }


def _place(
    code: str,
    units: set[str],
    forest: Forest,
    counts: Mapping[str, UnitCounts],
    held: Withheld,
) -> Place:
    beside = [one for one in forest.below.get(code, ()) if one not in held.units and one in counts]
    criteria = {one for part in counts[code].sections.values() for one in part}
    fields = set(counts[code].values.get(FIELD, {}))
    questions = set(counts[code].others)
    for one in (code, *beside):
        criteria -= {name for unit, name in held.criteria if unit == one}
        questions -= {name for unit, name in held.criteria if unit == one}
        fields -= {value for unit, what, value in held.values if (unit, what) == (one, FIELD)}
    return Place(
        code, frozenset(units), frozenset(criteria), frozenset(fields), frozenset(questions)
    )


def masked(one: Person, place: Place, criteria: Sequence[str]) -> Person:
    """A row without what its place does not show."""
    ratings = one.ratings
    if not place.criteria.issuperset(criteria):
        ratings = tuple(
            rating if name in place.criteria else HIDDEN
            for name, rating in zip(criteria, one.ratings, strict=True)
        )
    aged = AGE in place.questions
    return Person(
        place.code,
        one.sex if SEX in place.questions else None,
        one.age if aged else None,
        one.age_group if aged else None,
        one.field if one.field in place.fields else None,
        ratings,
    )


def told_alike(rows: Iterable[Person], k: int = K) -> list[Person]:
    """The rows with less told of some, so that each combination of what could tell a person has `k`.

    Bands of age are merged first, then field, age and sex are left out; rows of a place that has
    fewer than `k` in all are dropped, with those of others when these would be fewer than `k`.
    """
    found = _large_places(list(rows), k)
    for blank in (_merge_ages, _without_field, _without_age, _without_sex):
        few = {key for key, n in Counter(one.key for one in found).items() if n < k}
        found = [blank(one) if one.key in few else one for one in found]
    numbers = Counter(one.key for one in found)
    blanked = set()
    for place in {one.place for one in found}:
        blanked |= _companions({key: n for key, n in numbers.items() if key[0] == place}, k)
    return [_blank(one) if one.key in blanked else one for one in found]


def _companions(numbers: Mapping[tuple[str, ...], int], k: int) -> set[tuple[str, ...]]:
    """The combinations of a place that lose all, so that those who have lost all are not few."""
    chosen: set[tuple[str, ...]] = set()
    blank = sum(n for key, n in numbers.items() if not any(key[1:]))
    for n, key in sorted((n, key) for key, n in numbers.items() if any(key[1:])):
        if not 0 < blank < k:
            break
        chosen.add(key)
        blank += n
    return chosen


def _large_places(rows: list[Person], k: int) -> list[Person]:
    numbers = Counter(one.place for one in rows)
    gone = {place for place, n in numbers.items() if n < k}
    rest = sorted((n, place) for place, n in numbers.items() if place not in gone)
    while rest and 0 < sum(numbers[place] for place in gone) < k:
        gone.add(rest.pop(0)[1])
    return [one for one in rows if one.place not in gone]


def _merge_ages(one: Person) -> Person:
    return replace(one, age=None)


def _without_field(one: Person) -> Person:
    return replace(one, field=None)


def _without_age(one: Person) -> Person:
    return replace(one, age_group=None)


def _without_sex(one: Person) -> Person:
    return replace(one, sex=None)


def _blank(one: Person) -> Person:
    return replace(one, sex=None, age=None, age_group=None, field=None)


def shuffled(rows: Iterable[Person], seed: str) -> list[Person]:
    """The rows in an order that says nothing of the one in which they came or are stored."""
    ordered = sorted(rows, key=lambda one: (one.key, one.ratings))
    number = int.from_bytes(hashlib.sha256(seed.encode()).digest())
    random.Random(number).shuffle(ordered)  # nosec B311 # the same file each time
    return ordered
