"""How the people of a round were drawn, for the figures that rest on it."""

from collections.abc import Iterable, Mapping

from analysis.disclosure import Withheld
from analysis.estimate import Covers
from analysis.sampling import Sample, allotted
from analysis.statistics.design import LonelyUnit
from analysis.weighing import WHOLE, Weighing
from services.program import Program
from services.whole_round import WholeRound
from services.withholding import beside_hidden
from surveys.round import DRAWN, Design, Round
from surveys.tally import Slice, Tally
from surveys.unit import Unit, UnitKind, UnitTree


def in_all(round: Round, below: Iterable[Unit]) -> dict[UnitKind, int]:
    """How many units of each kind there were to draw from among those below a unit."""
    found: dict[UnitKind, int] = {}
    for one in below:
        found[one.kind] = found.get(one.kind, 0) + one.valid_on(round.opens)
    return found


def weighings_of(
    whole: WholeRound, units: Iterable[Unit], kept_back: Withheld
) -> tuple[Covers, dict[str, Weighing]]:
    """What the intervals of the first of `units` cover, and the samples of those that were drawn.

    Where everybody was free to answer nothing is read, and no unit has a sample.
    """
    round, tree = whole.round, whole.tree
    if round.design not in DRAWN:
        return Covers.CENSUS if round.design is Design.CENSUS else Covers.OPT_IN, {}
    tallies = whole.shown
    people = {code: _people(tally) for code, tally in tallies.items()}
    served = served_by(tree, whole.served, people)
    beside = beside_hidden(tree, kept_back)
    lonely = LonelyUnit(whole.program.settings.lonely_unit)
    made: dict[str, Weighing] = {}
    for unit in units:
        below = tree.below(unit.code)
        own = {one.code: one for one in below if people.get(one.code)}
        sample = Sample(
            units=tuple(own),
            people=tuple(people[code] for code in own),
            kinds=tuple(one.kind for one in own.values()),
            served=tuple(map(served.get, own)),
            design=round.design,
            in_all=in_all(round, below),
            lonely=lonely,
        )
        of_own = {code: tallies[code] for code in own}
        made[unit.code] = Weighing(sample, of_own, kept_back, beside, whole.threshold)
    first = next(iter(made.values()))
    return first.covers, {code: one for code, one in made.items() if one.covers.drawn}


def served_by(
    tree: UnitTree, told: Mapping[str, int], people: Mapping[str, int]
) -> dict[str, float]:
    """How many people served each unit of a round speaks for (`analysis.sampling.allotted`)."""
    above = {code: [one.code for one in tree.path(code)] for code in tree.by_code}
    inside = {code: n for code, n in people.items() if code in above}
    return allotted(above, {code: n for code, n in told.items() if code in above}, inside)


def _people(tally: Tally) -> int:
    return tally.get(WHOLE, Slice()).responses


def told_by_part(
    program: Program, round: Round, unit: str, served: int | None
) -> dict[tuple[str, str], int]:
    """People served by a unit and all below it, by dimension and value.

    A dimension is left out where its parts do not come to all who were served.
    """
    tree, parts = program.store.tree(round.id), program.store.served_parts(round.id)
    telling = {code for code, _, _ in parts}
    top = {
        one.code
        for one in tree.below(unit)
        if one.code in telling and not telling & {above.code for above in tree.path(one.code)[1:]}
    }
    sums: dict[tuple[str, str], int] = {}
    for (code, dimension, value), people in parts.items():
        if code in top:
            sums[dimension, value] = sums.get((dimension, value), 0) + people
    whole: dict[str, int] = {}
    for (dimension, _), people in sums.items():
        whole[dimension] = whole.get(dimension, 0) + people
    return {key: people for key, people in sums.items() if whole[key[0]] == served}
