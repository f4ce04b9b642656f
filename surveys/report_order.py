"""Reports that were ordered: what was asked for, by whom, and how far it has come."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

SILENT = timedelta(seconds=90)
"""A maker that has not been heard of for so long is gone."""


class Stage(StrEnum):
    """How far an ordered report has come. Keys of words in `locales/` (``stages.…``)."""

    WAITING = "waiting"
    MAKING = "making"
    DONE = "done"
    REFUSED = "refused"
    CANCELLED = "cancelled"
    BROKEN = "broken"
    """Its maker was stopped: the machine was switched off, or something is wrong with the program."""

    @property
    def open(self) -> bool:
        """Whether it may still become a file."""
        return self in (Stage.WAITING, Stage.MAKING)


@dataclass(frozen=True)
class ReportOrder:
    """A report as it was asked for: the same order gives the same file while the figures are the same.

    `unit` is a code, `dated` the day that the report bears. `period` is set for a report on several
    rounds (`surveys.period`); its `round` is the last one of them. `field` is set for a report on one
    procedure field.
    """

    round: str
    unit: str
    kind: str
    format: str
    language: str
    dated: date
    period: str = ""
    field: str = ""


@dataclass(frozen=True)
class OrderedReport:
    """An order with its number and its fate.

    `done` goes from 0 to 1, `beat` is when its maker was last heard of. A finished one has the name,
    size in bytes and SHA-256 of its file; one that was refused says why in the language of the order.
    """

    number: int
    order: ReportOrder
    by: str
    at: datetime
    stage: Stage = Stage.WAITING
    done: float = 0.0
    name: str = ""
    size: int = 0
    sha256: str = ""
    why: str = ""
    beat: datetime | None = None

    def stage_at(self, now: datetime) -> Stage:
        """The stage as people see it: what nobody works on any more is broken."""
        if self.stage is Stage.MAKING and (self.beat is None or now - self.beat > SILENT):
            return Stage.BROKEN
        return self.stage
