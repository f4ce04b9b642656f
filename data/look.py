"""What is shown of a round, read at one moment: so that figures and what is kept back of them fit."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from surveys.tally import Slice, SliceKey, Tally


class Look(Protocol):
    """Roll-ups of one round, all of the same moment."""

    @property
    def times_replaced(self) -> int:
        """How often what is shown was replaced: looks of the same number see the same."""

    def rollup(self, unit: str) -> Tally:
        """The sum of the snapshots of a unit and all units below it."""

    def totals(self, units: Sequence[str]) -> Mapping[str, Slice]:
        """For each of these units that has any, the whole of its roll-up."""

    def sizes(self, units: Sequence[str]) -> Mapping[str, Mapping[SliceKey, int]]:
        """For each of these units the number of responses in each channel and field."""
