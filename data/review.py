"""The narrow interface to the review of flagged responses."""

from collections.abc import Sequence
from typing import Protocol

from surveys.act import Act
from surveys.review import Choice, Exclusion, Group
from surveys.round import Round


class Review(Protocol):
    """Groups of flagged responses, and which of them are out of the figures.

    An exclusion moves its responses, tally, snapshot and roll-ups in one transaction with its act.
    """

    def groups(self, round: str) -> Sequence[Group]:
        """The flagged responses in the figures, as numbers by unit, day, channel and flags."""

    def exclusions(self, round: str) -> Sequence[Exclusion]:
        """All exclusions of a round, the first one first, also those that were taken back."""

    def exclude(self, round: Round, choice: Choice, reason: str, least: int, act: Act) -> Exclusion:
        """Takes the chosen responses out of the figures of a closed round.

        Raises SurveyError ROUND_MOVED when the round is no longer as it was seen, GROUP_SMALL when
        fewer than `least` people are meant or too few would be left, GROUP_TAIL when the figures
        would come too near to earlier ones.
        """

    def include(self, round: Round, number: int, reason: str, least: int, act: Act) -> Exclusion:
        """Takes a whole group back into the figures; refused as above, and with UNKNOWN_EXCLUSION or
        GROUP_CHANGED when there is no such group, or it has lost somebody by erasure.
        """
