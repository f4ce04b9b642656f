"""Free words. Personal data are masked here, before anything is stored."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from surveys.errors import Code, SurveyError
from surveys.language import Text
from surveys.masking import mask
from surveys.questions.kind import Answer, first

if TYPE_CHECKING:
    from surveys.question import Question

_CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
"""Control characters, direction overrides and broken halves of characters; tab and line ends stay."""

_BLANKS = " \t\n\u00a0\u00ad\u200b\u2060\u3164\ufeff"
"""What cannot be seen: a comment of nothing else is no comment."""

GIVEN = "given"


class FreeText:
    name = "text"

    def check(self, question: "Question", given: object) -> Answer:
        if not isinstance(given, str):
            raise SurveyError(Code.NOT_TEXT, question=question.id, asked=question.text)
        text = given.replace("\r\n", "\n").replace("\r", "\n").strip(_BLANKS)
        if len(text) > question.max_length:
            raise SurveyError(
                Code.TEXT_TOO_LONG,
                question=question.id,
                asked=question.text,
                maximum=question.max_length,
            )
        if _CONTROL.search(text):
            raise SurveyError(Code.CONTROL_CHARACTERS, question=question.id, asked=question.text)
        return mask(unicodedata.normalize("NFC", text)) if text else None

    def from_form(self, posted: Sequence[str]) -> object:
        return first(posted)

    def cells(self, answer: Answer) -> tuple[str, ...]:
        return (GIVEN,)

    def options(self, question: "Question") -> Mapping[str, Text]:
        return {GIVEN: Text({"vi": "Có ghi ý kiến", "en": "Left a comment"})}
