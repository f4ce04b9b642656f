"""One choice among options."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from surveys.language import Text
from surveys.questions.kind import Answer, first, refuse_option

if TYPE_CHECKING:
    from surveys.question import Question


class Choice:
    name = "choice"

    def check(self, question: "Question", given: object) -> Answer:
        if isinstance(given, str) and given in question.option_ids:
            return given
        raise refuse_option(question, given)

    def from_form(self, posted: Sequence[str]) -> object:
        return first(posted)

    def cells(self, answer: Answer) -> tuple[str, ...]:
        return (str(answer),)

    def options(self, question: "Question") -> Mapping[str, Text]:
        return {option.id: option.label for option in question.options}
