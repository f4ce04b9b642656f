"""What a kind of question has to know: how its answer is checked, posted and counted."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

from surveys.errors import Code, SurveyError
from surveys.language import Text

if TYPE_CHECKING:
    from surveys.question import Question

Answer = int | str | bool | list[str] | None
"""A checked answer: None means asked and skipped, "na" asked and not applicable."""

NOT_APPLICABLE = "na"
SKIPPED = "skipped"
ANSWERED = "answered"
RESERVED = frozenset({NOT_APPLICABLE, SKIPPED, ANSWERED})
"""Cell names that no option of a question may take."""


class Kind(Protocol):
    name: str

    def check(self, question: "Question", given: object) -> Answer:
        """The answer in its stored form.

        Raises SurveyError when `given` is not an answer to this question.
        """

    def from_form(self, posted: Sequence[str]) -> object:
        """What a browser posted for this question, as `check` takes it; None when left blank."""

    def cells(self, answer: Answer) -> tuple[str, ...]:
        """The cells of the tally in which a given (not skipped) answer counts."""

    def options(self, question: "Question") -> Mapping[str, Text]:
        """Every cell that the question can have, with its label, in the order shown."""


def answered(counts: Mapping[str, int]) -> int:
    """How many people gave an answer, from the cells of one question."""
    if ANSWERED in counts:
        return counts[ANSWERED]
    return sum(n for cell, n in counts.items() if cell not in RESERVED)


def first(posted: Sequence[str]) -> object:
    """The one value of a field that is posted at most once."""
    return posted[0] if posted and posted[0] != "" else None


def refuse_option(question: "Question", given: object) -> SurveyError:
    """The refusal for an answer that is not among the options."""
    return SurveyError(Code.NOT_AN_OPTION, question=question.id, asked=question.text)
