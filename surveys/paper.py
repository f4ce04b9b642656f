"""The form on paper: its lines in order, and the sign beside each box that is typed when it is entered."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import count

from surveys.errors import Code, SurveyError
from surveys.language import Text
from surveys.procedure_field import QUESTION, asking
from surveys.questionnaire import GATE, Question, Questionnaire, Section
from surveys.questions.kind import NOT_APPLICABLE

SIGNS = "123456789abcdefghijklmopqrstuvwxyz"
"""Signs of boxes in their order. Without n, which is typed for *not applicable* as 0 is."""

NOT_APPLICABLE_SIGN = "0"

WRITTEN = frozenset({"number", "text"})
"""Kinds of questions that are answered in writing instead of with a tick."""

FIELD_NUMBER = "A"
"""What stands before the question for the procedure field, which no questionnaire counts."""


@dataclass(frozen=True)
class Box:
    """A box to tick. `sign` stands in it; `value` is the answer that a tick in it alone means."""

    sign: str
    value: object
    label: Text


@dataclass(frozen=True)
class Line:
    """A question as it stands on paper, under its number."""

    number: str
    question: Question
    boxes: tuple[Box, ...]

    @property
    def by_sign(self) -> Mapping[str, object]:
        """The answer that each sign stands for, *not applicable* among them where it may be ticked."""
        given: dict[str, object] = {box.sign: box.value for box in self.boxes}
        if self.question.not_applicable:
            given[NOT_APPLICABLE_SIGN] = NOT_APPLICABLE
        return given


@dataclass(frozen=True)
class Part:
    """The lines under one heading."""

    section: Section
    lines: tuple[Line, ...]


@cache
def on_paper(questionnaire: Questionnaire) -> tuple[Part, ...]:
    """All lines of a questionnaire by heading, the question for the procedure field before them.

    Whoever holds the paper sees the whole form: nobody is asked whether he wants to see more of it.
    Raises SurveyError NOT_PRINTABLE for a question with more answers than there are signs.
    """
    numbers = map(str, count(1))
    whole = questionnaire if QUESTION in questionnaire.by_id else asking(questionnaire)
    return tuple(
        Part(section, tuple(_line(question, numbers) for question in section.questions))
        for section in whole.sections
        if section.id != GATE
    )


def lines(questionnaire: Questionnaire) -> tuple[Line, ...]:
    """All lines in the order in which they stand on paper and are typed."""
    return tuple(line for part in on_paper(questionnaire) for line in part.lines)


def lines_by_id(questionnaire: Questionnaire) -> Mapping[str, Line]:
    """Each line by the id of its question."""
    return {line.question.id: line for line in lines(questionnaire)}


def _line(question: Question, numbers: Iterator[str]) -> Line:
    number = FIELD_NUMBER if question.id == QUESTION else next(numbers)
    return Line(number, question, _boxes(question))


def _boxes(question: Question) -> tuple[Box, ...]:
    """A box for each answer; none where people write a number or words."""
    if question.kind.name in WRITTEN:
        return ()
    labels = question.kind.options(question)
    if len(labels) > len(SIGNS):
        raise SurveyError(Code.NOT_PRINTABLE, why=f"{question.id}: > {len(SIGNS)}")
    return tuple(
        Box(sign, question.kind.from_form([cell]), label)
        for sign, (cell, label) in zip(SIGNS, labels.items(), strict=False)
    )
