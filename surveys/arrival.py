"""Arrivals: to which round an answer belongs, and whether it came in time (design law 10)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from surveys.dates import day_of
from surveys.round import Round, State

AHEAD = timedelta(minutes=10)
"""How far a device's clock may be ahead and still be believed."""


@dataclass(frozen=True)
class Arrival:
    """An answer's place: its round, its day and moment, and whether it stands apart as late."""

    round: Round
    day: date
    moment: datetime
    late: bool

    @property
    def paused(self) -> bool:
        """Whether it came while nobody was asked."""
        return self.round.state is State.PAUSED and not self.late


def arrival(rounds: Iterable[Round], finished: datetime | None, now: datetime) -> Arrival | None:
    """The place of an answer that was `finished` on a device and came `now`; None when it has none.

    `rounds` are those that asked the unit with the answer's questionnaire, the latest first. An
    answer belongs to the round in whose days it was finished, when its device tells a time that can
    be; otherwise to the round that asks today, or else to the last one that did.
    """
    today = day_of(now)
    begun = [one for one in rounds if one.state is not State.PLANNED and one.opens <= today]
    believed = finished is not None and finished <= now + AHEAD
    moment = min(finished, now) if finished is not None and believed else now
    given = day_of(moment)
    its_days = [one for one in begun if one.opens <= given <= one.closes]
    asking = [one for one in begun if not one.state_on(today).over]
    belongs = _first([one for one in its_days if one in asking] or its_days or asking or begun)
    if belongs is None:
        return None
    if belongs in asking:
        return Arrival(belongs, today, moment if belongs in its_days else now, late=False)
    if belongs in its_days and believed and belongs.in_grace(today):
        return Arrival(belongs, belongs.closes, moment, late=False)
    return Arrival(belongs, today, now, late=True)


def _first(rounds: list[Round]) -> Round | None:
    return rounds[0] if rounds else None
