"""What a summary is about: a unit in a round, and what is known of it beside its tally."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from analysis.disclosure import INSIDE, NOTHING_WITHHELD, Withheld
from analysis.estimate import Covers
from analysis.outside import Apart, Excluded
from analysis.weighing import Weighing
from surveys.language import Text
from surveys.questionnaire import Questionnaire
from surveys.round import Round
from surveys.unit import Unit

RESPONSES = Text({"vi": "phiếu", "en": "responses"})  # the unit of count of what is collected here


@dataclass(frozen=True)
class Subject:
    """What a summary is about. `withheld` is what the whole tree of units keeps back.

    `received` counts every response of a closed round, also those of units that had too few to be
    shown, and `apart` those outside the figures; while a round is open both are None: nobody
    watches. `weighings` has the samples of the unit and of those directly below it, by code, where
    people were drawn.
    """

    round: Round
    questionnaire: Questionnaire
    unit: Unit
    path: tuple[Unit, ...]
    as_of: datetime
    served: int | None = None
    received: int | None = None
    apart: Apart | None = None
    excluded: tuple[Excluded, ...] = ()
    covers: Covers = Covers.OPT_IN
    counted: Text = RESPONSES
    threshold: int = INSIDE
    withheld: Withheld = NOTHING_WITHHELD
    weighings: Mapping[str, Weighing] = field(default_factory=dict)

    @property
    def weighing(self) -> Weighing | None:
        """The sample that the unit's own figures are estimated from, where one was drawn."""
        return self.weighings.get(self.unit.code)

    @property
    def away(self) -> bool:
        """Whether nothing of this unit may be shown."""
        return self.unit.code in self.withheld.units
