"""Roll-ups: grown by what was shown anew, or made anew after the tree of units has changed."""

from collections.abc import Mapping, Sequence

from data.sql import catalogue, slices
from data.sql.database import Db
from surveys.tally import Tally, merge
from surveys.unit import UnitTree


def parents(tree: UnitTree) -> dict[str, str | None]:
    """The unit above each unit."""
    return {unit.code: unit.parent for unit in tree.units}


def grow(db: Db, round: str, units: Sequence[str], step: int, *, last: bool, week: str) -> None:
    """Replaces the snapshots of `units`; what they grew by together is added once to each unit above."""
    if not units:
        return
    tree, growing = catalogue.read_tree(db, round), dict[str, list[Tally]]()
    for unit in units:
        if week:
            slices.begin_weeks(db, round, unit)
        growth = slices.take_snapshot(db, round, unit, step, last=last)
        for one in tree.path(unit):
            growing.setdefault(one.code, []).append(growth)
        if week:
            slices.note_week(db, round, unit, week)
    for code, growths in growing.items():
        slices.add(db, "rollup", round, code, merge(growths))
    slices.replaced(db, round)


def replace(db: Db, round: str, tree: UnitTree) -> None:
    """Stores the sums of a round's snapshots along a tree, in place of those that were there."""
    snapshots = slices.read_all(db, "snapshot", round)
    slices.replace_rollups(db, round, _sums(tree, snapshots))


def _sums(tree: UnitTree, snapshots: Mapping[str, Tally]) -> dict[str, Tally]:
    gathered: dict[str, list[Tally]] = {}
    for code, tally in snapshots.items():
        for unit in tree.path(code):
            gathered.setdefault(unit.code, []).append(tally)
    return {code: merge(tallies) for code, tallies in gathered.items()}
