"""Who took part in a round: people served, forms handed out, responses received."""

from collections.abc import Mapping
from datetime import datetime

from analysis.outside import Apart
from services.program import Program
from surveys.dates import day_of
from surveys.round import Round
from surveys.standing import APART
from surveys.unit import Unit, UnitTree


def served_in_all(program: Program, round: Round, unit: Unit, tree: UnitTree) -> int | None:
    """People served by a unit and all below it; None where some office has not reported.

    What a unit reports includes the units below it: these are not added again.
    """
    reported, taking_part = program.store.served(round.id), frozenset(round.units)

    def served(code: str) -> int | None:
        if code in reported:
            return reported[code]
        below = [served(child.code) for child in tree.children(code)]
        known = [people for people in below if people is not None]
        complete = code not in taking_part and len(known) == len(below)
        return sum(known) if complete else None

    return served(unit.code) or None


def received_by(
    program: Program, round: Round, unit: Unit, tree: UnitTree, now: datetime
) -> tuple[int, Apart] | tuple[None, None]:
    """All responses of a unit and those below it, and those apart, once its round is closed."""
    if not round.state_on(day_of(now)).over:
        return None, None
    counted, standing_apart = program.store.received(round.id), program.store.apart(round.id)
    numbers = dict.fromkeys(APART, 0)
    below = tree.below(unit.code)
    for one in below:
        for standing, number in standing_apart.get(one.code, {}).items():
            numbers[standing] += number
    received = sum(counted.get(one.code, 0) for one in below) + sum(numbers.values())
    return received, Apart(**{str(standing): number for standing, number in numbers.items()})


def handed_out_by(program: Program, round: Round) -> Mapping[str, int]:
    """Single-use slips that each unit handed out: those made and not made void since."""
    found: dict[str, int] = {}
    for row in program.store.slips.handed_out(round.id):
        found[row.unit] = found.get(row.unit, 0) + row.made - row.voided
    return found
