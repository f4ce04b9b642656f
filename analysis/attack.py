"""Attacks what a round shows as a clever reader would: with every sum that the figures obey."""

from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass, replace

from analysis.disclosure import Forest, UnitCounts, Withheld
from analysis.reach import Reach, Sum, Tables, attacked

Cell = tuple[Hashable, ...]
"""What is counted: (unit, "n"), (unit, "of", criterion), (unit, "sum", section), (unit, dimension, value).

The empty value is what belongs to no value, the empty section the sum of all; ("own", …) is a unit's own
part, without those below it, which no page tells.
"""

_AT_ONCE = 25

N, OF, SUM, OWN = "n", "of", "sum", "own"
Progress = Callable[[float], None]


@dataclass(frozen=True)
class Attack:
    """What came of it: of `cells` figures `hidden` are shown to nobody, `few` of them of few people.

    `known` are those of few people that a reader can work out exactly: there must be none. `narrow` can
    be told to fewer people than the threshold; see `docs/statistics.md`.
    """

    cells: int
    hidden: int
    few: int
    known: tuple[Reach[Cell], ...]
    narrow: tuple[Reach[Cell], ...]


def attack(
    forest: Forest,
    counts: Mapping[str, UnitCounts],
    found: Withheld,
    threshold: int,
    progress: Progress = lambda _: None,
) -> Attack:
    """Attacks every hidden figure of 1 to `threshold` - 1 people with a linear program."""
    counts = _with_nobody(counts)
    tables = linked(forest, counts)
    hidden = away(counts, found) | {cell for cell in tables.counts if cell[0] == OWN}
    few = [c for c in sorted(hidden, key=repr) if c[0] != OWN and 0 < tables.counts[c] < threshold]
    reached: list[Reach[Cell]] = []
    for begin in range(0, len(few), _AT_ONCE):
        progress(begin / len(few))
        reached += attacked(tables, hidden, only=set(few[begin : begin + _AT_ONCE]))
    shown = [cell for cell in tables.counts if cell[0] != OWN]
    return Attack(
        cells=len(shown),
        hidden=sum(cell in hidden for cell in shown),
        few=len(few),
        known=tuple(one for one in reached if one.most - one.least < 1),
        narrow=tuple(one for one in reached if is_narrow(one, threshold)),
    )


def is_narrow(reach: Reach[Cell], threshold: int) -> bool:
    """Whether more is known of a figure than that it is hidden."""
    nothing = reach.least == 0 and reach.most >= threshold - 1
    return reach.most - reach.least < threshold and not nothing


def cells_of(unit: str, one: UnitCounts) -> Iterator[tuple[Cell, int]]:
    """Every figure of a unit, and what of it belongs to no value of a dimension."""
    yield (unit, N), one.responses
    for section, rated in one.sections.items():
        yield (unit, SUM, section), sum(rated.values())
        for criterion, n in rated.items():
            yield (unit, OF, criterion), n
    for other, n in one.others.items():
        yield (unit, OF, other), n
    yield (unit, SUM, ""), sum(sum(rated.values()) for rated in one.sections.values())
    for dimension, values in one.values.items():
        for value, n in values.items():
            yield (unit, dimension, value), n
        yield (unit, dimension, ""), one.responses - sum(values.values())


def away(counts: Mapping[str, UnitCounts], found: Withheld) -> set[Cell]:
    """The figures that no page shows."""
    hidden: set[Cell] = set()
    for unit, one in counts.items():
        for cell, n in cells_of(unit, one):
            kind, name = cell[1], cell[-1]
            # A value that is kept back is listed also where it has nobody.
            value = kind in one.values and (not name or (unit, kind, name) in found.values)
            whole = unit in found.units
            section = kind == SUM and (unit, name) in found.sections
            question = kind == OF and (unit, name) in found.criteria
            if value or (n and (whole or section or question)):
                hidden.add(cell)
    return hidden


def _with_nobody(counts: Mapping[str, UnitCounts]) -> Mapping[str, UnitCounts]:
    """The same with all values of each dimension in every unit, also those that nobody has there."""
    nobody: dict[str, dict[str, int]] = {}
    for one in counts.values():
        for dimension, values in one.values.items():
            nobody.setdefault(dimension, {}).update(dict.fromkeys(values, 0))
    filled: dict[str, UnitCounts] = {}
    for unit, one in counts.items():
        everybody: dict[str, Mapping[str, int]] = {
            name: {**none, **one.values.get(name, {})} for name, none in nobody.items()
        }
        filled[unit] = replace(one, values=everybody)
    return filled


def linked(forest: Forest, counts: Mapping[str, UnitCounts]) -> Tables[Cell]:
    """All figures, and every sum among them: values to the whole, criteria to sums, units upwards."""
    cells: dict[Cell, int] = {}
    sums: list[Sum[Cell]] = []
    for unit, one in counts.items():
        cells |= dict(cells_of(unit, one))
    for unit, one in counts.items():
        for dimension, values in one.values.items():
            parts = tuple((unit, dimension, value) for value in ("", *values))
            sums.append(Sum((unit, N), parts))
        sums.append(Sum((unit, SUM, ""), tuple((unit, SUM, section) for section in one.sections)))
        for section, rated in one.sections.items():
            sums.append(Sum((unit, SUM, section), tuple((unit, OF, name) for name in rated)))
        for cell, n in cells_of(unit, one):
            below = [(child, *cell[1:]) for child in forest.below.get(unit, ())]
            below = [part for part in below if part in cells]
            cells[OWN, *cell] = n - sum(cells[part] for part in below)
            sums.append(Sum(cell, ((OWN, *cell), *below)))
    return Tables(cells, sums)
