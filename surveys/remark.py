"""What to know of a questionnaire before it is used: what it lacks, and what it does to comparison."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from surveys.language import Text, languages
from surveys.question import Question
from surveys.questionnaire import Questionnaire

MOST_AT_FIRST = 15
"""More questions than that in the part that everybody is asked are many for a counter."""


class Remarked(StrEnum):
    """What is remarked. Those of `REFUSED` keep a questionnaire from being saved."""

    LEVELS = "levels"
    KIND = "kind"
    NO_NEGATIVE = "no_negative"
    NO_CRITERIA = "no_criteria"
    REWORDED = "reworded"
    OPTIONS = "options"
    GONE = "gone"
    LONG = "long"
    UNTRANSLATED = "untranslated"


REFUSED = frozenset({Remarked.LEVELS, Remarked.KIND})
"""An id stands for one meaning, and different scales are never merged (a new meaning has a new id)."""


@dataclass(frozen=True)
class Remark:
    """One thing to know. `asked` is the question meant, `n` a number that the sentence tells."""

    what: Remarked
    question: str = ""
    asked: Text | None = None
    n: int = 0
    of: int = 0
    language: str = ""

    @property
    def refused(self) -> bool:
        return self.what in REFUSED


def remarks(new: Questionnaire, before: Questionnaire | None = None) -> tuple[Remark, ...]:
    """What to know of `new` by itself, and beside the version `before` it; refusals first."""
    found = [*_alone(new), *(_beside(new, before) if before else ())]
    return tuple(sorted(found, key=lambda one: not one.refused))


def _alone(new: Questionnaire) -> Iterable[Remark]:
    if not new.criteria:
        yield Remark(Remarked.NO_CRITERIA)
    elif new.without_negative:
        yield Remark(Remarked.NO_NEGATIVE)
    if new.at_first[1] > MOST_AT_FIRST:
        yield Remark(Remarked.LONG, n=new.at_first[1])
    for language in languages()[1:]:
        given, all_ = translated(new, language)
        if given < all_:
            yield Remark(Remarked.UNTRANSLATED, n=given, of=all_, language=language)


def _beside(new: Questionnaire, before: Questionnaire) -> Iterable[Remark]:
    for old in before.questions:
        now = new.by_id.get(old.id)
        if now is None:
            yield Remark(Remarked.GONE, old.id, old.text)
        elif now.kind.name != old.kind.name:
            yield Remark(Remarked.KIND, old.id, old.text)
        elif _levels(now) != _levels(old):
            yield Remark(Remarked.LEVELS, old.id, old.text)
        elif now.option_ids != old.option_ids:
            yield Remark(Remarked.OPTIONS, old.id, old.text)
        elif now.text.in_("vi") != old.text.in_("vi"):
            yield Remark(Remarked.REWORDED, old.id, old.text)


def _levels(question: Question) -> tuple[object, ...]:
    """What the levels of a question mean for its figures."""
    if question.scale is None:
        return ()
    levels = question.scale.levels
    return tuple((one.value, one.id, one.satisfied, one.negative) for one in levels)


def texts(questionnaire: Questionnaire) -> tuple[Text, ...]:
    """Every text that a person who answers may read, each once."""
    found: list[Text | None] = [questionnaire.title]
    for section in questionnaire.sections:
        found.append(section.title)
        for one in section.questions:
            found += [one.text, one.hint, one.notice]
            found += [option.label for option in one.options]
            if one.scale is not None:
                found += [level.label for level in one.scale.levels]
    return tuple(dict.fromkeys(text for text in found if text is not None))


def translated(questionnaire: Questionnaire, language: str) -> tuple[int, int]:
    """How many of its texts a questionnaire has in a language, and how many there are."""
    every = texts(questionnaire)
    return sum(bool(text.by_language.get(language)) for text in every), len(every)
