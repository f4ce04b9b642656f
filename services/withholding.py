"""What of a round is kept back, so that nobody can work out the few behind a figure from the others."""

from collections.abc import Mapping

from analysis.bases import unit_counts
from analysis.disclosure import Forest, UnitCounts, Withheld, withheld
from data.look import Look
from services.program import Program
from surveys.questionnaire import find
from surveys.round import Round
from surveys.unit import UnitTree


def withheld_of(program: Program, round: Round, tree: UnitTree, threshold: int) -> Withheld:
    """What is shown of no unit of a round to those who may see figures of `threshold` people."""
    with program.store.looking(round.id) as look:
        return withheld_at(program, look, round, tree, threshold)


def withheld_at(
    program: Program, look: Look, round: Round, tree: UnitTree, threshold: int
) -> Withheld:
    """The same of one moment; worked out anew only once something else is shown of the round."""

    def worked_out() -> Withheld:
        forest, counts = _linked(look, round, tree)
        return withheld(forest, counts, threshold)

    stand = (look.times_replaced, round, tree)
    return program.kept_back.get((round.id, threshold), stand, worked_out)


def linked(
    program: Program, round: Round, tree: UnitTree
) -> tuple[Forest, Mapping[str, UnitCounts]]:
    """The units of a round as they add up, and how many people stand behind each figure of theirs."""
    with program.store.looking(round.id) as look:
        return _linked(look, round, tree)


def _linked(look: Look, round: Round, tree: UnitTree) -> tuple[Forest, Mapping[str, UnitCounts]]:
    taking_part = {one.code for code in round.units for one in tree.path(code)}
    units = [unit for unit in tree.units if unit.code in taking_part]
    below: dict[str, list[str]] = {}
    for unit in units:
        if unit.parent is not None:
            below.setdefault(unit.parent, []).append(unit.code)
    tops = tuple(unit.code for unit in units if unit.parent is None)
    codes = [unit.code for unit in units]
    wholes, sizes, asked = look.totals(codes), look.sizes(codes), find(round.questionnaire)
    counts = {code: unit_counts(part, sizes.get(code, {}), asked) for code, part in wholes.items()}
    return Forest(tops, below), counts


def beside_hidden(tree: UnitTree, kept_back: Withheld) -> frozenset[str]:
    """Units above hidden ones: their own people are not told apart from those below them."""
    return frozenset(
        code for code in tree.by_code for one in tree.children(code) if one.code in kept_back.units
    )
