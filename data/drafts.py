"""The narrow interface to forms that were typed in and are not handed in yet."""

from collections.abc import Sequence
from typing import Protocol

from surveys.act import Act
from surveys.entry import Batch, Draft

SETTLED = 0
"""The pass that holds what is handed in, once that was decided."""


class Drafts(Protocol):
    """Batches of forms on their way. They are in no figure, and are gone once they were handed in."""

    def begin(self, batch: Batch, act: Act) -> Batch:
        """Keeps a new batch under the next number."""

    def batches(self, round: str) -> Sequence[Batch]:
        """The batches of a round that are not handed in, the oldest first."""

    def batch(self, number: int) -> Batch:
        """Raises SurveyError UNKNOWN_BATCH, also for one that was handed in."""

    def keep(self, number: int, typed: int, draft: Draft) -> int:
        """Keeps a form of pass `typed`, or what it says now; returns how many forms the pass has.

        The same id is the same form: it may be corrected, and is never there twice. Raises SurveyError
        FORM_TYPED when another form of the pass has its number, BATCH_CLOSED, or UNKNOWN_BATCH.
        """

    def drafts(self, number: int, typed: int) -> Sequence[Draft]:
        """The forms of a pass, by number."""

    def count_sent(self, number: int) -> int:
        """Counts one more that was asked aloud and accepted; returns how many."""

    def close(self, number: int, seen: Sequence[Sequence[Draft]], settled: Sequence[Draft]) -> None:
        """Replaces the passes by what is handed in; nothing more can be typed.

        Raises SurveyError BATCH_MOVED when the passes are no longer as `seen`: somebody typed on.
        """

    def settle(self, number: int, act: Act) -> None:
        """Forgets a batch that was handed in, for good. Raises SurveyError UNKNOWN_BATCH."""
