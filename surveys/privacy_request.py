"""Requests about personal data: their kinds, when each is due, and where it stands."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from pathlib import Path

from surveys.errors import Code, SurveyError
from surveys.language import Text
from surveys.working_days import Calendar

SHIPPED = Path(__file__).resolve().parent / "deadlines.toml"
LONGEST_NOTE = 200
SOON = 3
"""Days before its end from which a deadline is called near."""


class Kind(StrEnum):
    """What somebody asks for."""

    WITHDRAWAL = "withdrawal"
    RESTRICTION = "restriction"
    ACCESS = "access"
    CORRECTION = "correction"
    ERASURE = "erasure"
    COMPLAINT = "complaint"


class Outcome(StrEnum):
    """How a case ended. Most answers cannot be found without the code that only their person has."""

    DONE = "done"
    PARTLY = "partly"
    NOT_FOUND = "not_found"
    REFUSED = "refused"
    TAKEN_BACK = "taken_back"


class Standing(StrEnum):
    """What is to be done with a case, and how urgently; said in words on every page."""

    REPLY_OVERDUE = "reply_overdue"
    OVERDUE = "overdue"
    REPLY_DUE = "reply_due"
    NEAR = "near"
    IN_TIME = "in_time"
    CLOSED = "closed"


@dataclass(frozen=True)
class Deadlines:
    """Within how long each kind is answered; `source` says where the figures come from."""

    source: Text
    reply_working_days: int
    days: Mapping[Kind, int]
    extension_days: Mapping[Kind, int]
    keep_closed_months: int
    keep_contact_months: int


@dataclass(frozen=True)
class PrivacyRequest:
    """A line of the register. It says nothing of who asks; `note` is short and masked."""

    number: str
    kind: Kind
    received: date
    reply_due: date
    due: date
    round: str | None = None
    note: str = ""
    handled_by: str = ""
    replied: date | None = None
    extended: bool = False
    closed: date | None = None
    outcome: Outcome | None = None

    def standing_on(self, day: date) -> Standing:
        """What is most urgent about it on `day`."""
        if self.closed:
            return Standing.CLOSED
        if day > self.due:
            return Standing.OVERDUE
        if not self.replied:
            return Standing.REPLY_OVERDUE if day > self.reply_due else Standing.REPLY_DUE
        return Standing.NEAR if day > self.due - timedelta(days=SOON) else Standing.IN_TIME

    def answered(self, day: date) -> "PrivacyRequest":
        """The case after the first reply, which says that it is being dealt with."""
        self._must_be_open()
        if self.replied:
            raise SurveyError(Code.REQUEST_STATE, number=self.number)
        return replace(self, replied=day)

    def extended_by(self, days: int) -> "PrivacyRequest":
        """The case with a later end; each has one extension only."""
        self._must_be_open()
        if self.extended:
            raise SurveyError(Code.REQUEST_EXTENDED, number=self.number)
        return replace(self, extended=True, due=self.due + timedelta(days=days))

    def ended(self, day: date, outcome: Outcome) -> "PrivacyRequest":
        """The case closed."""
        self._must_be_open()
        return replace(self, closed=day, outcome=outcome, replied=self.replied or day)

    def _must_be_open(self) -> None:
        if self.closed:
            raise SurveyError(Code.REQUEST_STATE, number=self.number)


def received(
    kind: Kind, day: date, deadlines: Deadlines, calendar: Calendar, round: str | None, note: str
) -> PrivacyRequest:
    """A new line of the register, still without its number."""
    due = day + timedelta(days=deadlines.days[kind])
    reply_due = calendar.after(day, deadlines.reply_working_days)
    return PrivacyRequest("", kind, day, min(reply_due, due), due, round, note[:LONGEST_NOTE])


def read_deadlines(text: str) -> Deadlines:
    """Deadlines from the text of their file; raises KeyError or ValueError for what is not whole."""
    table = tomllib.loads(text)
    days, more = (
        {kind: _count(table[name][kind]) for kind in Kind} for name in ("days", "extension_days")
    )
    return Deadlines(
        Text(table["source"]),
        _count(table["reply_working_days"]),
        days,
        more,
        _count(table["keep_closed_months"]),
        _count(table["keep_contact_months"]),
    )


def _count(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= 3650:
        raise ValueError(f"{value!r} is no number of days or months")
    return value
