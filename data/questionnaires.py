"""The narrow interface to the questionnaires that the office has made itself."""

from collections.abc import Sequence
from typing import Protocol

from surveys.act import Act


class Questionnaires(Protocol):
    """Texts of questionnaires by key; each is added once and stays as it is."""

    def add(self, key: str, text: str, hash: str, act: Act) -> None:
        """Keeps a new one; raises SurveyError QUESTIONNAIRE_EXISTS when the key is taken."""

    def all(self) -> Sequence[tuple[str, str]]:
        """Key and text of every one, in the order of their keys."""
