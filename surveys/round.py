"""Rounds: the half-yearly asking of one questionnaire by many units."""

import re
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from surveys.errors import Code, SurveyError

_ID = re.compile(r"\d{4}(-[A-Z0-9]{1,12})*")

FORMULA = "pooled_satisfied"
"""Tỷ lệ hài lòng: answers at a satisfied level over all valid answers, pooled over criteria."""


class State(StrEnum):
    """Where a round stands in its life."""

    PLANNED = "planned"
    OPEN = "open"
    CLOSED = "closed"


class Origin(StrEnum):
    """Whether answers were collected here, or totals published elsewhere were imported."""

    COLLECTED = "collected"
    PUBLISHED = "published"


@dataclass(frozen=True)
class Round:
    """One asking: ``2026-H1``. `questionnaire` is a key with its version, fixed for the round."""

    id: str
    title: str
    questionnaire: str
    opens: date
    closes: date
    units: tuple[str, ...]
    state: State = State.PLANNED
    origin: Origin = Origin.COLLECTED
    sample: bool = False
    formula: str = FORMULA
    step: int = 5

    def __post_init__(self) -> None:
        if not _ID.fullmatch(self.id):
            raise SurveyError(Code.BAD_ROUND_ID, round=self.id[:40])
        if self.closes < self.opens:
            raise SurveyError(Code.BAD_DATES, opens=self.opens, closes=self.closes)

    def state_on(self, day: date) -> State:
        """The state as people see it: a round past its last day is closed whatever was clicked."""
        if self.state is State.OPEN and day > self.closes:
            return State.CLOSED
        return self.state

    def accepts_on(self, day: date) -> bool:
        """Whether an answer given on `day` counts."""
        return self.state is State.OPEN and self.opens <= day <= self.closes

    def opened(self, day: date) -> "Round":
        """The round open for answers; raises SurveyError when it cannot be opened on `day`."""
        self._need(State.PLANNED)
        if self.origin is not Origin.COLLECTED:
            raise SurveyError(Code.ROUND_ORIGIN, round=self.id)
        if day > self.closes:
            raise SurveyError(Code.BAD_DATES, opens=self.opens, closes=self.closes)
        return replace(self, state=State.OPEN, opens=min(self.opens, day))

    def closed(self, day: date) -> "Round":
        """The round closed; its last day becomes `day` when that is earlier."""
        self._need(State.OPEN)
        return replace(self, state=State.CLOSED, closes=max(self.opens, min(self.closes, day)))

    def _need(self, state: State) -> None:
        if self.state is not state:
            raise SurveyError(Code.ROUND_STATE, round=self.id, state=self.state)

    def shares_days_and_units_with(self, other: "Round") -> bool:
        """Whether a unit's public code would open two rounds on one day."""
        return (
            self.opens <= other.closes
            and other.opens <= self.closes
            and not set(self.units).isdisjoint(other.units)
        )
