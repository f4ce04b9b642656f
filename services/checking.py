"""Proves that the stored figures are the count of the stored responses, and that no seal is broken."""

from collections import Counter
from collections.abc import Iterator, Mapping

from data.store import Audit
from data.upkeep import Unusable
from services.program import Program
from services.verdict import Said
from surveys.chain import weight_of
from surveys.errors import SurveyError
from surveys.fault import Fault, Wrong, fault
from surveys.questionnaire import known
from surveys.round import Round, State
from surveys.sealed import LOG
from surveys.standing import Standing
from surveys.tally import ALL, Slice, Tally, count, merge
from surveys.unit import UnitTree

_WHOLE = (ALL, "")
_UNUSABLE: Mapping[str, str] = {
    Unusable.FOREIGN: "foreign",
    Unusable.PROMOTED: "promoted",
}


def check(program: Program) -> Iterator[Fault]:
    """Each thing that does not fit; nothing when all is whole (law 3)."""
    store = program.store
    yield from store.chain_faults()
    yield from store.log.faults()
    for round in store.rounds():
        audit = store.audit(round.id, lambda responses: count(responses, known()))
        yield from _tally_faults(program, round, audit)
        yield from _apart_faults(round, audit)
        yield from _snapshot_faults(round, audit)
        expected = _rolled_up(store.tree(round.id), audit.snapshots)
        yield from _differences(round.id, Wrong.ROLLUP, expected, audit.rollups)


def replica(program: Program) -> Said | None:
    """Whether the replica can be reached and is of use, and how far behind; None where none is set up.

    Its sentence stands in `locales/` under ``replica``.
    """
    upkeep = program.store.upkeep
    if not upkeep.has_replica:
        return None
    try:
        behind = upkeep.replica_behind()
    except SurveyError as refusal:
        why = str(refusal.details.get("why", refusal.code))
        return Said(_UNUSABLE.get(why, "away"), {"why": why})
    if not behind.bytes:
        return Said("even")
    if behind.seconds is None:
        return Said("behind_ever", {"bytes": behind.bytes})
    return Said("behind", {"bytes": behind.bytes, "seconds": behind.seconds})


def heads(program: Program) -> Iterator[str]:
    """The head of each chain, to be noted outside: `round verify --anchor` finds it again."""
    for chain, (link, head) in sorted(program.store.chain_heads().items()):
        name = "log" if chain == LOG else f"chain {chain}"
        counted = "acts" if chain == LOG else "links"
        yield f"{name}: {link} {counted}, head {head.hex()}"


def _tally_faults(program: Program, round: Round, audit: Audit) -> Iterator[Fault]:
    """What the tallies count beyond the stored responses must be what erased ones left in them."""
    if not audit.residue:
        yield from _differences(round.id, Wrong.TALLY, audit.counted, audit.tallies)
        return
    left = [
        (unit, merge([audit.tallies.get(unit, {}), _negative(audit.counted.get(unit, {}))]))
        for unit in audit.counted.keys() | audit.tallies.keys()
    ]
    if weight_of(program.settings.secret, round.id, left) != audit.residue:
        yield fault(Wrong.RESIDUE, round=round.id)


def _negative(tally: Tally) -> Tally:
    return {key: Slice().minus(part) for key, part in tally.items()}


def _rolled_up(tree: UnitTree, snapshots: Mapping[str, Tally]) -> dict[str, Tally]:
    below: dict[str, list[Tally]] = {}
    for code, snapshot in snapshots.items():
        for above in tree.path(code):
            below.setdefault(above.code, []).append(snapshot)
    return {unit: merge(parts) for unit, parts in below.items()}


def _apart_faults(round: Round, audit: Audit) -> Iterator[Fault]:
    """The numbers of what stands apart are the stored responses and the erased ones left in them."""
    expected = Counter(audit.erased_apart)
    for unit, numbers in audit.apart.items():
        expected.update(numbers)
        told = audit.told_apart.get(unit, {})
        if any(told.get(standing, 0) < number for standing, number in numbers.items()):
            yield fault(Wrong.APART, round=round.id, unit=unit)
    stored = Counter[Standing]()
    for numbers in audit.told_apart.values():
        stored.update(numbers)
    if +stored != +expected:
        yield fault(Wrong.APART, round=round.id, unit="*")


def _snapshot_faults(round: Round, audit: Audit) -> Iterator[Fault]:
    """A snapshot never counts more than the tally; that of a sealed round has every response.

    Erased responses leave the tally at once and the snapshots later, when nobody is shown by it.
    """
    for unit, snapshot in audit.snapshots.items():
        tally = audit.tallies.get(unit, {})
        for key, part in snapshot.items():
            if _beyond(part, tally.get(key, Slice()), audit.erased):
                yield fault(
                    Wrong.SNAPSHOT_BEYOND, round=round.id, unit=unit, slice=f"{key[0]} {key[1]}"
                )
        shown, all = snapshot.get(_WHOLE, Slice()), tally.get(_WHOLE, Slice())
        complete = shown == all if not audit.erased else shown.responses >= all.responses
        sealed = round.state in (State.SEALED, State.PUBLISHED)
        if sealed and not complete:
            yield fault(Wrong.SNAPSHOT_LAST, round=round.id, unit=unit)


def _beyond(part: Slice, whole: Slice, erased: int) -> bool:
    return part.responses > whole.responses + erased or any(
        n > whole.counts.get(question, {}).get(cell, 0) + erased
        for question, cells in part.counts.items()
        for cell, n in cells.items()
    )


def _differences(
    round: str, wrong: Wrong, expected: Mapping[str, Tally], found: Mapping[str, Tally]
) -> Iterator[Fault]:
    for unit in sorted(expected.keys() | found.keys()):
        right, stored = expected.get(unit, {}), found.get(unit, {})
        for key in sorted(right.keys() | stored.keys()):
            if right.get(key, Slice()) != stored.get(key, Slice()):
                want, have = (side.get(key, Slice()).responses for side in (right, stored))
                place = {"round": round, "unit": unit, "slice": f"{key[0]} {key[1]}".rstrip()}
                yield fault(wrong, **place, stored=have, counted=want)
