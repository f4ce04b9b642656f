"""Rounds: the half-yearly asking of one questionnaire by many units."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from surveys.errors import Code, SurveyError
from surveys.formula import Formula

_ID = re.compile(r"\d{4}(-[A-Z0-9]{1,12})*")


class State(StrEnum):
    """Where a round stands in its life.

    A sealed or published round that is corrected is closed once more, until its next edition.
    """

    PLANNED = "planned"
    OPEN = "open"
    PAUSED = "paused"
    CLOSED = "closed"
    SEALED = "sealed"
    PUBLISHED = "published"

    @property
    def over(self) -> bool:
        """Whether nobody is asked any more."""
        return self in (State.CLOSED, State.SEALED, State.PUBLISHED)


_ASKING = (State.OPEN, State.PAUSED)

MOST_GRACE = 30
"""Days; answers that come later than that stand apart whatever was planned."""


class Design(StrEnum):
    """How the people who are asked were chosen, as declared when the round was planned."""

    OPT_IN = "opt_in"
    CENSUS = "census"
    SIMPLE = "simple"
    STRATIFIED = "stratified"
    TWO_STAGE = "two_stage"


DRAWN = frozenset({Design.SIMPLE, Design.STRATIFIED, Design.TWO_STAGE})
"""Designs in which those who are asked were drawn by chance."""


class Origin(StrEnum):
    """Whether answers were collected here, or totals published elsewhere were imported."""

    COLLECTED = "collected"
    PUBLISHED = "published"


@dataclass(frozen=True)
class Round:
    """One asking: ``2026-H1``. `questionnaire` is a key with its version, fixed for the round.

    `grace` is the number of days after the last one on which answers given in time may still come
    in, from devices without a line; `edition` counts how often the round has been sealed. `target`
    is how many responses a unit is to reach that is not among `targets`, 0 where none was set;
    `valid` is the percentage of the criteria asked that a valid response answers, 0 where one
    criterion is enough. `formula` is how its index is made of all criteria.
    """

    id: str
    title: str
    questionnaire: str
    opens: date
    closes: date
    units: tuple[str, ...]
    state: State = State.PLANNED
    origin: Origin = Origin.COLLECTED
    sample: bool = False
    formula: Formula = Formula.POOLED
    step: int = 5
    grace: int = 1
    edition: int = 0
    design: Design = Design.OPT_IN
    target: int = 0
    valid: int = 0
    targets: tuple[tuple[str, int], ...] = ()

    def __post_init__(self) -> None:
        if not _ID.fullmatch(self.id):
            raise SurveyError(Code.BAD_ROUND_ID, round=self.id[:40])
        if self.closes < self.opens:
            raise SurveyError(Code.BAD_DATES, opens=self.opens, closes=self.closes)
        least = min((self.target, *dict(self.targets).values()))
        if not (0 <= self.grace <= MOST_GRACE and 0 <= self.valid <= 100 and least >= 0):
            raise SurveyError(Code.BAD_PLAN, round=self.id, most=MOST_GRACE)

    def wanted(self) -> dict[str, int]:
        """How many responses each unit is to reach; 0 where none was set."""
        return dict.fromkeys(self.units, self.target) | dict(self.targets)

    def state_on(self, day: date) -> State:
        """The state as people see it: a round past its last day is closed whatever was clicked."""
        if self.state in _ASKING and day > self.closes:
            return State.CLOSED
        return self.state

    def is_collected_and_over(self, day: date) -> bool:
        """Whether what the units collected is all there, but for what comes late."""
        return self.origin is Origin.COLLECTED and self.state_on(day).over

    def in_grace(self, day: date) -> bool:
        """Whether answers given in time are still taken on `day`, after the last one."""
        return not self.edition and day <= self.closes + timedelta(days=self.grace)

    def final_on(self, day: date) -> bool:
        """Whether nothing more can come into the figures but by review."""
        return self.state_on(day).over and not self.in_grace(day)

    def accepts_on(self, day: date) -> bool:
        """Whether people are asked on `day`."""
        return self.state is State.OPEN and self.opens <= day <= self.closes

    def opened(self, day: date, *, early: bool = False) -> "Round":
        """The round open for answers; raises SurveyError when it cannot be opened on `day`.

        Before its first day only when `early` is wanted, and then `day` becomes the first day.
        """
        self._need(State.PLANNED)
        if self.origin is not Origin.COLLECTED:
            raise SurveyError(Code.ROUND_ORIGIN, round=self.id)
        self._not_over(day)
        if day < self.opens and not early:
            raise SurveyError(Code.TOO_EARLY, round=self.id, opens=self.opens)
        return replace(self, state=State.OPEN, opens=min(self.opens, day))

    def targeted(self, day: date, targets: Mapping[str, int]) -> "Round":
        """The round with these targets of its units; units that are not named keep theirs."""
        self._need(State.PLANNED, *_ASKING)
        if self.origin is not Origin.COLLECTED:
            raise SurveyError(Code.ROUND_ORIGIN, round=self.id)
        self._not_over(day)
        merged = {**dict(self.targets), **targets}
        chosen = tuple((unit, merged[unit]) for unit in self.units if unit in merged)
        return replace(self, targets=chosen)

    def paused(self, day: date) -> "Round":
        """The round open, with nobody asked for a while."""
        self._need(State.OPEN)
        self._not_over(day)
        return replace(self, state=State.PAUSED)

    def resumed(self, day: date) -> "Round":
        """The paused round asking again."""
        self._need(State.PAUSED)
        self._not_over(day)
        return replace(self, state=State.OPEN)

    def extended(self, day: date, closes: date) -> "Round":
        """The round with a later last day; one whose days have run out on `day` must be reopened."""
        self._need(State.OPEN, State.PAUSED)
        self._not_over(day)
        if closes <= self.closes:
            raise SurveyError(Code.BAD_DATES, opens=self.closes, closes=closes)
        return replace(self, closes=closes)

    def closed(self, day: date) -> "Round":
        """The round closed; its last day becomes `day` when that is earlier."""
        self._need(State.OPEN, State.PAUSED)
        return replace(self, state=State.CLOSED, closes=max(self.opens, min(self.closes, day)))

    def reopened(self, day: date, closes: date) -> "Round":
        """A round that was closed by mistake, open again until `closes`; never once it was sealed."""
        if self.state_on(day) is not State.CLOSED or self.edition:
            raise SurveyError(Code.ROUND_STATE, round=self.id, state=self.state)
        if closes < day:
            raise SurveyError(Code.BAD_DATES, opens=day, closes=closes)
        return replace(self, state=State.OPEN, closes=closes)

    def sealed(self) -> "Round":
        """The next edition of the round, after which its figures stand."""
        self._need(State.CLOSED)
        return replace(self, state=State.SEALED, edition=self.edition + 1)

    def published(self) -> "Round":
        """The sealed round, for everybody to see."""
        self._need(State.SEALED)
        return replace(self, state=State.PUBLISHED)

    def corrected(self) -> "Round":
        """A sealed round under review once more; the edition before is kept."""
        self._need(State.SEALED, State.PUBLISHED)
        return replace(self, state=State.CLOSED)

    def _need(self, *states: State) -> None:
        if self.state not in states:
            raise SurveyError(Code.ROUND_STATE, round=self.id, state=self.state)

    def _not_over(self, day: date) -> None:
        if day > self.closes:
            raise SurveyError(Code.DAYS_OVER, round=self.id, closes=self.closes)

    def shares_days_and_units_with(self, other: "Round") -> bool:
        """Whether a unit's public code would open two rounds on one day."""
        return (
            self.opens <= other.closes
            and other.opens <= self.closes
            and not set(self.units).isdisjoint(other.units)
        )

    def refuse_overlap(self, others: Iterable["Round"], day: date) -> None:
        """Raises SurveyError ROUND_OVERLAPS when a unit of this asking round is in another one."""
        if self.state not in _ASKING:
            return
        for other in others:
            asking = other.state_on(day) in _ASKING and other.id != self.id
            if asking and self.shares_days_and_units_with(other):
                raise SurveyError(Code.ROUND_OVERLAPS, round=self.id, other=other.id)
