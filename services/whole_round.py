"""What the figures of all units of a round rest on, read once for as many of them as are wanted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from analysis.outside import Excluded
from services.program import Program
from surveys.dates import day_of
from surveys.published import PublishedCount
from surveys.review import Exclusion
from surveys.round import Round
from surveys.standing import Standing
from surveys.tally import Tally
from surveys.unit import Unit, UnitTree


@dataclass(frozen=True)
class WholeRound:
    """A round as one reader sees it at one moment; nothing of fewer people than `threshold` is told.

    `units` are those that figures can be asked for. Whoever makes the figures of many units reads it
    once and lets go of it afterwards: it is never kept for another report, so that a correction in
    between is in the next one.
    """

    program: Program
    round: Round
    tree: UnitTree
    units: tuple[Unit, ...]
    now: datetime
    threshold: int

    @cached_property
    def codes(self) -> frozenset[str]:
        """The codes of the units that figures can be asked for."""
        return frozenset(unit.code for unit in self.units)

    @cached_property
    def over(self) -> bool:
        """Whether nothing is asked any more."""
        return self.round.state_on(day_of(self.now)).over

    @cached_property
    def served(self) -> Mapping[str, int]:
        """People served, by the unit that said so."""
        return self.program.store.served(self.round.id)

    @cached_property
    def received(self) -> Mapping[str, int]:
        """Responses of each unit that count."""
        return self.program.store.received(self.round.id)

    @cached_property
    def apart(self) -> Mapping[str, Mapping[Standing, int]]:
        """Responses of each unit that stand outside the figures."""
        return self.program.store.apart(self.round.id)

    @cached_property
    def shown(self) -> Mapping[str, Tally]:
        """What is shown of each unit without those below it: for rounds whose people were drawn."""
        return self.program.store.snapshots(self.round.id)

    @cached_property
    def published(self) -> Sequence[PublishedCount]:
        """What was published elsewhere, where that is all there is."""
        return self.program.store.published(self.round.id)

    @cached_property
    def exclusions(self) -> Sequence[Exclusion]:
        """What reviews took out and did not put back."""
        found = self.program.store.review.exclusions(self.round.id)
        return tuple(one for one in found if one.active)

    def excluded(self, unit: str) -> tuple[Excluded, ...]:
        """What a review took out of the figures of a unit and those below it, once the round is over."""
        if not self.over or not self.exclusions:
            return ()
        below = {one.code: one.name for one in self.tree.below(unit)}
        return tuple(
            Excluded(below[one.choice.unit], one.responses, one.reason, one.by, one.on)
            for one in self.exclusions
            if one.choice.unit in below
        )
