"""What must not be shown: figures of few people, and figures from which those of few people follow.

Everything shown is linked by sums that any reader can make: parts of a whole, units to the unit above
them, and procedure fields or channels within each unit. The rules here leave each hidden figure open by
at least as many people as the threshold; `analysis.attack` attacks the outcome with a linear
program, and the property tests let it try.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

INSIDE = 5
"""Fewest people behind a figure that the agency itself sees, unless the settings say otherwise."""

PUBLIC = 10
"""Fewest people behind a figure that everybody sees, unless the settings say otherwise."""

Shown = TypeVar("Shown")

Counts = Mapping[str, int]
"""People by part, value or criterion."""


def hidden(bases: Counts, threshold: int, outside: int = 0) -> frozenset[str]:
    """Which parts of a shown whole must be hidden.

    `bases` has the number of people of each part; `outside` is how many belong to the whole but to
    no part. Parts under the threshold are hidden; and when what is hidden or outside comes to fewer
    people than the threshold, so that subtracting the rest would show them, the smallest shown parts
    are hidden too. Parts without anybody hide nothing.
    """
    found = {part for part, n in bases.items() if 0 < n < threshold}
    unseen = outside + sum(bases[part] for part in found)
    rest = sorted((n, part) for part, n in bases.items() if n >= threshold)
    while rest and 0 < unseen < threshold:
        n, part = rest.pop(0)
        found.add(part)
        unseen += n
    return frozenset(found)


def hidden_ratings(rated: Counts, threshold: int) -> frozenset[str]:
    """Which criteria of a shown sum must be hidden; `rated` has the people who rated each.

    The same people rate many criteria, so that those of two small ones may be the same few: beside
    small ones, one that enough people rated is hidden too.
    """
    few = {one for one, n in rated.items() if 0 < n < threshold}
    rest = sorted((n, one) for one, n in rated.items() if n >= threshold)
    return frozenset(few | {one for _, one in rest[:1] if few})


@dataclass(frozen=True)
class UnitCounts:
    """How many people stand behind the figures of a unit with all below it.

    `responses` gave an answer, `raters` at least one rating; `sections` has by section those who rated
    each of its criteria, `values` by dimension those of each field or channel, `others` those who
    answered each question that is no criterion.
    """

    responses: int
    raters: int
    sections: Mapping[str, Counts] = field(default_factory=dict)
    values: Mapping[str, Counts] = field(default_factory=dict)
    others: Counts = field(default_factory=dict)


@dataclass(frozen=True)
class Forest:
    """The units of a round: `tops` have nothing above them, `below` the units directly below each."""

    tops: tuple[str, ...]
    below: Mapping[str, Sequence[str]]

    @cached_property
    def above(self) -> Mapping[str, str]:
        """The unit directly above each unit but the tops."""
        return {child: one for one, below in self.below.items() for child in below}


@dataclass(frozen=True)
class Withheld:
    """What of a round is shown to nobody: whole units, questions of units, values of units."""

    units: frozenset[str] = frozenset()
    criteria: frozenset[tuple[str, str]] = frozenset()
    """Unit and criterion, or another question."""
    sections: frozenset[tuple[str, str]] = frozenset()
    """Unit and section: the sum of its criteria, none of which is shown either."""
    values: frozenset[tuple[str, str, str]] = frozenset()
    """Unit, dimension, value."""


NOTHING_WITHHELD = Withheld()


def withheld(forest: Forest, counts: Mapping[str, UnitCounts], threshold: int) -> Withheld:
    """What must not be shown of any unit, so that no sum over the tree gives a few people away."""
    units = _in_tree(forest, {code: one.responses for code, one in counts.items()}, threshold)
    units = _in_tree(forest, {code: one.raters for code, one in counts.items()}, threshold, units)
    criteria: set[tuple[str, str]] = set()
    sections: set[tuple[str, str]] = set()
    values: set[tuple[str, str, str]] = set()
    open_to = _Open(forest, counts, threshold, units)
    for unit, shown in open_to.rated().items():
        for section, rated in counts[unit].sections.items():
            sections |= {(unit, section)} if section not in shown else set()
            criteria |= {(unit, one) for one in rated if one not in shown.get(section, ())}
    for other in {name for one in counts.values() for name in one.others}:
        asked = {code: one.others.get(other, 0) for code, one in counts.items()}
        criteria |= {(unit, other) for unit in _in_tree(forest, asked, threshold, units)}
    for dimension in {name for one in counts.values() for name in one.values}:
        for unit, seen in open_to.valued(dimension).items():
            values |= {(unit, dimension, one) for one in open_to.columns(unit, dimension) - seen}
    return Withheld(units, frozenset(criteria), frozenset(sections), frozenset(values))


def _in_tree(
    forest: Forest, bases: Counts, threshold: int, away: frozenset[str] = frozenset()
) -> frozenset[str]:
    """The units to hide of one count over the tree, `away` and all below a hidden one among them.

    A hidden unit stands in one sum only, that of the unit above it, in which at least `threshold`
    people are unseen: it can be anything from nobody to all of these.
    """
    found = set(away)
    found |= {top for top in forest.tops if 0 < bases.get(top, 0) < threshold}
    for unit in _downwards(forest):
        children = forest.below.get(unit, ())
        if unit in found:
            found.update(children)
            continue
        parts = {child: bases.get(child, 0) for child in children}
        gone = sum(parts.pop(child) for child in children if child in found)
        own = bases.get(unit, 0) - sum(parts.values()) - gone if parts or gone else 0
        found |= hidden(parts, threshold, outside=gone + max(0, own))
    return frozenset(found)


Rated = Mapping[str, frozenset[str]]
"""The sections whose sum is shown, each with those of its criteria that are."""


@dataclass(frozen=True)
class _Open:
    """What each unit may show of a table of units by something.

    Units directly below one unit show the same columns, and those below them no more. So what a reader
    has of the hidden part of a table are its margins alone, and the least and the most that a cell of
    it can be are Fréchet's bounds. Columns are hidden until no bound is too narrow.
    """

    forest: Forest
    counts: Mapping[str, UnitCounts]
    threshold: int
    away: frozenset[str]

    def valued(self, dimension: str) -> Mapping[str, frozenset[str]]:
        """The values of a dimension that each unit shows."""
        shown: dict[str, frozenset[str]] = {}
        for unit, children in self._families(shown):
            if unit is None:
                for top in children:
                    values = self.counts[top].values.get(dimension, {})
                    rest = self.counts[top].responses - sum(values.values())
                    gone = hidden(values, self.threshold, outside=max(0, rest))
                    shown[top] = frozenset(values) - gone
                continue
            table = self._table(
                unit,
                children,
                {one: self.counts[one].values.get(dimension, {}) for one in (unit, *children)},
                {one: self.counts[one].responses for one in (unit, *children)},
            )
            seen = table.seen(shown[unit], self.threshold)
            shown |= dict.fromkeys(children, seen)
        return self._without_away(shown, frozenset())

    def columns(self, unit: str, dimension: str) -> frozenset[str]:
        """The values that somebody has in the tree of a unit.

        Also those that nobody of the unit has: who knows that there is nobody knows more than a margin.
        """
        above = self.forest.above
        while unit in above and above[unit] in self.counts:
            unit = above[unit]
        return frozenset(v for v, n in self.counts[unit].values.get(dimension, {}).items() if n)

    def rated(self) -> Mapping[str, Rated]:
        """The sections and criteria that each unit shows."""
        shown: dict[str, Rated] = {}
        for unit, children in self._families(shown):
            if unit is None:
                shown |= {top: self._top(self.counts[top].sections) for top in children}
            else:
                shown |= dict.fromkeys(children, self._sections(unit, children, shown[unit]))
        return self._without_away(shown, {})

    def _families(self, shown: Mapping[str, object]) -> Iterator[tuple[str | None, Sequence[str]]]:
        """The tops, then each unit with those directly below it, as long as there is anybody."""
        yield None, [top for top in self.forest.tops if top in self.counts]
        for unit in _downwards(self.forest):
            below = [one for one in self.forest.below.get(unit, ()) if one in self.counts]
            if below and unit in shown:
                yield unit, below

    def _without_away(self, shown: "dict[str, Shown]", nothing: "Shown") -> "dict[str, Shown]":
        return {unit: nothing if unit in self.away else one for unit, one in shown.items()}

    def _top(self, sections: Mapping[str, Counts]) -> Rated:
        people = {one: max(rated.values(), default=0) for one, rated in sections.items()}
        gone = hidden_ratings(people, self.threshold)
        return {
            section: frozenset(rated) - hidden_ratings(rated, self.threshold)
            for section, rated in sections.items()
            if section not in gone
        }

    def _sections(self, unit: str, children: Sequence[str], above: Rated) -> Rated:
        """What all `children` show: within each section beside its sum, then sums beside the whole."""
        whole = self.counts[unit].sections
        found: dict[str, frozenset[str]] = {}
        for section, criteria in above.items():
            rated = {one: self.counts[one].sections[section] for one in (unit, *children)}
            sums = {one: sum(cells.values()) for one, cells in rated.items()}
            table = self._table(unit, children, rated, sums, shared=True)
            seen = table.seen(criteria, self.threshold)
            if not table.too_narrow(criteria, seen, self.threshold):
                found[section] = seen
        while found:
            everything = {
                one: {
                    criterion: n
                    for section, rated in self.counts[one].sections.items()
                    if section not in found
                    for criterion, n in rated.items()
                }
                for one in (unit, *children)
            }
            sums = {one: sum(cells.values()) for one, cells in everything.items()}
            table = self._table(unit, children, everything, sums, shared=True)
            known = frozenset().union(*(above[one] for one in above if one not in found))
            if not table.too_narrow(known, frozenset(), self.threshold):
                break
            del found[min(found, key=lambda one: (sum(whole[one].values()), one))]
        return found

    def _table(
        self,
        unit: str,
        children: Sequence[str],
        cells: Mapping[str, Counts],
        sums: Mapping[str, int],
        *,
        shared: bool = False,
    ) -> "_Table":
        rows = [child for child in children if child not in self.away]
        return _Table(
            cells[unit],
            sums[unit],
            tuple(cells[row] for row in rows),
            tuple(sums[row] for row in rows),
            shared,
        )


@dataclass(frozen=True)
class _Table:
    """A table of units by columns with its margins. `whole` and `total` are those of the unit above.

    Units that are away, and the own people of the unit above, are one row together: what is left.
    `shared` says that the same people stand in several columns, as those do who rate.
    """

    whole: Counts
    total: int
    rows: tuple[Counts, ...]
    sums: tuple[int, ...]
    shared: bool = False

    def seen(self, above: frozenset[str], threshold: int) -> frozenset[str]:
        """The columns that all rows may show, out of those that the unit above them shows."""
        seen = {one for one in above if not self._few(one, threshold)}
        while seen and self.too_narrow(above, frozenset(seen), threshold):
            seen.remove(min(seen, key=lambda one: (self.whole.get(one, 0), one)))
        return frozenset(seen)

    def _few(self, column: str, threshold: int) -> bool:
        cells = [row.get(column, 0) for row in self.rows]
        return any(0 < n < threshold for n in (*cells, self.whole.get(column, 0) - sum(cells)))

    def too_narrow(self, above: frozenset[str], seen: frozenset[str], threshold: int) -> bool:
        """Whether a reader can tell a cell that is not seen to fewer people than the threshold.

        What the unit above hides itself is one column.
        """
        left = [
            n - sum(row.get(one, 0) for one in seen)
            for row, n in zip(self.rows, self.sums, strict=True)
        ]
        total = self.total - sum(self.whole.get(one, 0) for one in seen)
        rows = [n for n in (*left, total - sum(left)) if n > 0]
        columns = [self.whole.get(one, 0) for one in above - seen]
        columns = [n for n in (*columns, total - sum(columns)) if n > 0]
        if len(rows) < 2:
            return False  # one unit alone is the unit above it, and shows what that shows
        if self.shared and self._rests_on_few(seen, threshold):
            return True
        return any(
            min(row, column) - max(0, row + column - total) < threshold
            for row in rows
            for column in columns
        )

    def _rests_on_few(self, seen: frozenset[str], threshold: int) -> bool:
        """Whether the sum of what a row hides, which a reader has, may come from a few people alone."""
        left = {one: n - sum(row.get(one, 0) for row in self.rows) for one, n in self.whole.items()}
        most = (
            max((row.get(one, 0) for one in self.whole if one not in seen), default=0)
            for row in (*self.rows, left)
        )
        return any(0 < n < threshold for n in most)


def _downwards(forest: Forest) -> Iterator[str]:
    """All units, each before those below it."""
    waiting = list(forest.tops)
    for unit in waiting:
        yield unit
        waiting.extend(forest.below.get(unit, ()))
