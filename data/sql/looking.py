"""Roll-ups of a round read in one transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from data.sql import slices
from data.sql.database import Db
from surveys.tally import Slice, SliceKey, Tally


@dataclass(frozen=True)
class SqlLook:
    """`data.look.Look` in SQL."""

    db: Db
    round: str

    @cached_property
    def times_replaced(self) -> int:
        return slices.times_replaced(self.db, self.round)

    def rollup(self, unit: str) -> Tally:
        return slices.read(self.db, "rollup", self.round, unit)

    def totals(self, units: Sequence[str]) -> Mapping[str, Slice]:
        return slices.read_wholes(self.db, "rollup", self.round, units)

    def sizes(self, units: Sequence[str]) -> Mapping[str, Mapping[SliceKey, int]]:
        return slices.read_sizes(self.db, "rollup", self.round, units)
