"""One question: its kind, its words, and when it is asked."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from surveys.errors import Code, SurveyError
from surveys.language import Text
from surveys.questions.kind import NOT_APPLICABLE, SKIPPED, Answer, Kind
from surveys.scale import Scale

Answers = Mapping[str, Answer]


@dataclass(frozen=True)
class Option:
    """One answer that may be chosen."""

    id: str
    label: Text


@dataclass(frozen=True)
class Condition:
    """Asked only when the answer to an earlier question is among `values`."""

    question: str
    values: tuple[Answer, ...]

    def met(self, answers: Mapping[str, object]) -> bool:
        given = answers.get(self.question)
        if isinstance(given, list):
            return any(value in given for value in self.values)
        # bool is a number to Python: without the type, an answer 1 would meet a condition on True
        return any(given == value and type(given) is type(value) for value in self.values)


@dataclass(frozen=True)
class Question:
    """One question. `optional` ones may be skipped; `sensitive` ones carry their `notice`.

    `long` ones belong to the part that is asked only of those who want to answer more. `clips` are
    names of recorded sounds by language.
    """

    id: str
    kind: Kind
    text: Text
    hint: Text | None = None
    scale: Scale | None = None
    options: tuple[Option, ...] = ()
    optional: bool = False
    not_applicable: bool = False
    sensitive: bool = False
    notice: Text | None = None
    show_if: Condition | None = None
    long: bool = False
    clips: tuple[tuple[str, str], ...] = ()
    minimum: int = 0
    maximum: int = 0
    max_length: int = 0

    @property
    def rating_scale(self) -> Scale:
        """The scale of a question that has one; asking any other question for it is a bug."""
        if self.scale is None:
            raise TypeError(f"{self.id} has no scale")
        return self.scale

    @cached_property
    def level_values(self) -> frozenset[int]:
        return frozenset(level.value for level in self.rating_scale.levels)

    @cached_property
    def option_ids(self) -> tuple[str, ...]:
        return tuple(option.id for option in self.options)

    def check(self, given: object) -> Answer:
        """The stored form of a given answer; raises SurveyError when it is not one."""
        if given is None:
            if not self.optional:
                raise SurveyError(Code.ANSWER_MISSING, question=self.id, asked=self.text)
            return None
        if given == NOT_APPLICABLE and self.kind.name != "text":
            if not self.not_applicable:
                raise SurveyError(Code.NOT_APPLICABLE_REFUSED, question=self.id, asked=self.text)
            return NOT_APPLICABLE
        return self.kind.check(self, given)

    def cells(self, answer: Answer) -> tuple[str, ...]:
        """The cells of the tally in which an answer in stored form counts."""
        if answer is None:
            return (SKIPPED,)
        if answer == NOT_APPLICABLE and self.not_applicable:
            return (NOT_APPLICABLE,)
        return self.kind.cells(answer)


@dataclass(frozen=True)
class Section:
    """Questions under one heading; the rating questions of a section make one factor (nhân tố)."""

    id: str
    title: Text | None
    questions: tuple[Question, ...]

    @property
    def criteria(self) -> tuple[Question, ...]:
        return tuple(question for question in self.questions if question.scale is not None)
