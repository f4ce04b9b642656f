"""Which rounds and units somebody may look at: his part of the tree, and nothing of the others."""

from services.program import Program
from services.results import rounds, top_unit, units_of
from surveys.account import Actor
from surveys.round import Round
from surveys.unit import Unit


def unit_asked(by: Actor, unit: str | None) -> str | None:
    """The unit whose figures are meant: the one named, else the top of his part of the tree.

    None is the whole of a round, for those who have the whole tree. Whether he may see a unit that
    he named is for `services.rights.need` to say.
    """
    return unit or by.unit


def rounds_for(program: Program, by: Actor) -> tuple[Round, ...]:
    """The rounds in which his part of the tree has a share, the latest first."""
    found = rounds(program)
    if by.unit is None:
        return found
    return tuple(round for round in found if units_for(program, by, round))


def units_for(program: Program, by: Actor, round: Round) -> tuple[Unit, ...]:
    """The units of a round whose figures he may ask for, in the order of the catalogue."""
    found = units_of(program, round)
    if by.unit is None:
        return found
    below = {unit.code for unit in program.catalogue.now().units.below(by.unit)}
    return tuple(unit for unit in found if unit.code in below)


def top_for(program: Program, by: Actor, round: Round) -> Unit:
    """The unit that he sees first: the top of what he may see of a round."""
    if by.unit is None:
        return top_unit(program, round)
    own = units_for(program, by, round)
    return next((unit for unit in own if unit.code == by.unit), own[0])


def asked_units_for(program: Program, by: Actor, round: Round) -> tuple[str, ...]:
    """The units that take part in a round, as far as they are his."""
    own = {unit.code for unit in units_for(program, by, round)}
    return tuple(code for code in round.units if code in own)
