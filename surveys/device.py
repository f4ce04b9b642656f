"""Devices: tablets at a counter that the office has paired, and what they last said of themselves."""

import secrets
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cache
from pathlib import Path

from surveys.errors import Code, SurveyError
from surveys.link import ALPHABET, Channel, Link

LONGEST_NAME, LONGEST_VERSION = 60, 40
MOST_WAITING = 1_000_000
CODE_LENGTH = 12
"""Letters of the code under which a device sends; worth nothing without its secret."""

PAIRING_LENGTH = 8
"""39 bits: with twenty tries a minute by all strangers together nobody meets one in its minutes."""


@dataclass(frozen=True)
class Rules:
    """How a kiosk behaves (`kiosk.toml` says why)."""

    idle_seconds: int
    warning_seconds: int
    thanks_seconds: int
    beat_seconds: int
    silent_minutes: int
    clock_seconds: int
    pairing_minutes: int


@cache
def rules() -> Rules:
    """The rules in force."""
    return Rules(**tomllib.loads(Path(__file__).with_name("kiosk.toml").read_text("utf-8")))


class Standing(StrEnum):
    """How a device is doing, from what it last said."""

    NEW = "new"
    LIVE = "live"
    SILENT = "silent"
    RETIRED = "retired"


@dataclass(frozen=True)
class Said:
    """What a device says of itself: answers waiting to be sent, battery in percent, clock, page.

    `refused` answers stay on it until staff have them wiped; `last_refused` is the place of the last.
    """

    waiting: int
    battery: int | None = None
    clock: datetime | None = None
    version: str = ""
    refused: int = 0
    last_refused: int = 0


@dataclass(frozen=True)
class Beat:
    """The last thing that a device said, and when, to the minute; earlier ones are not kept.

    `offset` is by how many seconds its clock is ahead of the server's.
    """

    at: datetime
    waiting: int
    battery: int | None = None
    offset: int | None = None
    version: str = ""
    refused: int | None = None
    last_refused: int | None = None

    @property
    def clock_is_wrong(self) -> bool:
        return self.offset is not None and abs(self.offset) > rules().clock_seconds


@dataclass(frozen=True)
class Offer:
    """A device that is about to be paired: what it will be, until when its code holds."""

    name: str
    unit: str
    field: str | None
    until: datetime


@dataclass(frozen=True)
class Device:
    """A tablet of a unit. `code` is what its answers name; `field` is the procedure field or None.

    `heir` is the number of the device that the same tablet is now, once it was paired again. Up to
    the place `forget` it is to wipe the answers that were refused.
    """

    number: str
    name: str
    unit: str
    field: str | None
    code: str
    paired: date
    retired: date | None = None
    beat: Beat | None = None
    heir: str | None = None
    forget: int = 0

    @property
    def link(self) -> Link:
        """What an answer from it comes through: channel and unit are the server's word (law 9)."""
        return Link(self.code, self.unit, Channel.KIOSK, self.field)

    def standing_at(self, now: datetime) -> Standing:
        if self.retired:
            return Standing.RETIRED
        if self.beat is None:
            return Standing.NEW
        silent = now - self.beat.at >= timedelta(minutes=rules().silent_minutes)
        return Standing.SILENT if silent else Standing.LIVE


def new_code(length: int) -> str:
    """A code that nobody can guess, of letters that nobody mistakes for another."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def read_pairing_code(typed: str) -> str | None:
    """A pairing code as somebody typed it, in its written form; None when none looks like that."""
    code = "".join(sign for sign in typed[:40].upper() if sign not in " -–—")
    right = len(code) == PAIRING_LENGTH and all(sign in ALPHABET for sign in code)
    return code if right else None


def written_code(code: str) -> str:
    """A pairing code as it is read out: two groups of four."""
    return f"{code[:4]}-{code[4:]}"


def checked_name(typed: str) -> str:
    """The name of a device; raises SurveyError BAD_DEVICE_NAME."""
    name = " ".join(typed.split())
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise SurveyError(Code.BAD_DEVICE_NAME, most=LONGEST_NAME)
    return name


def read_said(sent: object) -> Said:
    """What a device says, from decoded JSON; raises SurveyError naming the field that is wrong."""
    if not isinstance(sent, dict):
        raise SurveyError(Code.UNREADABLE)
    known = {one.name for one in fields(Said)}
    for name in sent:
        if name not in known:
            raise SurveyError(Code.UNKNOWN_FIELD, field=str(name)[:40])
    if "waiting" not in sent:
        raise SurveyError(Code.MISSING_FIELD, field="waiting")
    version = sent.get("version") or ""
    if not (isinstance(version, str) and len(version) <= LONGEST_VERSION and version.isascii()):
        raise SurveyError(Code.INVALID_FIELD, field="version")
    waiting = _number(sent, "waiting", MOST_WAITING)
    refused, last = (_number(sent, name, MOST_WAITING) or 0 for name in ("refused", "last_refused"))
    battery = _number(sent, "battery", 100)
    return Said(waiting or 0, battery, _clock(sent), version, refused, last)


def beat_of(said: Said, now: datetime) -> Beat:
    """What is kept of it: the minute, and by how much the clock is off."""
    ahead = said.clock - now if said.clock else None
    offset = round(ahead.total_seconds()) if ahead is not None else None
    at = now.replace(second=0, microsecond=0)
    told = (said.version, said.refused, said.last_refused)
    return Beat(at, said.waiting, said.battery, offset, *told)


def _number(sent: Mapping[str, object], name: str, most: int) -> int | None:
    value = sent.get(name)
    if value is None and name != "waiting":
        return None
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= most:
        raise SurveyError(Code.INVALID_FIELD, field=name)
    return value


def _clock(sent: Mapping[str, object]) -> datetime | None:
    text = sent.get("clock")
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise SurveyError(Code.INVALID_FIELD, field="clock")
    return moment
