"""Several choices among options; the base is people, so a cell of its own counts them."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from surveys.language import Text
from surveys.questions.kind import ANSWERED, Answer, refuse_option

if TYPE_CHECKING:
    from surveys.question import Question


class Choices:
    name = "choices"

    def check(self, question: "Question", given: object) -> Answer:
        if not isinstance(given, list) or not given:
            raise refuse_option(question, given)
        known = question.option_ids
        for one in given:
            if not isinstance(one, str) or one not in known:
                raise refuse_option(question, one)
        return [option for option in known if option in given]

    def from_form(self, posted: Sequence[str]) -> object:
        return [value for value in posted if value] or None

    def cells(self, answer: Answer) -> tuple[str, ...]:
        return (ANSWERED, *answer) if isinstance(answer, list) else ()

    def options(self, question: "Question") -> Mapping[str, Text]:
        return {option.id: option.label for option in question.options}
