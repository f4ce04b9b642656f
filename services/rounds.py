"""The life of a round: planned, open, paused, closed, published, corrected. Sealing is `sealing`."""

from collections.abc import Callable, Sequence
from datetime import date, datetime

from services.program import Program
from services.rights import act, need
from surveys.account import Actor, Right
from surveys.act import LONGEST_DETAIL, Detail
from surveys.dates import day_of
from surveys.errors import Code, SurveyError
from surveys.questionnaire import find
from surveys.round import Design, Origin, Round
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
    grace: int = 1,
) -> Round:
    """Plans a round. Without `units`, every serving unit that exists on its first day takes part.

    What makes a response valid is taken from the settings now, and stays with the round.
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
        valid=program.settings.valid_answered,
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


def publish_round(
    program: Program, id: str, by: Actor, now: datetime, *, was: Round | None = None
) -> Round:
    """Puts the sealed edition before everybody."""

    def published(round: Round, day: date) -> Round:
        return round.published()

    return _step(program, id, by, now, was, published, "round.publish", Right.SEAL)


def correct_round(
    program: Program, id: str, reason: str, by: Actor, now: datetime, *, was: Round | None = None
) -> Round:
    """Takes a sealed round under review once more; its edition stays, a new one is to follow.

    Raises SurveyError REASON_NEEDED without some words of reason.
    """

    def corrected(round: Round, day: date) -> Round:
        return round.corrected()

    why = worded(reason)
    return _step(program, id, by, now, was, corrected, "round.correct", Right.SEAL, reason=why)


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
    right: Right = Right.RUN_ROUNDS,
    **details: Detail,
) -> Round:
    """One step of a round's life: changed, checked and logged in one transaction, or refused."""
    found = was or _stored(program, id)
    need(program, by, right, found.units)
    changed = change(found, day_of(now))
    days = {"opens": str(changed.opens), "closes": str(changed.closes)}
    try:
        program.store.change_round(changed, found, act(by, action, id, now, **days, **details))
    finally:
        program.catalogue.forget()
    return changed


def _stored(program: Program, id: str) -> Round:
    for round in program.store.rounds():
        if round.id == id:
            return round
    raise SurveyError(Code.UNKNOWN_ROUND, round=id[:40])
