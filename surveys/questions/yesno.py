"""Yes or no."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from surveys.language import Text
from surveys.questions.kind import Answer, first, refuse_option

if TYPE_CHECKING:
    from surveys.question import Question

LABELS = {"yes": Text({"vi": "Có", "en": "Yes"}), "no": Text({"vi": "Không", "en": "No"})}


class YesNo:
    name = "yesno"

    def check(self, question: "Question", given: object) -> Answer:
        if isinstance(given, bool):
            return given
        raise refuse_option(question, given)

    def from_form(self, posted: Sequence[str]) -> object:
        value = first(posted)
        return {"yes": True, "no": False}.get(value, value) if isinstance(value, str) else value

    def cells(self, answer: Answer) -> tuple[str, ...]:
        return ("yes" if answer else "no",)

    def options(self, question: "Question") -> Mapping[str, Text]:
        return LABELS
