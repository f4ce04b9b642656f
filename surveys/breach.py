"""Breaches: personal data that leaked or was lost, and by when the authority must be told."""

import tomllib
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from math import ceil
from pathlib import Path

from surveys.errors import Code, SurveyError
from surveys.language import Text

SHIPPED = Path(__file__).resolve().parent / "breaches.toml"
LONGEST = 1000
"""Letters of each thing that is told of a breach."""


class Kind(StrEnum):
    """What happened to the data."""

    LEAKED = "leaked"
    LOST = "lost"
    ALTERED = "altered"
    ENTERED = "entered"
    OTHER = "other"


class Standing(StrEnum):
    """What is to be done about a breach, and how urgently; said in words on the page."""

    OVERDUE = "overdue"
    NEAR = "near"
    DUE = "due"
    TOLD_LATE = "told_late"
    TOLD = "told"
    CLOSED = "closed"


@dataclass(frozen=True)
class Rules:
    """Within how many hours a breach is told; `source` says where the figure comes from."""

    source: Text
    report_hours: int
    near_hours: int


@dataclass(frozen=True)
class Account:
    """What is known of a breach, in words without anybody's name; all of it may be put right later.

    `people` is about how many are concerned, None when nobody knows yet.
    """

    what: str
    data: str
    people: int | None = None
    measures: str = ""


@dataclass(frozen=True)
class Breach:
    """A line of the register. Moments are UTC; `due` is fixed when the line is entered."""

    number: str
    kind: Kind
    found: datetime
    due: datetime
    account: Account
    told: datetime | None = None
    told_to: str = ""
    closed: date | None = None
    conclusion: str = ""
    handled_by: str = ""

    def standing_at(self, now: datetime, rules: Rules) -> Standing:
        """What is most urgent about it."""
        if self.closed:
            return Standing.CLOSED
        if self.told:
            return Standing.TOLD_LATE if self.told > self.due else Standing.TOLD
        if now > self.due:
            return Standing.OVERDUE
        return Standing.NEAR if self.due - now < timedelta(hours=rules.near_hours) else Standing.DUE

    def hours_left(self, now: datetime) -> int:
        """Whole hours until the authority must have been told, rounded down; below nought when late."""
        return -ceil((now - self.due) / timedelta(hours=1))

    def described(self, account: Account) -> "Breach":
        """The breach with what is known of it now."""
        self._must_be_open()
        return replace(self, account=account)

    def told_at(self, moment: datetime, whom: str) -> "Breach":
        """The breach after the authority was told; not before it was found, and once."""
        self._must_be_open()
        if self.told:
            raise SurveyError(Code.BREACH_STATE, number=self.number)
        if moment < self.found:
            raise SurveyError(Code.BAD_MOMENT)
        return replace(self, told=moment, told_to=whom)

    def ended(self, day: date, conclusion: str) -> "Breach":
        """The breach closed; `conclusion` says how, and why nobody was told where that was so."""
        self._must_be_open()
        return replace(self, closed=day, conclusion=conclusion)

    def _must_be_open(self) -> None:
        if self.closed:
            raise SurveyError(Code.BREACH_STATE, number=self.number)


def found(kind: Kind, at: datetime, account: Account, rules: Rules) -> Breach:
    """A new line, still without its number."""
    at = at.astimezone(UTC).replace(second=0, microsecond=0)
    return Breach("", kind, at, at + timedelta(hours=rules.report_hours), account)


def read_rules(text: str) -> Rules:
    """Rules from the text of their file; raises KeyError, TypeError or ValueError for what is none."""
    table = tomllib.loads(text)
    return Rules(Text(table["source"]), *(_hours(table[n]) for n in ("report_hours", "near_hours")))


def _hours(value: object) -> int:
    if type(value) is not int or not 1 <= value <= 24 * 365:
        raise ValueError(f"{value!r} is no number of hours")
    return value
