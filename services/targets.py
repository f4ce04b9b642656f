"""Targets: how many responses each unit of a round is to reach, and what would be enough of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from analysis.statistics.sample_size import cochran, yamane
from data.imports import targets as targets_file
from services.program import Program
from services.results import find_round, tree_of
from services.rights import act, need
from services.rounds import stored
from services.scope import asked_units_for
from surveys.account import Actor, Right
from surveys.dates import day_of
from surveys.round import Round
from surveys.tally import Slice
from surveys.target import Wanted, fitting
from surveys.unit import Unit

ERROR = 0.05
"""The error that suggested targets are for: five points either way."""


@dataclass(frozen=True)
class UnitStanding:
    """One unit of a round: how many responses its figures have, of how many wanted and served.

    `customary` is Yamane's figure for the people served, `needed` what gives a 95 % interval of five
    points either way when they are drawn by lot; None where nobody said how many were served.
    """

    unit: Unit
    responses: int
    target: int
    served: int | None
    customary: int | None
    needed: int | None


def read_targets(path: Path) -> tuple[Wanted, ...]:
    """The targets in a CSV file; raises SurveyError BAD_FILE or BAD_ROW."""
    return targets_file.read(path)


def typed_targets(text: str) -> tuple[Wanted, ...]:
    """The targets in typed lines; raises SurveyError BAD_ROW."""
    return targets_file.typed(text)


def set_targets(
    program: Program,
    id: str,
    wanted: Sequence[Wanted],
    by: Actor,
    now: datetime,
    *,
    was: Round | None = None,
) -> Round:
    """Gives units of a round that is planned or asks their own targets; the others keep theirs.

    `was` is the round as the person saw it. Raises SurveyError BAD_ROW for a line that does not fit,
    ROUND_STATE or DAYS_OVER when it is too late, ROUND_MOVED; nothing is changed then.
    """
    found = was or stored(program, id)
    need(program, by, Right.RUN_ROUNDS, found.units)
    changed = found.targeted(day_of(now), fitting(wanted, found.units))
    total = sum(changed.wanted().values())
    done = act(by, "round.targets", id, now, units=len(wanted), total=total)
    try:
        program.store.change_targets(changed, found, done)
    finally:
        program.catalogue.forget()
    return changed


def unit_standings(program: Program, by: Actor, id: str) -> tuple[UnitStanding, ...]:
    """The units of a round in his part of the tree; raises SurveyError UNKNOWN_ROUND."""
    need(program, by, Right.SEE_RESULTS)
    round = find_round(program, id)
    tree, served = tree_of(program, round), program.store.served(round.id)
    own, targets = asked_units_for(program, by, round), round.wanted()
    wholes = program.store.rollup_totals(round.id, list(own))
    return tuple(
        _standing(
            tree.unit(code),
            wholes.get(code, Slice()).responses,
            targets[code],
            served.get(code),
        )
        for code in own
    )


def _standing(unit: Unit, responses: int, target: int, served: int | None) -> UnitStanding:
    if not served:
        return UnitStanding(unit, responses, target, served, None, None)
    customary, needed = yamane(served, ERROR), cochran(served, ERROR)
    return UnitStanding(unit, responses, target, served, customary, needed)
