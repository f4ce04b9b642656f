"""The narrow interface to reports that were ordered."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from surveys.act import Act
from surveys.report_order import OrderedReport, ReportOrder


class ReportOrders(Protocol):
    """Who ordered which report when, and what became of it. The files themselves are kept elsewhere."""

    def add(self, order: ReportOrder, by: str, at: datetime, act: Act) -> OrderedReport:
        """Keeps a new order under the next number."""

    def find(self, number: int) -> OrderedReport:
        """Raises SurveyError UNKNOWN_REPORT."""

    def latest(self, most: int) -> Sequence[OrderedReport]:
        """The latest orders, the newest first."""

    def take(self, now: datetime) -> OrderedReport | None:
        """The oldest order that waits, now being made; None while another one is, or when none waits.

        One that nobody has worked on for long is told to be broken first.
        """

    def beat(self, number: int, done: float, now: datetime) -> bool:
        """Says how far a report has come; returns whether it is still wanted."""

    def finish(self, number: int, name: str, size: int, sha256: str) -> bool:
        """The report is there; returns whether it was still wanted."""

    def refuse(self, number: int, why: str) -> None:
        """The report cannot be made."""

    def cancel(self, number: int, act: Act) -> None:
        """Raises SurveyError REPORT_OVER when it is not on its way any more, or UNKNOWN_REPORT."""

    def forget(self, number: int) -> None:
        """Deletes an order that is over."""
