"""The narrow interface to what was published: editions are added and never taken away."""

from collections.abc import Sequence
from typing import Protocol

from surveys.act import Act
from surveys.edition import Edition
from surveys.round import Round


class Editions(Protocol):
    """The published editions of all rounds."""

    def publish(self, round: Round, was: Round, edition: Edition, act: Act) -> None:
        """Stores a published round together with its frozen edition.

        Raises SurveyError ROUND_MOVED when the round is no longer as `was`.
        """

    def correct(self, round: Round, was: Round, reason: str, act: Act) -> None:
        """Stores a round that is under review once more; its published edition stays, with the reason.

        Raises SurveyError ROUND_MOVED when the round is no longer as `was`.
        """

    def all(self, round: str | None = None) -> Sequence[Edition]:
        """The editions of a round, or of all, the first one of each round first."""
