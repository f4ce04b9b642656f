"""How the rounds stand: what an official sees of each before he takes a step."""

from dataclasses import dataclass
from datetime import datetime

from services.program import Program
from services.results import summary
from services.rights import need
from services.scope import rounds_for, top_for
from services.targets import UnitStanding, unit_standings
from surveys.account import Actor, Right
from surveys.dates import day_of
from surveys.round import Origin, Round, State
from surveys.steps import Step, steps


@dataclass(frozen=True)
class RoundStanding:
    """A round as an official sees it now: `steps` are what can be done, the next one first."""

    round: Round
    state: State
    responses: int
    received: int | None
    served: int | None
    steps: tuple[Step, ...]
    units: tuple[UnitStanding, ...]

    @property
    def can_be_targeted(self) -> bool:
        """Whether it is not too late to change how many responses its units are to reach."""
        waits = self.state in (State.PLANNED, State.OPEN, State.PAUSED)
        return waits and self.round.origin is Origin.COLLECTED

    @property
    def target(self) -> int:
        """How many responses the units are to reach together; 0 where nobody said."""
        return sum(one.target for one in self.units)


def round_standings(program: Program, by: Actor, now: datetime) -> tuple[RoundStanding, ...]:
    """The rounds in his part of the tree, the latest first, with the numbers that may be seen now."""
    need(program, by, Right.SEE_RESULTS)
    return tuple(_standing(program, by, round, now) for round in rounds_for(program, by))


def _standing(program: Program, by: Actor, round: Round, now: datetime) -> RoundStanding:
    made = None
    if round.origin is Origin.COLLECTED and round.state is not State.PLANNED:
        made = summary(program, round.id, top_for(program, by, round).code, now)
    return RoundStanding(
        round=round,
        state=round.state_on(day_of(now)),
        responses=(made.responses or 0) if made else 0,
        received=made.received if made else None,
        served=made.served if made else None,
        steps=steps(round, day_of(now)),
        units=unit_standings(program, by, round.id),
    )
