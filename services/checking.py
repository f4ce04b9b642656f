"""Proves that the stored figures are the count of the stored responses, and that no seal is broken."""

from collections.abc import Iterator, Mapping

from data.store import Audit
from services.program import Program
from surveys.questionnaire import shipped
from surveys.round import Round, State
from surveys.tally import ALL, Slice, Tally, count, merge
from surveys.unit import UnitTree

_WHOLE = (ALL, "")


def check(program: Program) -> Iterator[str]:
    """One plain sentence for each thing that does not fit; nothing when all is whole (law 3)."""
    store = program.store
    yield from store.chain_faults()
    yield from store.log.faults()
    for round in store.rounds():
        audit = store.audit(round.id, lambda responses: count(responses, shipped()))
        yield from _differences(round.id, "tally", audit.counted, audit.tallies)
        if audit.apart != audit.told_apart:
            yield f"round {round.id}: the numbers of what stands apart do not fit"
        yield from _snapshot_faults(round, audit)
        expected = _rolled_up(store.tree(round.id), audit.snapshots)
        yield from _differences(round.id, "roll-up", expected, audit.rollups)


def heads(program: Program) -> Iterator[str]:
    """The end of each chain, to be noted outside: a chain that is cut short later lacks it."""
    for chain, (link, value) in program.store.chain_heads().items():
        yield f"chain {chain}: {link} links, head {value.hex()[:16]}"
    number, value = program.store.log.head()
    yield f"log: {number} acts, head {value.hex()[:16]}"


def _rolled_up(tree: UnitTree, snapshots: Mapping[str, Tally]) -> dict[str, Tally]:
    below: dict[str, list[Tally]] = {}
    for code, snapshot in snapshots.items():
        for above in tree.path(code):
            below.setdefault(above.code, []).append(snapshot)
    return {unit: merge(parts) for unit, parts in below.items()}


def _snapshot_faults(round: Round, audit: Audit) -> Iterator[str]:
    """A snapshot never counts more than the tally; that of a sealed round has every response."""
    for unit, snapshot in audit.snapshots.items():
        tally = audit.tallies.get(unit, {})
        place = f"round {round.id}, unit {unit}"
        for key, part in snapshot.items():
            if _beyond(part, tally.get(key, Slice())):
                yield f"{place}, {key[0]} {key[1]}: the snapshot counts more than the tally"
        sealed = round.state in (State.SEALED, State.PUBLISHED)
        if sealed and snapshot.get(_WHOLE) != tally.get(_WHOLE):
            yield f"{place}: the last snapshot is not the tally of the sealed round"


def _beyond(part: Slice, whole: Slice) -> bool:
    return part.responses > whole.responses or any(
        n > whole.counts.get(question, {}).get(cell, 0)
        for question, cells in part.counts.items()
        for cell, n in cells.items()
    )


def _differences(
    round: str, name: str, expected: Mapping[str, Tally], found: Mapping[str, Tally]
) -> Iterator[str]:
    for unit in sorted(expected.keys() | found.keys()):
        right, stored = expected.get(unit, {}), found.get(unit, {})
        for key in sorted(right.keys() | stored.keys()):
            if right.get(key, Slice()) != stored.get(key, Slice()):
                want, have = (side.get(key, Slice()).responses for side in (right, stored))
                place = f"round {round}, unit {unit}, {key[0]} {key[1]}".rstrip()
                yield f"{place}: the {name} does not fit ({have} stored, {want} counted)"
