"""What of a round is kept back, so that nobody can work out the few behind a figure from the others."""

from collections.abc import Mapping

from analysis.bases import unit_counts
from analysis.disclosure import Forest, UnitCounts, Withheld, withheld
from services.program import Program
from surveys.questionnaire import find
from surveys.round import Round
from surveys.unit import UnitTree


def withheld_of(program: Program, round: Round, tree: UnitTree, threshold: int) -> Withheld:
    """What is shown of no unit of a round to those who may see figures of `threshold` people."""
    forest, counts = linked(program, round, tree)
    return withheld(forest, counts, threshold)


def linked(
    program: Program, round: Round, tree: UnitTree
) -> tuple[Forest, Mapping[str, UnitCounts]]:
    """The units of a round as they add up, and how many people stand behind each figure of theirs."""
    taking_part = {one.code for code in round.units for one in tree.path(code)}
    units = [unit for unit in tree.units if unit.code in taking_part]
    below: dict[str, list[str]] = {}
    for unit in units:
        if unit.parent is not None:
            below.setdefault(unit.parent, []).append(unit.code)
    tops = tuple(unit.code for unit in units if unit.parent is None)
    wholes = program.store.rollup_totals(round.id, [unit.code for unit in units])
    sizes, asked = program.store.rollup_sizes(round.id), find(round.questionnaire)
    counts = {code: unit_counts(part, sizes.get(code, {}), asked) for code, part in wholes.items()}
    return Forest(tops, below), counts


def beside_hidden(tree: UnitTree, kept_back: Withheld) -> frozenset[str]:
    """Units above hidden ones: their own people are not told apart from those below them."""
    return frozenset(
        code for code in tree.by_code for one in tree.children(code) if one.code in kept_back.units
    )
