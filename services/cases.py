"""The feed of finished dossiers: how many people a round is about."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from data.imports import cases as cases_file
from services.program import Program
from services.results import find_round, tree_of, units_of
from services.rights import act, need_everywhere
from surveys.account import Actor, Right
from surveys.errors import Code, SurveyError
from surveys.round import Origin, Round
from surveys.served import served_in


@dataclass(frozen=True)
class Fed:
    """What a feed told: of how many units, and how many people they served."""

    round: str
    units: int
    people: int


def import_cases(program: Program, path: Path, round_id: str, by: Actor, now: datetime) -> Fed:
    """Keeps how many people each unit of a file served in a round, in place of what was known of it.

    Dossiers are added up at once: nothing of a single one is kept. Raises SurveyError UNKNOWN_ROUND,
    ROUND_ORIGIN for published totals, BAD_FILE or BAD_ROW; nothing is changed then.
    """
    need_everywhere(program, by, Right.MANAGE_UNITS)
    round = find_round(program, round_id)
    if round.origin is not Origin.COLLECTED:
        raise SurveyError(Code.ROUND_ORIGIN, round=round.id)
    known = {unit.code for unit in units_of(program, round)}
    cases = cases_file.read(path, known)
    people = sum(case.people for case in cases)
    served = served_in(cases, {code: _above(program, round, code) for code in known})
    done = act(by, "cases.import", round.id, now, units=len(served.whole), people=people)
    program.store.save_cases(round.id, served, done)
    program.catalogue.forget()
    return Fed(round.id, len(served.whole), people)


def _above(program: Program, round: Round, unit: str) -> tuple[str, ...]:
    return tuple(one.code for one in tree_of(program, round).path(unit))
