"""Answers and everything else that has served its purpose are destroyed; figures stay.

A round's answers are kept for some months after its last day, as the notice has promised to those who
answered. After that, and once the round is sealed, text, salts and ids of its responses are destroyed;
leaves, chain, tallies, manifests and published figures stay.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from data.retention import Cleared, Limits
from services.program import Program
from services.requests import deadlines
from services.results import find_round
from services.rights import act, need, need_everywhere
from settings import MOST_MONTHS
from surveys.account import Actor, Right
from surveys.dates import day_of, months_after
from surveys.errors import Code, SurveyError
from surveys.questionnaire import find
from surveys.response import Response
from surveys.round import Round, State
from surveys.session import FORGOTTEN_AFTER, IDLE_SESSION, LONGEST_SESSION

BATCH_MONTHS = 3
"""How long forms that were typed in may wait to be handed in."""

TEXT = "text"
"""The kind of question that people answer in their own words."""


@dataclass(frozen=True)
class RoundDue:
    """A round whose answers are due to be destroyed, with how many there are."""

    round: str
    until: date
    responses: int
    comments: int


@dataclass(frozen=True)
class Due:
    """All that a run destroys: the same numbers before it and after it."""

    rounds: tuple[RoundDue, ...]
    cleared: Cleared

    @property
    def anything(self) -> bool:
        return bool(self.rounds) or self.cleared.anything


def months_kept(program: Program, round: Round) -> int:
    """For how many months after its last day a round's answers are kept."""
    return program.store.notices.months().get(round.id, program.settings.retention_months)


def kept_until(program: Program, round: Round) -> date:
    """The last day on which a round's answers are kept."""
    return months_after(round.closes, months_kept(program, round))


def set_retention(program: Program, by: Actor, id: str, months: int, now: datetime) -> Round:
    """Says for how many months the answers of a round are kept.

    Raises SurveyError BAD_MONTHS, or LONGER_THAN_PROMISED for a round that people have been asked in:
    they were told a period, which can only become shorter.
    """
    round = find_round(program, id)
    need(program, by, Right.RUN_ROUNDS, round.units)
    if not 1 <= months <= MOST_MONTHS:
        raise SurveyError(Code.BAD_MONTHS, most=MOST_MONTHS)
    before = months_kept(program, round)
    if months > before and (round.state is not State.PLANNED or _was_shown(program, id)):
        raise SurveyError(Code.LONGER_THAN_PROMISED, round=id, months=before)
    program.store.notices.set_months(id, months, act(by, "round.retention", id, now, months=months))
    program.catalogue.forget()
    return round


def due(program: Program, by: Actor, now: datetime) -> Due:
    """What a run would destroy now; changes nothing."""
    need_everywhere(program, by, Right.SEAL)
    rounds = [
        found
        for round in program.store.rounds()
        if _over_and_sealed(program, round, now) and (found := _counted(program, round)).responses
    ]
    return Due(tuple(rounds), program.store.retention.old(_limits(program, now)))


def run_retention(program: Program, by: Actor, now: datetime) -> Due:
    """Destroys what is due and returns it; a run that was broken off is gone on with.

    Raises SurveyError NOT_ALLOWED, OTHER_UNITS or NOT_ERASED.
    """
    found, kept = due(program, by, now), program.store.retention
    begun = {one.round for one in kept.purges() if one.done is None}
    for one in found.rounds:
        if one.round not in begun:
            kept.begin_purge(one.round, one.responses, one.comments, now)
    for purge in kept.purges():
        if purge.done is None:
            told = act(by, "round.purge", purge.round, now, comments=purge.comments)
            program.store.seals.purge(purge.round, told)
            kept.end_purge(purge, now, resumed=purge.round in begun)
    told = act(by, "retention.clear", str(day_of(now)), now)
    cleared = program.store.retention.clear(_limits(program, now), told)
    return Due(found.rounds, cleared)


def _over_and_sealed(program: Program, round: Round, now: datetime) -> bool:
    sealed = round.state in (State.SEALED, State.PUBLISHED)
    return sealed and day_of(now) > kept_until(program, round)


def _counted(program: Program, round: Round) -> RoundDue:
    responses = comments = 0
    for response in program.store.responses(round.id):
        responses += 1
        comments += _has_comment(response)
    return RoundDue(round.id, kept_until(program, round), responses, comments)


def _has_comment(response: Response) -> bool:
    questions = find(response.questionnaire).by_id
    return any(
        answer is not None and questions[name].kind.name == TEXT
        for name, answer in response.answers.items()
    )


def _was_shown(program: Program, round: str) -> bool:
    return bool(program.store.notices.hashes().get(round))


def _limits(program: Program, now: datetime) -> Limits:
    kept = deadlines(program)
    today = day_of(now)
    return Limits(
        sessions_begun=now - LONGEST_SESSION,
        sessions_used=now - IDLE_SESSION,
        attempts=now - FORGOTTEN_AFTER - timedelta(hours=1),
        requests_closed=months_after(today, -kept.keep_closed_months),
        contacts_received=months_after(today, -kept.keep_contact_months),
        batches_begun=months_after(today, -BATCH_MONTHS),
    )
