"""Kinds of questions. A new kind is a file here, a line below, and its control in `web/`."""

from surveys.questions.choice import Choice
from surveys.questions.choices import Choices
from surveys.questions.kind import Kind
from surveys.questions.number import Number
from surveys.questions.rating import Rating
from surveys.questions.text import FreeText
from surveys.questions.yesno import YesNo

KINDS: dict[str, Kind] = {
    kind.name: kind for kind in (Rating(), Choice(), Choices(), YesNo(), Number(), FreeText())
}
