"""What goes along with satisfaction as a whole, and whether the criteria of the form go together."""

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from analysis.matrix import BLANK, Matrix
from analysis.statistics.design import Floats
from analysis.statistics.drivers import FEWEST, MOST_FACTORS, Driver, State, drivers
from analysis.statistics.reliability import Reliability, reliability
from analysis.study.figure import Figure
from analysis.study.frame import Frame
from surveys.language import Text
from surveys.questionnaire import Question, Questionnaire

_FILE = Path(__file__).with_name("outcomes.toml")


class Held(StrEnum):
    """Why there are no drivers beside those of `drivers.State`. Keys in `locales/` (``drivers.…``)."""

    NO_OUTCOME = "no_outcome"
    """The questionnaire does not ask about the whole."""
    ONE_FACTOR = "one_factor"
    TOO_MANY = "too_many"


@dataclass(frozen=True)
class Mattering:
    """One factor: how it stands, and the part of the outcome's variance that goes along with it."""

    id: str
    title: Text
    satisfied: Figure
    driver: Driver


@dataclass(frozen=True)
class Matters:
    """What matters, the most first. `explained` is the part of the variance of all factors together.

    `stands_in` says that the outcome is a section, because the form does not ask about the whole.
    """

    state: State | Held
    outcome: Text | None
    n: int
    explained: float
    factors: tuple[Mattering, ...]
    reliability: Reliability | None
    stands_in: bool = False


@cache
def outcomes() -> dict[str, str]:
    """By questionnaire the criterion or section that asks about the whole."""
    return {str(k): str(v) for k, v in tomllib.loads(_FILE.read_text("utf-8")).items()}


def matters_of(
    matrix: Matrix, frame: Frame, figures: dict[str, Figure], weights: Floats | None = None
) -> Matters:
    """What matters; `figures` has the satisfied share of each section, `weights` that of each person.

    Whether the criteria go together is asked of those who answered, each counting alike.
    """
    asked = [one for one in frame.questionnaire.criteria if not one.sensitive]
    together = reliability(_levels(matrix, asked))
    outcome = _outcome(frame.questionnaire)
    if outcome is None:
        return Matters(Held.NO_OUTCOME, None, matrix.size, 0.0, (), together)
    title, held = outcome
    factors = _factors(frame.questionnaire, held)
    if len(factors) < 2 or len(factors) > MOST_FACTORS:
        state = Held.ONE_FACTOR if len(factors) < 2 else Held.TOO_MANY
        return Matters(state, title, matrix.size, 0.0, (), together)
    if matrix.size < FEWEST:
        return Matters(State.TOO_FEW, title, matrix.size, 0.0, (), together)
    columns = np.column_stack([_score(matrix, one) for _, _, one in factors])
    made = drivers(_score(matrix, held), columns, matrix.unit.astype(np.int64), weights)
    rated = tuple(
        Mattering(
            factors[one.factor][0], factors[one.factor][1], figures[factors[one.factor][0]], one
        )
        for one in sorted(made.drivers, key=lambda one: -one.part)
    )
    stands_in = outcomes()[frame.questionnaire.id] in {s.id for s in frame.questionnaire.sections}
    return Matters(made.state, title, made.n, made.explained, rated, together, stands_in)


Part = tuple[str, Text, list[Question]]


def _outcome(questionnaire: Questionnaire) -> tuple[Text, list[Question]] | None:
    named = outcomes().get(questionnaire.id)
    for section in questionnaire.sections:
        criteria = [one for one in section.criteria if not one.sensitive]
        if section.id == named and criteria:
            return section.title or criteria[0].text, criteria
        for one in criteria:
            if one.id == named:
                return one.text, [one]
    return None


def _factors(questionnaire: Questionnaire, outcome: list[Question]) -> list[Part]:
    """The sections without the outcome; their criteria each, where it is one section in all."""
    found: list[Part] = []
    for section in questionnaire.sections:
        criteria = [one for one in section.criteria if not one.sensitive and one not in outcome]
        if criteria:
            found.append((section.id, section.title or criteria[0].text, criteria))
    return found


def _score(matrix: Matrix, criteria: list[Question]) -> Floats:
    """Each person's mean over some criteria, from 0 to 1; NaN where under half of them have an answer."""
    total, given = np.zeros(matrix.size), np.zeros(matrix.size)
    for one in criteria:
        column: NDArray[np.int8] = matrix.levels[:, matrix.criteria.index(one.id)]
        levels = one.rating_scale.levels
        reach = levels[-1].value - levels[0].value
        answered = column != BLANK
        total += np.where(answered, (column - levels[0].value) / reach, 0.0)
        given += answered
    with np.errstate(invalid="ignore"):
        enough = given * 2 >= len(criteria)
        score: Floats = np.where(enough, total / np.maximum(given, 1), np.nan)
    return score


def _levels(matrix: Matrix, criteria: list[Question]) -> Floats:
    columns = [matrix.criteria.index(one.id) for one in criteria]
    given = matrix.levels[:, columns]
    complete: Floats = given[(given != BLANK).all(axis=1)].astype(float)
    return complete
