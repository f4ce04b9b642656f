"""The life of a round while it asks: planned, open, paused, closed. What follows is `publishing`."""

from collections.abc import Callable, Sequence
from datetime import date, datetime

from services.program import Program
from services.rights import act, need
from surveys.account import Actor, Right
from surveys.act import LONGEST_DETAIL
from surveys.dates import day_of
from surveys.errors import Code, SurveyError
from surveys.formula import Formula
from surveys.questionnaire import find
from surveys.round import Design, Origin, Round
from surveys.target import Wanted, fitting
from surveys.unit import UnitKind

ANSWERING = frozenset({UnitKind.DEPARTMENT, UnitKind.COMMUNE, UnitKind.COUNTER})
"""Kinds of units that serve people; a province is the sum of them."""

WORDS_OF_A_REASON = 3
"""Fewest words that say why something was done to figures which people rely on."""


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
    design: Design = Design.OPT_IN,
    target: int = 0,
    targets: Sequence[Wanted] = (),
    grace: int = 1,
    formula: Formula = Formula.POOLED,
) -> Round:
    """Plans a round. Without `units`, every serving unit that exists on its first day takes part.

    What makes a response valid is taken from the settings now, and stays with the round. `target` is
    for all units but those that `targets` names. Raises SurveyError when the id, the dates, the
    questionnaire, a target or a unit is wrong or taken.
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
    own = fitting(targets, chosen)
    round = Round(
        id,
        title,
        questionnaire,
        opens,
        closes,
        chosen,
        origin=origin,
        sample=sample,
        design=design,
        target=target,
        grace=grace,
        formula=formula,
        step=program.settings.fewest_inside,
        valid=program.settings.valid_answered,
        targets=tuple((unit, own[unit]) for unit in chosen if unit in own),
    )
    done = act(by, "round.create", id, now, units=len(chosen), questionnaire=questionnaire)
    program.store.add_round(round, find(questionnaire).hash, done)
    program.catalogue.forget()
    return round


def open_round(
    program: Program,
    id: str,
    by: Actor,
    now: datetime,
    *,
    early: bool = False,
    was: Round | None = None,
) -> Round:
    """Opens a planned round; before its first day only when `early` is wanted.

    Raises SurveyError TOO_EARLY, or ROUND_OVERLAPS when a unit is already being asked. As in every
    step below, `was` is the round as the person saw it: ROUND_MOVED when it has changed since.
    """

    def opened(round: Round, day: date) -> Round:
        return round.opened(day, early=early)

    return _step(program, id, by, now, was, opened, "round.open")


def pause_round(
    program: Program, id: str, by: Actor, now: datetime, *, was: Round | None = None
) -> Round:
    """Asks nobody for a while. Who is answering now is still heard, with a flag."""
    return _step(program, id, by, now, was, Round.paused, "round.pause")


def resume_round(
    program: Program, id: str, by: Actor, now: datetime, *, was: Round | None = None
) -> Round:
    """Lets a paused round ask again."""
    return _step(program, id, by, now, was, Round.resumed, "round.resume")


def extend_round(
    program: Program, id: str, closes: date, by: Actor, now: datetime, *, was: Round | None = None
) -> Round:
    """Gives a round that asks a later last day."""

    def extended(round: Round, day: date) -> Round:
        return round.extended(day, closes)

    return _step(program, id, by, now, was, extended, "round.extend")


def close_round(
    program: Program, id: str, by: Actor, now: datetime, *, was: Round | None = None
) -> Round:
    """Closes a round that asks: nobody is asked any more.

    Answers given in time may still come in on the days of grace; the last figures follow then.
    """
    return _step(program, id, by, now, was, Round.closed, "round.close")


def reopen_round(
    program: Program, id: str, closes: date, by: Actor, now: datetime, *, was: Round | None = None
) -> Round:
    """Lets a round that was closed by mistake ask again until `closes`; never once it was sealed."""

    def reopened(round: Round, day: date) -> Round:
        return round.reopened(day, closes)

    return _step(program, id, by, now, was, reopened, "round.reopen")


def worded(reason: str) -> str:
    """The reason without spaces around it; too short or too long it raises SurveyError REASON_NEEDED."""
    why = " ".join(reason.split())
    if len(why.split()) < WORDS_OF_A_REASON or len(why) > LONGEST_DETAIL:
        raise SurveyError(Code.REASON_NEEDED, words=WORDS_OF_A_REASON, most=LONGEST_DETAIL)
    return why


def _step(
    program: Program,
    id: str,
    by: Actor,
    now: datetime,
    was: Round | None,
    change: Callable[[Round, date], Round],
    action: str,
) -> Round:
    """One step of a round's life: changed, checked and logged in one transaction, or refused."""
    found = was or stored(program, id)
    need(program, by, Right.RUN_ROUNDS, found.units)
    changed = change(found, day_of(now))
    days = {"opens": str(changed.opens), "closes": str(changed.closes)}
    try:
        program.store.change_round(changed, found, act(by, action, id, now, **days))
    finally:
        program.catalogue.forget()
    return changed


def stored(program: Program, id: str) -> Round:
    """The round as the store has it now; raises SurveyError UNKNOWN_ROUND."""
    for round in program.store.rounds():
        if round.id == id:
            return round
    raise SurveyError(Code.UNKNOWN_ROUND, round=id[:40])
