"""Invented answers to look at: two closed half-years and an open one, marked as samples everywhere.

People differ in how easily they are pleased, units differ in how well they serve, and answers of
one person hang together. Between the two closed half-years the officers' factor really gets better
and the feedback factor a little worse, so that there is something to find.
"""

import math
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from pathlib import Path
from uuid import UUID

from data.store import Entry
from services.demo_slips import Piles, hand_out
from services.notices import notice_in_force
from services.program import Program
from services.rounds import close_round, create_round, open_round
from services.snapshots import take_due_snapshots
from services.units import import_units
from surveys.account import Actor, Role
from surveys.dates import AFTERNOON, DURATIONS, MORNING, VIETNAM, half_year, monday
from surveys.errors import Code, SurveyError
from surveys.link import Channel
from surveys.procedure_field import labels
from surveys.questionnaire import Question, Questionnaire, find
from surveys.questions.kind import NOT_APPLICABLE, Answer
from surveys.response import Response
from surveys.round import Round
from surveys.tally import counts_of

UNITS = Path(__file__).resolve().parent.parent / "data" / "samples" / "units.csv"
RESPONSES = 1500
"""Answers in each closed round unless told otherwise."""

_SEED = 20260630
_BATCH = 200
_CHANNELS: Mapping[str, int] = {
    Channel.OPEN_QR: 42,
    Channel.KIOSK: 38,
    Channel.ASSISTED: 12,
    Channel.PAPER: 8,
}
_DRIFT = {"officers": 0.55, "feedback": -0.15}
"""What changed from the first closed half-year to the second, by section, in latent units."""

_COMMENTS = (
    "Cán bộ hướng dẫn rất nhiệt tình.",
    "Chờ hơi lâu vào buổi sáng.",
    "Nên có thêm ghế ngồi cho người lớn tuổi.",
    "Nộp trực tuyến còn khó, mong được hướng dẫn thêm.",
    "Hài lòng, cảm ơn.",
)


@dataclass(frozen=True)
class _World:
    """What the invented people of one round have in common."""

    round: Round
    questionnaire: Questionnaire
    weights: Mapping[str, int]
    quality: Mapping[str, float]
    days: Sequence[date]
    drift: float
    notice: str


_BY = Actor("demo", Role.ADMINISTRATOR)


def fill(program: Program, responses: int, now: datetime) -> Iterator[tuple[str, int]]:
    """Fills an empty database; yields (round, responses kept so far) as it goes.

    Raises SurveyError DATABASE_NOT_EMPTY when there is a round already.
    """
    if program.store.rounds():
        raise SurveyError(Code.DATABASE_NOT_EMPTY)
    import_units(program, UNITS, _BY, now)
    today = now.astimezone(VIETNAM).date()
    current = half_year(today)
    last = half_year(current[1] - timedelta(days=1))
    first = half_year(last[1] - timedelta(days=1))
    yield from _closed(program, first, responses, drift=0.0)
    yield from _closed(program, last, responses, drift=1.0)
    round = _plan(program, current, "short-counter@1")
    opened = open_round(program, round.id, _BY, now)
    part = (today - current[1]).days / (current[2] - current[1]).days
    yield from _lived(program, opened, int(responses * part), today, now)
    take_due_snapshots(program.store, today)


def _closed(
    program: Program, period: tuple[str, date, date], responses: int, drift: float
) -> Iterator[tuple[str, int]]:
    round = _plan(program, period, "ministry-service@1")
    opened = open_round(program, round.id, _BY, _noon(round.opens))
    yield from _invent(program, opened, responses, round.closes, drift)
    close_round(program, round.id, _BY, _noon(round.closes))


def _lived(
    program: Program, round: Round, responses: int, today: date, now: datetime
) -> Iterator[tuple[str, int]]:
    """Answers that came week by week, each week's figures shown at its end."""
    chance = random.Random(f"{_SEED} {round.id}")  # nosec B311 # the same samples
    world = _world(program, round, today, drift=1.0)
    piles = _handed_out(program, world, responses, now)
    entries = [piles.lay(_entry(world, chance)) for _ in range(responses)]
    entries.sort(key=lambda entry: entry.response.day)
    done = 0
    for week, group in groupby(entries, key=lambda entry: monday(entry.response.day)):
        batch = list(group)
        program.store.add_counted(batch)
        program.store.take_snapshots(round.id, round.step, week=week.isoformat())
        done += len(batch)
        yield round.id, done


def _plan(program: Program, period: tuple[str, date, date], questionnaire: str) -> Round:
    id, opens, closes = period
    half = "6 tháng đầu năm" if id.endswith("H1") else "6 tháng cuối năm"
    return create_round(
        program,
        _BY,
        _noon(opens),
        id=id,
        title=f"{half} {id[:4]} (dữ liệu mẫu)",
        questionnaire=questionnaire,
        opens=opens,
        closes=closes,
        sample=True,
    )


def _invent(
    program: Program, round: Round, responses: int, last_day: date, drift: float
) -> Iterator[tuple[str, int]]:
    chance = random.Random(f"{_SEED} {round.id}")  # nosec B311 # the same samples
    world = _world(program, round, last_day, drift)
    piles = _handed_out(program, world, responses, _noon(round.opens))
    done = 0
    while done < responses:
        size = min(_BATCH, responses - done)
        batch = [piles.lay(_entry(world, chance)) for _ in range(size)]
        program.store.add_counted(batch)
        done += size
        yield round.id, done


def _world(program: Program, round: Round, last_day: date, drift: float) -> _World:
    """Larger units get more answers; the quality of a unit is the same in every round."""
    served = program.store.served(round.id)
    weights = {unit: 20 + math.isqrt(served.get(unit, 900)) for unit in round.units}
    quality = {
        unit: random.Random(f"{_SEED} {unit}").gauss(0.0, 0.35)  # nosec B311 # and again
        for unit in round.units
    }
    days = _workdays(round.opens, last_day)
    notice = notice_in_force(program, round.id, _noon(round.opens)).hash
    return _World(round, find(round.questionnaire), weights, quality, days, drift, notice)


def _handed_out(program: Program, world: _World, responses: int, at: datetime) -> Piles:
    """Slips on the first working day, so that each is there before its answer."""
    whole = sum(world.weights.values())
    expected = {unit: responses * weight / whole for unit, weight in world.weights.items()}
    return hand_out(program, world.round, expected, world.days[0], _BY, at, str(_SEED))


def _entry(world: _World, chance: random.Random) -> Entry:
    unit = _one_of(world.weights, chance)
    channel = _one_of(_CHANNELS, chance)
    pleased = chance.gauss(0.75, 0.8) + world.quality[unit]
    if channel in (Channel.KIOSK, Channel.ASSISTED):
        pleased += 0.25  # people are kinder where an officer stands beside them
    fields = [*labels()]
    response = Response(
        id=UUID(int=chance.getrandbits(128), version=4),
        round=world.round.id,
        unit=unit,
        channel=channel,
        field=chance.choices(fields, [24, 20, 18, 9, 8, 9, 7, 4, 1])[0],
        language="vi" if chance.random() < 0.97 else "en",
        questionnaire=world.questionnaire.key,
        notice=world.notice,
        day=chance.choice(world.days),
        hours=MORNING if chance.random() < 0.6 else AFTERNOON,
        duration=chance.choice(DURATIONS[1:3]),
        answers=_answers(world, pleased, chance),
        flags=_flags(unit, world, chance),
    )
    return Entry(response, counts_of(response, world.questionnaire))


def _flags(unit: str, world: _World, chance: random.Random) -> tuple[str, ...]:
    """A little that is conspicuous, so that there is something to review: most of it at one unit."""
    if unit == world.round.units[0] and chance.random() < 0.12:
        return ("burst",)
    return ("too_fast",) if chance.random() < 0.01 else ()


def _answers(world: _World, pleased: float, chance: random.Random) -> dict[str, Answer]:
    answers: dict[str, Answer] = {}
    for section in world.questionnaire.sections:
        shift = world.drift * _DRIFT.get(section.id, 0.0)
        for place, question in enumerate(section.questions):
            if question.show_if is None or question.show_if.met(answers):
                hardness = ((place * 7 + len(section.id)) % 5 - 2) * 0.12
                answers[question.id] = _answer(question, pleased + shift - hardness, chance)
    return answers


def _answer(question: Question, pleased: float, chance: random.Random) -> Answer:
    if question.not_applicable and chance.random() < 0.04:
        return NOT_APPLICABLE
    if question.kind.name == "text":
        return chance.choice(_COMMENTS) if chance.random() < 0.06 else None
    if question.optional and chance.random() < 0.02:
        return None
    if question.scale is not None:
        edges = (-2.0, -1.2, -0.3, 0.9)[-(len(question.scale.levels) - 1) :]
        felt = pleased + chance.gauss(0.0, 0.6)
        return question.scale.levels[sum(felt > edge for edge in edges)].value
    ids = [option.id for option in question.options]
    if question.kind.name == "choices":
        return [id for id in ids if chance.random() < 0.3] or [ids[0]]
    return chance.choices(ids, [len(ids) - place for place in range(len(ids))])[0]


def _one_of(weights: Mapping[str, int], chance: random.Random) -> str:
    return str(chance.choices([*weights], [*weights.values()])[0])


def _workdays(first: date, last: date) -> list[date]:
    """The days from Monday to Friday between two days, both counted."""
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return [day for day in days if day.weekday() < 5] or [first]


def _noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=VIETNAM)
