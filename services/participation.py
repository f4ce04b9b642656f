"""Who took part in a round: people served, forms handed out, responses received."""

from collections.abc import Mapping

from analysis.outside import Apart
from services.program import Program
from services.whole_round import WholeRound
from surveys.round import Round
from surveys.standing import APART
from surveys.unit import Unit


def served_in_all(whole: WholeRound, unit: Unit) -> int | None:
    """People served by a unit and all below it; None where some office has not reported.

    What a unit reports includes the units below it: these are not added again.
    """
    reported, taking_part = whole.served, frozenset(whole.round.units)

    def served(code: str) -> int | None:
        if code in reported:
            return reported[code]
        below = [served(child.code) for child in whole.tree.children(code)]
        known = [people for people in below if people is not None]
        complete = code not in taking_part and len(known) == len(below)
        return sum(known) if complete else None

    return served(unit.code) or None


def received_by(whole: WholeRound, unit: Unit) -> tuple[int, Apart] | tuple[None, None]:
    """All responses of a unit and those below it, and those apart, once its round is closed."""
    if not whole.over:
        return None, None
    numbers = dict.fromkeys(APART, 0)
    below = whole.tree.below(unit.code)
    for one in below:
        for standing, number in whole.apart.get(one.code, {}).items():
            numbers[standing] += number
    received = sum(whole.received.get(one.code, 0) for one in below) + sum(numbers.values())
    return received, Apart(**{str(standing): number for standing, number in numbers.items()})


def handed_out_by(program: Program, round: Round) -> Mapping[str, int]:
    """Single-use slips that each unit handed out: those made and not made void since."""
    found: dict[str, int] = {}
    for row in program.store.slips.handed_out(round.id):
        found[row.unit] = found.get(row.unit, 0) + row.made - row.voided
    return found
