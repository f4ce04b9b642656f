"""The life of a round: planned, open, closed."""

from collections.abc import Sequence
from datetime import date, datetime

from services.program import Program
from services.results import find_round
from services.rights import act, need
from surveys.account import Actor, Right
from surveys.dates import day_of
from surveys.errors import Code, SurveyError
from surveys.questionnaire import find
from surveys.round import Origin, Round, State
from surveys.unit import UnitKind

ANSWERING = frozenset({UnitKind.DEPARTMENT, UnitKind.COMMUNE, UnitKind.COUNTER})
"""Kinds of units that serve people; a province is the sum of them."""


def create_round(
    program: Program,
    by: Actor,
    now: datetime,
    *,
    id: str,
    title: str,
    questionnaire: str,
    opens: date,
    closes: date,
    units: Sequence[str] = (),
    origin: Origin = Origin.COLLECTED,
    sample: bool = False,
) -> Round:
    """Plans a round. Without `units`, every serving unit that exists on its first day takes part.

    Raises SurveyError when the id, the dates, the questionnaire or a unit is wrong or taken.
    """
    tree = program.store.units()
    chosen = tuple(units) or tuple(
        unit.code for unit in tree.units if unit.kind in ANSWERING and unit.valid_on(opens)
    )
    for code in chosen:
        tree.unit(code)
    if not chosen:
        raise SurveyError(Code.NO_UNITS, round=id)
    need(program, by, Right.RUN_ROUNDS, chosen)
    round = Round(id, title, questionnaire, opens, closes, chosen, origin=origin, sample=sample)
    done = act(by, "round.create", id, now, units=len(chosen), questionnaire=questionnaire)
    program.store.add_round(round, find(questionnaire).hash, done)
    program.catalogue.forget()
    return round


def open_round(program: Program, id: str, by: Actor, now: datetime) -> Round:
    """Opens a planned round. Raises SurveyError ROUND_OVERLAPS when a unit is already being asked."""
    planned = find_round(program, id)
    need(program, by, Right.RUN_ROUNDS, planned.units)
    opened = planned.opened(day_of(now))
    for other in program.store.rounds():
        is_open = other.state_on(day_of(now)) is State.OPEN
        if is_open and other.id != id and opened.shares_days_and_units_with(other):
            raise SurveyError(Code.ROUND_OVERLAPS, round=id, other=other.id)
    done = act(by, "round.open", id, now, opens=str(opened.opens), closes=str(opened.closes))
    program.store.change_round(opened, planned, done)
    program.catalogue.forget()
    return opened


def close_round(program: Program, id: str, by: Actor, now: datetime) -> Round:
    """Closes an open round; nothing is accepted any more, and its last snapshot is taken."""
    was_open = find_round(program, id)
    need(program, by, Right.RUN_ROUNDS, was_open.units)
    closed = was_open.closed(day_of(now))
    done = act(by, "round.close", id, now, closes=str(closed.closes))
    program.store.change_round(closed, was_open, done)
    program.store.take_snapshots(id, closed.step, last=True)
    program.catalogue.forget()
    return closed
