"""Further languages: how complete they are, who has approved them, and which are shown to citizens."""

from dataclasses import dataclass
from datetime import datetime

from services.approvals import approvals
from services.program import Program
from services.rights import act, need, need_everywhere
from surveys.account import Actor, Right
from surveys.errors import Code, SurveyError
from surveys.language import Further, further, languages
from surveys.procedure_field import asking
from surveys.questionnaire import known
from surveys.remark import texts
from surveys.translation import Completeness, completeness

SHELL = "shell:"


@dataclass(frozen=True)
class Standing:
    """A further language. `approved_by` is who has read this very file, or empty."""

    file: Further
    complete: Completeness
    approved_by: str


def offered(program: Program) -> tuple[str, ...]:
    """The languages in which citizens may have the form: a file that has changed since is off."""
    files = further()
    if not files:
        return languages()
    approved = program.catalogue.approved()
    return (*languages(), *(code for code, one in files.items() if approved.get(code) == one.hash))


def further_languages(program: Program, by: Actor) -> tuple[Standing, ...]:
    """Every further language with what it lacks."""
    need(program, by, Right.RUN_ROUNDS)
    approved = approvals(program.store)
    every = [text for one in known().values() for text in texts(asking(one))]
    return tuple(
        Standing(file, completeness(file, every), _who(file, approved.get(code)))
        for code, file in further().items()
    )


def approve_language(program: Program, by: Actor, now: datetime, language: str, hash: str) -> None:
    """Shows a language to citizens: somebody who speaks it has read the file with this hash.

    Raises SurveyError LANGUAGE_UNKNOWN, LANGUAGE_CHANGED when the file is another one by now,
    LANGUAGE_INCOMPLETE with a word that is needed, and LANGUAGE_BY_NAME for the shell.
    """
    need_everywhere(program, by, Right.RUN_ROUNDS)
    if by.name.startswith(SHELL):
        raise SurveyError(Code.LANGUAGE_BY_NAME)
    file = _file(language)
    if file.hash != hash:
        raise SurveyError(Code.LANGUAGE_CHANGED, language=language)
    if needed := completeness(file, ()).needed:
        raise SurveyError(Code.LANGUAGE_INCOMPLETE, n=len(needed), word=needed[0])
    program.store.log.write(act(by, "language.approve", language, now, hash=hash))
    program.catalogue.forget()


def withdraw_language(program: Program, by: Actor, now: datetime, language: str) -> None:
    """Shows a language no more; answers given in it count all the same."""
    need_everywhere(program, by, Right.RUN_ROUNDS)
    program.store.log.write(act(by, "language.withdraw", _file(language).code, now))
    program.catalogue.forget()


def _file(language: str) -> Further:
    found = further().get(language)
    if found is None:
        raise SurveyError(Code.LANGUAGE_UNKNOWN, language=language[:10])
    return found


def _who(file: Further, approved: tuple[str, str] | None) -> str:
    return approved[1] if approved and approved[0] == file.hash else ""
