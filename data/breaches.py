"""The narrow interface to the register of breaches."""

from collections.abc import Sequence
from typing import Protocol

from surveys.act import Act
from surveys.breach import Breach


class Breaches(Protocol):
    """The lines of the register; none is ever taken away."""

    def add(self, breach: Breach, act: Act) -> Breach:
        """Keeps a new line under the next number of its year; the act tells of that number."""

    def change(self, breach: Breach, was: Breach, act: Act) -> None:
        """Stores a changed line.

        Raises SurveyError BREACH_MOVED when it is no longer as `was`: somebody else was quicker.
        """

    def all(self) -> Sequence[Breach]:
        """Every line, the latest number first."""
