"""Too many answers by one link are told to wait; nobody else is. Counted by link, never by address."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from services import journal
from services.metrics import Metrics
from surveys.errors import Code, SurveyError
from surveys.flow import Limit, admit
from surveys.link import Channel, Link

MOST_LINKS = 20_000
"""Links remembered at once; those that could take a whole burst again are forgotten first."""

FRESH = timedelta(days=1)
"""How long staff are told that a link was slowed."""


@dataclass(frozen=True)
class Slowed:
    """A unit's link that was handed more than its limit: how many were told to wait, and when last."""

    unit: str
    channel: Channel
    answers: int
    last: datetime


class Flow:
    """What this process remembers of each link: one number. Used by the event loop alone."""

    def __init__(self, limits: Mapping[Channel, Limit], metrics: Metrics) -> None:
        self._limits = limits
        self._metrics = metrics
        self._due: dict[str | bytes, int] = {}
        self._slowed: dict[tuple[str, Channel], Slowed] = {}

    def take(self, link: Link, now: datetime) -> None:
        """Lets one answer pass; raises SurveyError SLOWED with the seconds to wait."""
        limit = self._limits.get(link.channel)
        if limit is None:
            return
        key, at = link.spent or link.code, round(now.timestamp() * 1_000_000)
        due, wait = admit(self._due.get(key, 0), at, limit)
        if wait:
            self._note(link, now)
            raise SurveyError(Code.SLOWED, seconds=-(-wait // 1_000_000))
        if len(self._due) >= MOST_LINKS and key not in self._due:
            self._forget(at)
        self._due[key] = due

    def slowed(self, units: Iterable[str], now: datetime) -> tuple[Slowed, ...]:
        """The links of these units that were slowed lately, the busiest first."""
        asked = frozenset(units)
        found = [
            one
            for one in list(self._slowed.values())
            if one.unit in asked and one.last > now - FRESH
        ]
        return tuple(sorted(found, key=lambda one: (-one.answers, one.unit)))

    def _note(self, link: Link, now: datetime) -> None:
        before = self._slowed.get((link.unit, link.channel))
        again = before is not None and before.last > now - FRESH
        answers = before.answers + 1 if before and again else 1
        self._slowed[link.unit, link.channel] = Slowed(link.unit, link.channel, answers, now)
        self._metrics.slowed(link.channel, link.unit)
        if not again:
            journal.fault("answers by one link are slowed", unit=link.unit, channel=link.channel)

    def _forget(self, at: int) -> None:
        self._due = {key: due for key, due in self._due.items() if due > at}
        while len(self._due) >= MOST_LINKS:
            self._due.pop(next(iter(self._due)))
