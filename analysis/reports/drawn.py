"""The rows of micro-data, made safe, and how they were drawn: what its files are written from."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from analysis.microdata import Person
from analysis.summary import Summary
from surveys.language import Text
from surveys.question import Question
from surveys.questionnaire import Questionnaire


@dataclass(frozen=True)
class Drawn:
    """How the rows of a place were drawn; None where that is not part of the round's design."""

    weight: float = 1.0
    stratum: str | None = None
    fpc1: float | None = None
    fpc2: float | None = None


@dataclass(frozen=True)
class MicroData:
    """The rows of a round, made safe, and what must be known of them.

    `places` and `fields` name their codes, `less` counts the rows of which less is told to make
    them alike, `absent` names the places without rows, `headline` is the summary to compare with.
    """

    asked: Questionnaire
    rows: Sequence[Person]
    drawn: Mapping[str, Drawn]
    places: Mapping[str, str]
    fields: Mapping[str, Text]
    headline: Summary
    dropped: int
    less: Mapping[str, int]
    absent: Sequence[str]
    dated: date

    @cached_property
    def ratings(self) -> Mapping[str, Mapping[str, Counter[int]]]:
        """How often each criterion was given each rating, by place."""
        rows: dict[str, list[tuple[int, ...]]] = {}
        for one in self.rows:
            rows.setdefault(one.place, []).append(one.ratings)
        ids = [one.id for one in self.criteria]
        return {
            place: {id: Counter(one[at] for one in given) for at, id in enumerate(ids)}
            for place, given in rows.items()
        }

    @property
    def criteria(self) -> tuple[Question, ...]:
        """The criteria of which rows tell the ratings."""
        return tuple(one for one in self.asked.criteria if not one.sensitive)
