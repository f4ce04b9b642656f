"""The narrow interface to single-use links: how many were handed out, and which are used or void."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol

from surveys.act import Act


class Use(StrEnum):
    """What became of a slip."""

    FRESH = "fresh"
    USED = "used"
    VOIDED = "voided"


@dataclass(frozen=True)
class HandedOut:
    """How many slips of a unit were made on a day for a procedure field and a kind of outcome.

    Those that were made void are counted on the day on which that was done, without field and outcome.
    """

    unit: str
    day: date
    field: str
    given: str
    made: int
    voided: int


class Slips(Protocol):
    """Used and void slips are known by a keyed hash alone.

    The hashes have no order and no times, and no answer has one: nothing joins the two. Using a slip
    up is the business of `Store.keep`, in the transaction of the answer.
    """

    def use(self, hash: bytes) -> Use: ...

    def make(self, round: str, made: HandedOut, act: Act) -> None:
        """Adds to the numbers of what was handed out. No slip by itself is noted."""

    def void(self, hash: bytes, round: str, unit: str, day: date, act: Act) -> None:
        """Makes a slip void that nobody has used.

        Raises SurveyError SLIP_USED or SLIP_VOIDED; nothing is changed then.
        """

    def handed_out(self, round: str) -> Sequence[HandedOut]:
        """The numbers of a round, by unit and day."""
