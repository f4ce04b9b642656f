"""The narrow interface to the register of requests about personal data."""

from collections.abc import Sequence
from typing import Protocol

from surveys.act import Act
from surveys.privacy_request import PrivacyRequest


class Requests(Protocol):
    """The lines of the register, and apart from them, encrypted, how to reach whoever asks."""

    def add(self, request: PrivacyRequest, contact: str, act: Act) -> PrivacyRequest:
        """Keeps a new line under the next number of its year; the act tells of that number."""

    def change(self, request: PrivacyRequest, was: PrivacyRequest, act: Act) -> None:
        """Stores a changed line; with it, a closed one loses its contact for good.

        Raises SurveyError REQUEST_MOVED when it is no longer as `was`: somebody else was quicker.
        """

    def all(self) -> Sequence[PrivacyRequest]:
        """Every line, the latest number first."""

    def contact(self, number: str, act: Act) -> str:
        """How to reach whoever asks in an open case, or an empty text. That it was read is logged."""
