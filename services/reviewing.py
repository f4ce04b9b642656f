"""Officials look at what was flagged, as groups and never as answers, and take groups out or back in."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from services.program import Program
from services.results import find_round, tree_of
from services.rights import act, need
from services.rounds import worded
from surveys.account import Actor, Right
from surveys.dates import day_of
from surveys.errors import Code, SurveyError
from surveys.flags import FLAGS
from surveys.masking import mask
from surveys.review import Choice, Exclusion, Group
from surveys.round import Round, State
from surveys.unit import UnitTree


def groups(program: Program, round_id: str, by: Actor) -> Sequence[Group]:
    """The flagged responses in the figures of a round, in the part of the tree that `by` may see."""
    round = find_round(program, round_id)
    need(program, by, Right.SEE_FLAGS)
    tree = tree_of(program, round)
    found = program.store.review.groups(round_id)
    return [one for one in found if _sees(by, tree, one.unit)]


def exclusions(program: Program, round_id: str, by: Actor) -> Sequence[Exclusion]:
    """Whatever was taken out of the figures of a round, also what was taken back since."""
    round = find_round(program, round_id)
    need(program, by, Right.SEE_FLAGS)
    tree = tree_of(program, round)
    found = program.store.review.exclusions(round_id)
    return [one for one in found if _sees(by, tree, one.choice.unit)]


def exclude(
    program: Program, round_id: str, choice: Choice, reason: str, by: Actor, now: datetime
) -> Exclusion:
    """Takes the chosen responses out of the figures of a closed round, for a reason, by a named person.

    The right is needed for all units of the round, so that no office reviews itself alone. Raises
    SurveyError REASON_NEEDED, UNKNOWN_FLAG, NOT_FINAL, ROUND_STATE, or GROUP_SMALL and GROUP_TAIL
    where figures before and after would tell the answers of a few people.
    """
    round = _reviewed(program, round_id, by, now)
    if choice.flag not in FLAGS:
        raise SurveyError(Code.UNKNOWN_FLAG, flag=choice.flag[:40], known=", ".join(FLAGS))
    if choice.unit not in round.units:
        raise SurveyError(Code.UNKNOWN_UNIT, unit=choice.unit[:40])
    why = mask(worded(reason))
    details = {"unit": choice.unit, "flag": choice.flag, "channel": choice.channel}
    day = str(choice.day) if choice.day else None
    done = act(by, "round.exclude", round_id, now, reason=why, day=day, **details)
    return program.store.review.exclude(round, choice, why, _least(program, round), done)


def include(
    program: Program, round_id: str, number: int, reason: str, by: Actor, now: datetime
) -> Exclusion:
    """Takes a whole excluded group back into the figures. Refused as `exclude` is."""
    round = _reviewed(program, round_id, by, now)
    why = mask(worded(reason))
    done = act(by, "round.include", round_id, now, reason=why, number=number)
    return program.store.review.include(round, number, why, _least(program, round), done)


def _reviewed(program: Program, round_id: str, by: Actor, now: datetime) -> Round:
    """The closed round, its last figures taken."""
    program.catalogue.forget()
    round = find_round(program, round_id)
    need(program, by, Right.REVIEW, round.units)
    if round.state is not State.CLOSED:
        raise SurveyError(Code.ROUND_STATE, round=round.id, state=round.state)
    if not round.final_on(day_of(now)):
        last = round.closes + timedelta(days=round.grace)
        raise SurveyError(Code.NOT_FINAL, round=round.id, day=last)
    program.store.take_snapshots(round.id, round.step, last=True)
    return round


def _least(program: Program, round: Round) -> int:
    """Fewest people in whom the figures may differ: what was sealed may have been seen by everybody."""
    return max(round.step, program.settings.fewest_public) if round.edition else round.step


def _sees(by: Actor, tree: UnitTree, unit: str) -> bool:
    return by.unit is None or by.unit in (one.code for one in tree.path(unit))
