"""Questionnaires of the office: listed, checked beside what exists, and saved as the next version."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from data.imports import xlsform
from services.own import learn_own
from services.program import Program
from services.rights import act, need, need_everywhere
from surveys.account import Actor, Right
from surveys.errors import Code, SurveyError
from surveys.language import Words
from surveys.questionnaire import Questionnaire, find, known, learn, read, shipped, shipped_text
from surveys.remark import Remark, remarks

MOST_LETTERS = 200_000
"""The Ministry's whole form is a sixth of this."""

XLSFORM = ".xlsx"

_VERSION = re.compile(r"(?m)^version\s*=\s*\d+")


@dataclass(frozen=True)
class Listed:
    """A questionnaire and where it was used; one that was used is locked for ever."""

    questionnaire: Questionnaire
    own: bool
    rounds: tuple[str, ...]


@dataclass(frozen=True)
class Examined:
    """A text as it would be saved. `rounds` are those that asked an earlier version."""

    questionnaire: Questionnaire
    text: str
    remarks: tuple[Remark, ...]
    rounds: tuple[str, ...]

    def said(self, remark: Remark, told: Words) -> str:
        """A remark as a sentence."""
        return told(
            f"remarks.{remark.what}",
            question=remark.question,
            asked=remark.asked.in_(told.language) if remark.asked else "",
            n=remark.n,
            of=remark.of,
            rounds=len(self.rounds),
            language=remark.language,
        )


def instruments(program: Program) -> Mapping[str, Questionnaire]:
    """Every questionnaire that a new round can use."""
    learn_own(program.store)
    return known()


def questionnaires(program: Program, by: Actor) -> tuple[Listed, ...]:
    """All questionnaires with the rounds that used them."""
    need(program, by, Right.RUN_ROUNDS)
    used: dict[str, list[str]] = {}
    for round in program.store.rounds():
        used.setdefault(round.questionnaire, []).append(round.id)
    return tuple(
        Listed(one, key not in shipped(), tuple(used.get(key, ())))
        for key, one in instruments(program).items()
    )


def text_of(program: Program, by: Actor, key: str) -> str:
    """The text of a questionnaire, to begin the next version with."""
    need(program, by, Right.RUN_ROUNDS)
    found = dict(program.store.questionnaires.all()).get(key)
    return found if found is not None else shipped_text(find(key).key)


def text_in(path: Path) -> str:
    """The text of a questionnaire from a file: TOML as it stands, an .xlsx file read as XLSForm.

    Raises SurveyError BAD_FILE, or BAD_CELL with sheet, row, column and reason.
    """
    if path.suffix.lower() == XLSFORM:
        return xlsform.read(path)
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as wrong:
        raise SurveyError(Code.BAD_FILE, file=path.name, why=str(wrong)) from wrong


def examine(program: Program, by: Actor, text: str) -> Examined:
    """What to know of a text before it is saved as the next version of its questionnaire.

    Raises SurveyError BAD_QUESTIONNAIRE with what is wrong, or QUESTIONNAIRE_LONG.
    """
    need(program, by, Right.RUN_ROUNDS)
    if len(text) > MOST_LETTERS:
        raise SurveyError(Code.QUESTIONNAIRE_LONG, maximum=MOST_LETTERS)
    new = read(text)
    versions = [one for one in instruments(program).values() if one.id == new.id]
    before = max(versions, key=lambda one: one.version, default=None)
    numbered = _VERSION.sub(f"version = {before.version + 1 if before else 1}", text, count=1)
    rounds = [one for one in program.store.rounds() if find(one.questionnaire).id == new.id]
    made = read(numbered)
    return Examined(made, numbered, remarks(made, before), tuple(one.id for one in rounds))


def look_at(program: Program, by: Actor, text: str) -> str:
    """Lets somebody look at a text before he saves it; returns the mark under which he finds it.

    It is his last one alone, in the memory of this process: no round can ask it, and no answer can be
    given to it, since answers name a questionnaire that rounds know. Raises SurveyError as `examine`.
    """
    found = examine(program, by, text).questionnaire
    program.looked_at[by.name] = found
    return found.hash


def looked_at(program: Program, by: Actor, mark: str) -> Questionnaire:
    """The text that somebody looks at; raises SurveyError NOTHING_TO_LOOK_AT when it is gone."""
    need(program, by, Right.RUN_ROUNDS)
    found = program.looked_at.get(by.name)
    if found is None or found.hash != mark:
        raise SurveyError(Code.NOTHING_TO_LOOK_AT)
    return found


def save_questionnaire(
    program: Program, by: Actor, now: datetime, text: str, *, remarks_read: bool = False
) -> Questionnaire:
    """Keeps a text as the next version of its questionnaire.

    Raises SurveyError MEANING_CHANGED when an id got another scale or kind, and
    QUESTIONNAIRE_REMARKS when there are remarks that nobody has read.
    """
    need_everywhere(program, by, Right.RUN_ROUNDS)
    found = examine(program, by, text)
    _refuse(found.remarks)
    if found.remarks and not remarks_read:
        raise SurveyError(Code.QUESTIONNAIRE_REMARKS)
    one = found.questionnaire
    done = act(
        by, "questionnaire.add", one.key, now, hash=one.hash[:16], remarks=len(found.remarks)
    )
    program.store.questionnaires.add(one.key, found.text, one.hash, done)
    learn(one)
    return one


def _refuse(found: Sequence[Remark]) -> None:
    for one in found:
        if one.refused:
            raise SurveyError(Code.MEANING_CHANGED, question=one.question, asked=one.asked)
