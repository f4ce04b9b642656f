"""Where a response stands: in the figures, or apart from them and counted there."""

from enum import StrEnum

from surveys.language import Words
from surveys.questionnaire import Answers, Questionnaire
from surveys.questions.kind import NOT_APPLICABLE


class Standing(StrEnum):
    """Whether a response is in the figures. The one at acceptance is sealed; a review is an act."""

    COUNTED = "counted"
    LATE = "late"
    INCOMPLETE = "incomplete"
    EXCLUDED = "excluded"
    DOUBLE = "double"


APART = (Standing.LATE, Standing.INCOMPLETE, Standing.EXCLUDED, Standing.DOUBLE)
"""Kept and shown as numbers, outside the figures."""

REPLACED = "replaced"
"""What is said of an earlier text of a response, once a corrected edition has brought another one."""


def definition(percent: int, words: Words) -> str:
    """What makes a response valid, in words, as every result prints it."""
    return words("valid.share", percent=percent) if percent else words("valid.one")


def is_valid(answers: Answers, questionnaire: Questionnaire, percent: int) -> bool:
    """Whether a response answers one criterion at least, and `percent` of those it was asked.

    Criteria that do not apply to the person are not among those asked. A questionnaire without
    criteria has no measure, so whatever was answered is valid.
    """
    if not questionnaire.criteria:
        return True
    given = [answers.get(one.id) for one in questionnaire.criteria if one.id in answers]
    apply = [answer for answer in given if answer != NOT_APPLICABLE]
    answered = sum(answer is not None for answer in apply)
    return answered > 0 and 100 * answered >= percent * len(apply)
