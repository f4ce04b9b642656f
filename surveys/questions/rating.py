"""A level on a scale: the kind that satisfaction is measured with."""

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from surveys.language import Text
from surveys.questions.kind import Answer, first, refuse_option

if TYPE_CHECKING:
    from surveys.question import Question


class Rating:
    name = "rating"

    def check(self, question: "Question", given: object) -> Answer:
        # The exact type: True is 1 to Python.
        if type(given) is int and given in question.level_values:
            return given
        raise refuse_option(question, given)

    def from_form(self, posted: Sequence[str]) -> object:
        value = first(posted)
        is_number = isinstance(value, str) and re.fullmatch(r"[0-9]{1,9}", value)
        return int(value) if isinstance(value, str) and is_number else value

    def cells(self, answer: Answer) -> tuple[str, ...]:
        return (str(answer),)

    def options(self, question: "Question") -> Mapping[str, Text]:
        return {str(level.value): level.label for level in question.rating_scale.levels}
