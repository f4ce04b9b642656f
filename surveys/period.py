"""Periods that officials report on: a year, a half-year, a quarter. A round is in that of its last day."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from surveys.dates import months_after
from surveys.errors import Code, SurveyError
from surveys.round import Origin, Round, State

EVERY = "all"
"""In place of a period: all rounds so far."""

_WRITTEN = re.compile(r"([12]\d{3})(?:-(H[12]|Q[1-4]))?", re.ASCII)
_FIRST_MONTH = {"": 1, "H1": 1, "H2": 7, "Q1": 1, "Q2": 4, "Q3": 7, "Q4": 10}
_MONTHS = {"": 12, "H": 6, "Q": 3}


@dataclass(frozen=True, order=True)
class Period:
    """``2026``, ``2026-H1`` or ``2026-Q3``; `part` is empty for a whole year."""

    year: int
    part: str = ""

    @property
    def first(self) -> date:
        return date(self.year, _FIRST_MONTH[self.part], 1)

    @property
    def last(self) -> date:
        after = months_after(self.first, _MONTHS[self.part[:1]])
        return date.fromordinal(after.toordinal() - 1)

    def contains(self, round: Round) -> bool:
        """Whether the last day of the round lies in the period."""
        return self.first <= round.closes <= self.last

    def __str__(self) -> str:
        return f"{self.year}-{self.part}" if self.part else str(self.year)


def parse(text: str) -> Period:
    """The period that is written so; raises SurveyError BAD_PERIOD."""
    found = _WRITTEN.fullmatch(text)
    if found is None:
        raise SurveyError(Code.BAD_PERIOD, period=text[:20])
    return Period(int(found[1]), found[2] or "")


def begun(rounds: Iterable[Round], asked: str) -> tuple[Round, ...]:
    """The rounds of a period, or all, that have begun; the oldest first. Raises SurveyError BAD_PERIOD."""
    period = None if asked == EVERY else parse(asked)
    found = [one for one in rounds if _has_begun(one) and (period is None or period.contains(one))]
    return tuple(sorted(found, key=lambda one: (one.closes, one.opens, one.id)))


def periods_of(rounds: Iterable[Round]) -> tuple[str, ...]:
    """What can be asked for: the periods that have a round, the latest year first, then all."""
    days = {one.closes for one in rounds if _has_begun(one)}
    found = {
        period
        for day in days
        for part in _FIRST_MONTH
        if (period := Period(day.year, part)).first <= day <= period.last
    }
    ordered = sorted(found, key=lambda one: (-one.year, one.part))
    return (*map(str, ordered), *((EVERY,) if days else ()))


def _has_begun(round: Round) -> bool:
    """Published totals are there as soon as they are imported; their rounds are never opened."""
    return round.state is not State.PLANNED or round.origin is Origin.PUBLISHED
