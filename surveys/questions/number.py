"""A whole number within bounds, such as how many times somebody had to come."""

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from surveys.errors import Code, SurveyError
from surveys.language import Text
from surveys.questions.kind import Answer, first

if TYPE_CHECKING:
    from surveys.question import Question


class Number:
    name = "number"

    def check(self, question: "Question", given: object) -> Answer:
        if isinstance(given, bool) or not isinstance(given, int):
            raise SurveyError(Code.NOT_A_NUMBER, question=question.id, asked=question.text)
        if not question.minimum <= given <= question.maximum:
            raise SurveyError(
                Code.OUT_OF_RANGE,
                question=question.id,
                asked=question.text,
                minimum=question.minimum,
                maximum=question.maximum,
            )
        return given

    def from_form(self, posted: Sequence[str]) -> object:
        value = first(posted)
        if not isinstance(value, str):
            return None
        text = value.strip()
        return int(text) if re.fullmatch(r"-?[0-9]{1,9}", text) else text

    def cells(self, answer: Answer) -> tuple[str, ...]:
        return (str(answer),)

    def options(self, question: "Question") -> Mapping[str, Text]:
        values = range(question.minimum, question.maximum + 1)
        return {str(value): Text({"vi": str(value)}) for value in values}
