"""An installation moves from one database to another, and proves that it is the same."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from data.moving import SQLITE, Place, move_database
from data.upkeep import Facts
from services.checking import check
from services.program import close_program, open_program
from services.rights import act
from settings import Settings
from surveys.account import Actor, Right
from surveys.errors import Code, SurveyError

Tell = Callable[[str, int], None]


@dataclass(frozen=True)
class Moved:
    """What both databases hold, and what does not fit in the new one, which was so in the old one."""

    facts: Facts
    faults: tuple[str, ...]


def move(
    settings: Settings, source: str, target: str, by: Actor, now: datetime, tell: Tell
) -> Moved:
    """Copies the database at `source` into the empty one at `target`, and counts and proves it there.

    What was cut off goes on when it is called again. The source stays as it is. Raises SurveyError
    NOT_ALLOWED, NOT_EMPTY, COPY_DIFFERS, BAD_SETTING or STORAGE.
    """
    if not by.may(Right.OPERATE):
        raise SurveyError(Code.NOT_ALLOWED, right=Right.OPERATE)
    facts = move_database(_place(settings, source), _place(settings, target), settings.secret, tell)
    program = open_program(replace(settings, database_url=target))
    try:
        faults = tuple(str(one) for one in check(program))
        responses = sum(facts.responses.values())
        program.store.log.write(act(by, "database.copy", "", now, responses=responses))
    finally:
        close_program(program)
    return Moved(facts, faults)


def _place(settings: Settings, url: str) -> Place:
    if url.startswith(SQLITE):
        return Place(url, Path(url.removeprefix(SQLITE)))
    return Place(url, settings.var / "postgresql")
