"""How the people of a round were drawn, for the figures that rest on it."""

from collections.abc import Iterable

from analysis.disclosure import Withheld
from analysis.estimate import Covers
from analysis.sampling import Sample
from analysis.statistics.design import LonelyUnit
from analysis.weighing import WHOLE, Weighing
from services.program import Program
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
    program: Program,
    round: Round,
    tree: UnitTree,
    units: Iterable[Unit],
    kept_back: Withheld,
    threshold: int,
) -> tuple[Covers, dict[str, Weighing]]:
    """What the intervals of the first of `units` cover, and the samples of those that were drawn.

    Where everybody was free to answer nothing is read, and no unit has a sample.
    """  # fmt: skip
    if round.design not in DRAWN:
        return Covers.CENSUS if round.design is Design.CENSUS else Covers.OPT_IN, {}
    tallies, served = program.store.snapshots(round.id), program.store.served(round.id)
    beside = beside_hidden(tree, kept_back)
    lonely = LonelyUnit(program.settings.lonely_unit)
    made: dict[str, Weighing] = {}
    for unit in units:
        below = tree.below(unit.code)
        own = {one.code: one for one in below if _people(tallies.get(one.code, {}))}
        sample = Sample(
            units=tuple(own),
            people=tuple(_people(tallies[code]) for code in own),
            kinds=tuple(one.kind for one in own.values()),
            served=tuple(served.get(code) for code in own),
            design=round.design,
            in_all=in_all(round, below),
            lonely=lonely,
        )
        of_own = {code: tallies[code] for code in own}
        made[unit.code] = Weighing(sample, of_own, kept_back, beside, threshold)
    first = next(iter(made.values()))
    return first.covers, {code: one for code, one in made.items() if one.covers.drawn}


def _people(tally: Tally) -> int:
    return tally.get(WHOLE, Slice()).responses
