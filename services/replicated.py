"""What reads much is read from the replica, where there is one, so that it does not weigh on answers."""

from collections.abc import Callable
from typing import TypeVar

from services import journal
from services.program import Program
from surveys.errors import SurveyError

SECONDS = 10.0
"""How long the replica may take until it has all that was kept at the beginning."""

Made = TypeVar("Made")


def read_much(program: Program, what: str, make: Callable[[], Made]) -> Made:
    """What `make` makes of what it reads from the replica, or else from the primary.

    Where the replica is of no use, or something goes wrong with it, `make` begins again: it must be able
    to. The journal names `what` it was, and where it was read.
    """
    upkeep = program.store.upkeep
    if not upkeep.has_replica or upkeep.reads_from is not None:
        return make()
    try:
        with upkeep.at_replica(SECONDS):
            made = make()
    except SurveyError as refusal:
        why = str(refusal.details.get("why", ""))
        journal.event("read from the primary", what=what, code=refusal.code, why=why)
        return make()
    journal.event("read from the replica", what=what)
    return made
