"""The procedure field (lĩnh vực thủ tục): from the link where it says so, asked in the form otherwise."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from surveys.language import Text
from surveys.questionnaire import Option, Question, Questionnaire, Section
from surveys.questions import KINDS

QUESTION = "procedure_field"
"""Id under which the form asks for the field; no questionnaire may use it for anything else."""

UNSTATED = "unstated"
_UNSTATED_LABEL = Text({"vi": "Không nêu", "en": "Not stated"})


@cache
def _catalogue() -> tuple[Text, tuple[Option, ...]]:
    table = tomllib.loads((Path(__file__).parent / "procedure_fields.toml").read_text("utf-8"))
    options = tuple(Option(row["id"], Text(row["label"])) for row in table["fields"])
    return Text(table["question"]), options


def labels() -> Mapping[str, Text]:
    """Every field with its label, in the order of the catalogue; the last one is *not stated*."""
    return {option.id: option.label for option in _catalogue()[1]} | {UNSTATED: _UNSTATED_LABEL}


@cache
def asking(questionnaire: Questionnaire) -> Questionnaire:
    """The questionnaire with the question for the field put first."""
    text, options = _catalogue()
    question = Question(QUESTION, KINDS["choice"], text, options=options, optional=True)
    return questionnaire.with_first(Section(QUESTION, None, (question,)))


def field_ids() -> tuple[str, ...]:
    """The fields that a link may stand for."""
    return tuple(option.id for option in _catalogue()[1])
