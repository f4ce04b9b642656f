"""Staff enter forms: typed from paper and handed in as a batch, or asked aloud and sent one by one."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from data.drafts import SETTLED
from services.answering import Accepted, asked_behind, submit
from services.notices import notice_in_force
from services.program import Program
from services.results import find_round
from services.rights import act, need
from services.units import public_codes
from surveys.account import Actor, Right
from surveys.act import Detail
from surveys.dates import day_of
from surveys.entry import (
    CHANNELS,
    MOST_PASSES,
    Batch,
    Comparison,
    Draft,
    Entered,
    check_day,
    check_open,
    checked,
    compare,
    settled,
)
from surveys.errors import Code, SurveyError
from surveys.link import Channel, Link
from surveys.procedure_field import labels
from surveys.questionnaire import Questionnaire, find
from surveys.round import Origin, Round, State
from surveys.submission import Submission

Picks = Mapping[tuple[int, str], int]
"""What somebody decided where two passes differ: by form and what differs, the first or the second."""


@dataclass(frozen=True)
class Begun:
    """What a new batch is of. An empty `notice` is the one in force."""

    unit: str
    channel: str
    field: str = ""
    notice: str = ""
    language: str = "vi"
    passes: int = 1


@dataclass(frozen=True)
class Typed:
    """One form as it came from the keyboard; `id` was made there."""

    id: UUID
    number: int
    ticked: bool
    day: date
    answers: Mapping[str, object]
    one_pass: int = 1
    started_at: datetime | None = None


@dataclass(frozen=True)
class HandedIn:
    """What became of a batch: forms in the store, forms without the tick, and how two passes differed."""

    forms: int
    unticked: int
    comparison: Comparison | None


def notices_to_enter(program: Program, round: Round, now: datetime) -> tuple[str, ...]:
    """The notices that may stand on forms of a round, the one in force first."""
    shown = program.catalogue.now().notices.get(round.id, ())
    if round.state_on(day_of(now)).over or round.state is State.PLANNED:
        return tuple(reversed(shown))
    current = notice_in_force(program, round.id, now).hash
    return (current, *(one for one in reversed(shown) if one != current))


def begin_batch(program: Program, by: Actor, round: str, begun: Begun, now: datetime) -> Batch:
    """A new batch of a unit that takes part.

    Raises SurveyError NOT_ALLOWED, OTHER_UNITS, UNKNOWN_ROUND, ROUND_ORIGIN, ROUND_STATE, UNKNOWN_UNIT
    or INVALID_FIELD.
    """
    need(program, by, Right.ENTER_ANSWERS, [begun.unit] if begun.unit else [])
    found = find_round(program, round)
    if found.origin is not Origin.COLLECTED:
        raise SurveyError(Code.ROUND_ORIGIN, round=found.id)
    if begun.unit not in found.units:
        raise SurveyError(Code.UNKNOWN_UNIT, unit=begun.unit[:40])
    if begun.channel not in CHANNELS:
        raise SurveyError(Code.INVALID_FIELD, field="channel")
    channel = Channel(begun.channel)
    check_open(found, channel, day_of(now))
    shown = notices_to_enter(program, found, now)
    wrong = {
        "field": begun.field and begun.field not in labels(),
        "notice": not shown or (begun.notice and begun.notice not in shown),
        "passes": not 1 <= begun.passes <= (MOST_PASSES if channel is Channel.PAPER else 1),
    }
    for name, is_wrong in wrong.items():
        if is_wrong:
            raise SurveyError(Code.INVALID_FIELD, field=name)
    batch = Batch(
        round=found.id,
        unit=begun.unit,
        channel=channel,
        notice=begun.notice or shown[0],
        language=begun.language,
        begun=day_of(now),
        field=begun.field,
        passes=begun.passes,
    )
    said: dict[str, Detail] = {
        "unit": batch.unit,
        "channel": batch.channel,
        "passes": batch.passes,
    }
    return program.store.drafts.begin(batch, act(by, "entry.begin", found.id, now, **said))


def find_batch(program: Program, by: Actor, number: int) -> Batch:
    """A batch of his part of the tree; raises SurveyError UNKNOWN_BATCH, NOT_ALLOWED or OTHER_UNITS."""
    need(program, by, Right.ENTER_ANSWERS)
    batch = program.store.drafts.batch(number)
    need(program, by, Right.ENTER_ANSWERS, [batch.unit])
    return batch


def batches(program: Program, by: Actor, round: str) -> tuple[tuple[Batch, tuple[int, ...]], ...]:
    """The batches of a round that wait, with how many forms each pass has, as far as they are his."""
    need(program, by, Right.ENTER_ANSWERS)
    tree, found = program.store.units(), []
    for batch in program.store.drafts.batches(round):
        if by.unit is None or by.unit in (unit.code for unit in tree.path(batch.unit)):
            passes = range(1, batch.passes + 1)
            sizes = [len(program.store.drafts.drafts(batch.number, one)) for one in passes]
            found.append((batch, tuple(sizes)))
    return tuple(found)


def asked_in(program: Program, batch: Batch) -> tuple[Round, Questionnaire]:
    """The round of a batch, and what its forms ask."""
    round = find_round(program, batch.round)
    link = Link("", batch.unit, field=batch.field or None)
    return round, asked_behind(link, find(round.questionnaire))


def typed_forms(program: Program, by: Actor, number: int, one_pass: int) -> Sequence[Draft]:
    """The forms of one pass, by number."""
    return program.store.drafts.drafts(find_batch(program, by, number).number, one_pass)


def type_form(program: Program, by: Actor, number: int, form: Typed, now: datetime) -> int:
    """Keeps a form of a paper batch until it is handed in; returns how many its pass has.

    The same id again is the same form, with what it says now. Raises SurveyError for whatever the
    questionnaire refuses, BAD_ENTRY_DAY, FORM_TYPED, BATCH_CLOSED or UNKNOWN_BATCH.
    """
    batch = find_batch(program, by, number)
    round, questionnaire = asked_in(program, batch)
    if batch.channel is not Channel.PAPER or not 1 <= form.one_pass <= batch.passes:
        raise SurveyError(Code.INVALID_FIELD, field="typed")
    check_open(round, batch.channel, day_of(now))
    check_day(round, form.day, day_of(now))
    answers = checked(questionnaire, form.answers) if form.ticked else {}
    draft = Draft(form.id, form.number, form.ticked, form.day, answers)
    return program.store.drafts.keep(batch.number, form.one_pass, draft)


def send_asked(
    program: Program, by: Actor, number: int, form: Typed, now: datetime
) -> tuple[str, int]:
    """Sends what was asked aloud, at once; returns the receipt for its person, and how many were.

    Raises SurveyError NO_CONSENT, and as `submit`.
    """
    batch = find_batch(program, by, number)
    round, questionnaire = asked_in(program, batch)
    if batch.channel is not Channel.ASSISTED:
        raise SurveyError(Code.INVALID_FIELD, field="channel")
    check_open(round, batch.channel, day_of(now))
    if not form.ticked:
        raise SurveyError(Code.NO_CONSENT)
    draft = Draft(form.id, 1, True, form.day, checked(questionnaire, form.answers))
    accepted = asyncio.run(_send(program, batch, draft, now, form.started_at))
    sent = program.store.drafts.count_sent(batch.number) if accepted.new else batch.sent
    return accepted.receipt, sent


def compare_passes(program: Program, by: Actor, number: int) -> Comparison:
    """Where the two passes of a batch differ."""
    batch = find_batch(program, by, number)
    first, second = (program.store.drafts.drafts(batch.number, typed) for typed in (1, 2))
    return compare(first, second)


def hand_in(program: Program, by: Actor, number: int, picks: Picks, now: datetime) -> HandedIn:
    """Brings a batch into the store of responses and forgets its drafts; broken off, it goes on.

    Raises SurveyError NOT_SETTLED where two passes differ and nobody has picked, FORM_WRONG with a
    form that the picks make impossible, BATCH_MOVED when somebody typed on, ROUND_STATE, or as `submit`.
    """
    batch = find_batch(program, by, number)
    round, questionnaire = asked_in(program, batch)
    kept, made = program.store.drafts, None
    if batch.channel is Channel.PAPER and not batch.closed:
        check_open(round, batch.channel, day_of(now))
        seen = [kept.drafts(number, typed) for typed in range(1, batch.passes + 1)]
        forms: Sequence[Draft] = seen[0]
        if batch.passes == MOST_PASSES:
            made, forms = compare(*seen), settled(seen[0], seen[1], picks)
        kept.close(number, seen, [_sound(questionnaire, draft) for draft in forms])
    drafts = kept.drafts(number, SETTLED)
    ticked = [draft for draft in drafts if draft.ticked]
    asyncio.run(_send_all(program, batch, ticked, now))
    done = HandedIn(len(ticked) + batch.sent, len(drafts) - len(ticked), made)
    said: dict[str, Detail] = {
        "unit": batch.unit,
        "channel": batch.channel,
        "forms": done.forms,
        "unticked": done.unticked,
        "differences": len(made.differences) if made else 0,
    }
    kept.settle(number, act(by, "entry.close", batch.round, now, **said))
    return done


def _sound(questionnaire: Questionnaire, draft: Draft) -> Draft:
    """The form, once what was picked from both passes makes a form that can be."""
    if not draft.ticked:
        return draft
    try:
        return replace(draft, answers=checked(questionnaire, draft.answers))
    except SurveyError as wrong:
        raise SurveyError(Code.FORM_WRONG, form=draft.form) from wrong


async def _send_all(program: Program, batch: Batch, drafts: Sequence[Draft], now: datetime) -> None:
    """In the order of their ids, which is none: the pile of paper cannot be laid beside the chain."""
    ordered = sorted(drafts, key=lambda one: one.id.bytes)
    await asyncio.gather(*(_send(program, batch, draft, now) for draft in ordered))


async def _send(
    program: Program, batch: Batch, draft: Draft, now: datetime, started: datetime | None = None
) -> Accepted:
    aloud = batch.channel is Channel.ASSISTED
    submission = Submission(
        id=draft.id,
        code=public_codes(program)[batch.unit],
        questionnaire=find_round(program, batch.round).questionnaire,
        answers=draft.answers,
        started_at=started,
        finished_at=now if aloud else None,
        language=batch.language,
        notice=batch.notice,
    )
    day = None if aloud else draft.day
    entered = Entered(batch.round, batch.channel, batch.field, batch.notice, day)
    return await submit(program, submission, now, entered)
