"""Whether somebody may do what he asks for, and where. Asked by every use case, not by menus."""

from collections.abc import Iterable
from datetime import datetime

from services.program import Program
from surveys.account import Actor, Right
from surveys.act import LONGEST_DETAIL, OWN_WORDS, Act, Detail
from surveys.errors import Code, SurveyError
from surveys.masking import mask


def need(program: Program, by: Actor, right: Right, units: Iterable[str] = ()) -> None:
    """Passes when `by` has the right, and all `units` are in his part of the tree.

    Raises SurveyError NOT_ALLOWED or OTHER_UNITS.
    """
    if not by.may(right):
        raise SurveyError(Code.NOT_ALLOWED, right=right)
    if by.unit is None:
        return
    tree = program.store.units()
    for code in units:
        if by.unit not in (one.code for one in tree.path(code)):
            raise SurveyError(Code.OTHER_UNITS, unit=code[:40])


def need_everywhere(program: Program, by: Actor, right: Right) -> None:
    """Passes when `by` has the right for the whole tree: what he does cannot be kept to a part."""
    need(program, by, right)
    if by.unit is not None:
        raise SurveyError(Code.OTHER_UNITS, unit=by.unit)


def act(by: Actor, action: str, object: str, at: datetime, **details: Detail) -> Act:
    """The line of the log for what `by` is about to do; what he says in his own words is masked."""
    masked = {
        name: mask(value)[:LONGEST_DETAIL]
        if name in OWN_WORDS and isinstance(value, str)
        else value
        for name, value in details.items()
    }
    return Act(at, by.name, action, object, masked)
