"""Proves that the stored figures are the count of the stored responses, and that no seal is broken."""

from collections.abc import Iterator, Mapping

from services.program import Program
from surveys.questionnaire import shipped
from surveys.tally import Slice, Tally, count, merge


def check(program: Program) -> Iterator[str]:
    """One plain sentence for each thing that does not fit; nothing when all is whole (law 3)."""
    store = program.store
    yield from store.chain_faults()
    tree = store.units()
    for round in store.rounds():
        counted = count(store.responses(round.id), shipped())
        stored = store.tallies(round.id)
        yield from _differences(round.id, "tally", counted, stored)
        snapshots = store.snapshots(round.id)
        for unit, snapshot in snapshots.items():
            yield from _beyond(round.id, unit, snapshot, stored.get(unit, {}))
        rolled: dict[str, list[Tally]] = {}
        for code, snapshot in snapshots.items():
            for above in tree.path(code):
                rolled.setdefault(above.code, []).append(snapshot)
        expected = {unit: merge(parts) for unit, parts in rolled.items()}
        found = {unit: store.rollup(round.id, unit) for unit in expected}
        yield from _differences(round.id, "roll-up", expected, found)


def _differences(
    round: str, name: str, expected: Mapping[str, Tally], found: Mapping[str, Tally]
) -> Iterator[str]:
    for unit in sorted(expected.keys() | found.keys()):
        right, stored = expected.get(unit, {}), found.get(unit, {})
        for key in sorted(right.keys() | stored.keys()):
            if right.get(key, Slice()) != stored.get(key, Slice()):
                want, have = (side.get(key, Slice()).responses for side in (right, stored))
                place = f"round {round}, unit {unit}, {key[0]} {key[1]}".rstrip()
                yield f"{place}: the {name} does not fit its responses ({have} stored, {want} counted)"


def _beyond(round: str, unit: str, snapshot: Tally, tally: Tally) -> Iterator[str]:
    for key, part in snapshot.items():
        if part.responses > tally.get(key, Slice()).responses:
            yield f"round {round}, unit {unit}: the snapshot counts more than the tally"
