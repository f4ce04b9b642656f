"""Heads of the chains leave the building: noted once a day, printed on the evening sheet, published.

Whoever holds the database and its key can rewrite what came after the last head that left; what
came before it can no longer be changed without being found.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from data.seals import Anchor
from services.program import Program
from services.results import rounds, tree_of
from services.rights import need
from surveys.account import Actor, Right
from surveys.dates import day_of
from surveys.round import Origin, Round, State
from surveys.sealed import LOG
from surveys.tally import ALL, Slice
from surveys.unit import Unit

STEP = 5
"""New responses from which on a new head may be noted on demand, so that heads time no single one."""


@dataclass(frozen=True)
class Head:
    """The end of a chain as it is printed: groups of four hexadecimal digits."""

    chain: int
    link: int
    value: bytes

    @property
    def is_log(self) -> bool:
        return self.chain == LOG

    @property
    def hex(self) -> str:
        return self.value.hex()

    @property
    def groups(self) -> tuple[str, ...]:
        return tuple(self.hex[start : start + 4] for start in range(0, len(self.hex), 4))


@dataclass(frozen=True)
class Noted:
    """An anchor for people."""

    day: date
    heads: tuple[Head, ...]


@dataclass(frozen=True)
class EveningSheet:
    """What one unit prints in the evening: how many have answered so far, and the heads."""

    unit: Unit
    printed: date
    counts: tuple[tuple[Round, int], ...]
    noted: Noted | None
    step: int


def anchors(program: Program) -> Sequence[Noted]:
    """All heads that were noted, the latest first."""
    return [_noted(one) for one in reversed(program.store.seals.anchors())]


def evening_sheet(program: Program, unit_code: str, by: Actor, now: datetime) -> EveningSheet:
    """The sheet of a unit. Heads are noted anew when `STEP` responses have come since the last time.

    Raises SurveyError UNKNOWN_UNIT, NOT_ALLOWED or OTHER_UNITS.
    """
    unit = program.catalogue.now().units.unit(unit_code)
    need(program, by, Right.SHARE_FORM, [unit.code])
    day = day_of(now)
    noted = program.store.seals.anchor(day, STEP)
    return EveningSheet(
        unit, day, tuple(_counts(program, unit, day)), _noted(noted) if noted else None, STEP
    )


def note_now(program: Program, now: datetime) -> Noted | None:
    """The heads, noted anew when enough responses have come; None while there is nothing to note."""
    noted = program.store.seals.anchor(day_of(now), STEP)
    return _noted(noted) if noted else None


def _counts(program: Program, unit: Unit, day: date) -> list[tuple[Round, int]]:
    """How many answers each running round shows for a unit: in steps, as everywhere."""
    found = []
    for round in rounds(program):
        begun = round.state is not State.PLANNED and round.origin is Origin.COLLECTED
        if not begun or round.final_on(day) or not _takes_part(program, round, unit):
            continue
        shown = program.store.rollup(round.id, unit.code).get((ALL, ""), Slice())
        found.append((round, shown.responses))
    return found


def _takes_part(program: Program, round: Round, unit: Unit) -> bool:
    tree = tree_of(program, round)
    return any(unit.code in (above.code for above in tree.path(code)) for code in round.units)


def _noted(anchor: Anchor) -> Noted:
    heads = (Head(chain, link, head) for chain, (link, head) in sorted(anchor.heads.items()))
    return Noted(anchor.day, tuple(heads))
