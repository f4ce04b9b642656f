"""Signs by unit that answers may not be what they seem; they stand beside the result, no more."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from analysis.matrix import BLANK, Matrix
from analysis.statistics.quality import Alike, Rows, Straight, alike, no_variation, straight_lines
from analysis.study.frame import Frame


@dataclass(frozen=True)
class UnitQuality:
    """The signs of one unit with `n` responses.

    `flags` counts the responses that were conspicuous when they came, by name of the flag;
    `more_than_served` says that there are more ratings than dossiers.
    """

    code: str
    name: str
    n: int
    straight: Straight
    alike: Alike | None
    no_variation: bool
    flags: Mapping[str, int]
    more_than_served: bool

    @property
    def conspicuous(self) -> bool:
        """Whether somebody should look: at what chance alone would hardly do."""
        copied = self.alike is not None and self.alike.conspicuous
        return copied or self.no_variation or self.more_than_served


@dataclass(frozen=True)
class Quality:
    """The signs of all units that may be shown. `straight` and `flags` are those of them together."""

    units: tuple[UnitQuality, ...]
    n: int
    straight: Straight
    flags: Mapping[str, int]
    highest_possible: int


def quality_of(matrix: Matrix, frame: Frame, shown: frozenset[str]) -> Quality:
    """Looks at each shown unit by itself."""
    asked = [one for one in frame.questionnaire.criteria if not one.sensitive]
    columns = [matrix.criteria.index(one.id) for one in asked]
    highest = max((one.rating_scale.levels[-1].value for one in asked), default=0)
    everybody = matrix.levels[:, columns].astype(float)
    everybody[everybody == BLANK] = np.nan
    rows_of_all = Rows(everybody)
    order = np.argsort(matrix.unit, kind="stable")
    ends = np.cumsum(matrix.by_unit)
    units = []
    for number, code in enumerate(matrix.units):
        if code not in shown:
            continue
        rows = order[ends[number] - matrix.by_unit[number] : ends[number]]
        place = frame.by_code[code]
        given = everybody[rows]
        units.append(
            UnitQuality(
                code,
                place.name,
                len(rows),
                straight_lines(given, highest),
                alike(given, rows_of_all),
                no_variation(given),
                {name: int(held[rows].sum()) for name, held in matrix.flags.items()},
                place.served is not None and len(rows) > place.served,
            )
        )
    together = Straight(
        sum(one.straight.n for one in units),
        sum(one.straight.straight for one in units),
        sum(one.straight.at_top for one in units),
    )
    flags = {name: sum(one.flags[name] for one in units) for name in matrix.flags}
    return Quality(tuple(units), sum(one.n for one in units), together, flags, highest)
