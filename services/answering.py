"""A citizen opens the form behind a code, and hands in answers."""

import asyncio
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from time import perf_counter

from data.slips import Use
from data.store import Entry, Outcome
from services.links import find_link
from services.notices import keep_notice, notice_read
from services.program import Program
from surveys.arrival import Arrival, arrival
from surveys.dates import UNKNOWN_HOURS, day_of, duration_of, hours_of
from surveys.device import Device
from surveys.entry import Entered
from surveys.errors import Code, SurveyError
from surveys.link import Channel, Link, receipt_of
from surveys.procedure_field import QUESTION, UNSTATED, asking
from surveys.questionnaire import Questionnaire, find
from surveys.response import Response
from surveys.round import Round, State
from surveys.standing import Standing, is_valid
from surveys.submission import Submission
from surveys.tally import counts_of
from surveys.unit import Unit

_REFUSED = {
    Outcome.OTHER_CONTENT: Code.OTHER_CONTENT,
    Outcome.ERASED: Code.ERASED,
    Outcome.SLIP_USED: Code.SLIP_USED,
    Outcome.SLIP_VOIDED: Code.SLIP_VOIDED,
}

WAITED = timedelta(minutes=10)
"""An answer that comes so long after it was given has waited on a device without a line."""

TRIES = 3
"""How often an answer is judged again when its round is changed in that moment."""


@dataclass(frozen=True)
class Form:
    """What a person who opens a link is asked."""

    link: Link
    unit: Unit
    round: Round
    questionnaire: Questionnaire


@dataclass(frozen=True)
class Accepted:
    """An answer that is on disk. `new` is False when it had been accepted before."""

    receipt: str
    new: bool


def open_form(program: Program, code: str, now: datetime) -> Form:
    """The form behind a code.

    Raises SurveyError UNKNOWN_LINK, ROUND_PAUSED with the unit's name, or NO_OPEN_ROUND with it and
    the next opening day; for a single-use link SLIP_DAMAGED, SLIP_USED, SLIP_VOIDED or SLIP_EXPIRED.
    """
    return form_behind(program, find_link(program, code), now)


def form_behind(program: Program, link: Link, now: datetime) -> Form:
    """The form behind a link that was found. Raises SurveyError as `open_form`."""
    view = program.catalogue.now()
    unit, day = view.units.unit(link.unit), day_of(now)
    if link.round:
        return _form_of_slip(program, link, unit, day)
    round = view.round_open_for(link.unit, day)
    if round is None:
        if view.round_paused_for(link.unit, day):
            raise SurveyError(Code.ROUND_PAUSED, unit=unit.name)
        coming = view.round_coming_for(link.unit, day)
        raise SurveyError(
            Code.NO_OPEN_ROUND, unit=unit.name, opens=coming.opens if coming else None
        )
    return Form(link, unit, round, asked_behind(link, find(round.questionnaire)))


def _form_of_slip(program: Program, link: Link, unit: Unit, day: date) -> Form:
    """The form behind a single-use link: of its own round alone, and only while nobody has used it."""
    use = program.store.slips.use(link.spent)
    if use is not Use.FRESH:
        raise SurveyError(Code.SLIP_VOIDED if use is Use.VOIDED else Code.SLIP_USED)
    rounds = program.catalogue.now().rounds_of(link.unit)
    round = next(one for one in rounds if one.id == link.round)
    if round.state_on(day).over:
        raise SurveyError(Code.SLIP_EXPIRED, unit=unit.name, closed=round.closes)
    if round.state_on(day) is State.PAUSED and round.opens <= day:
        raise SurveyError(Code.ROUND_PAUSED, unit=unit.name)
    if not round.accepts_on(day):
        raise SurveyError(Code.NO_OPEN_ROUND, unit=unit.name, opens=round.opens)
    return Form(link, unit, round, asked_behind(link, find(round.questionnaire)))


def asked_before(program: Program, code: str, key: str) -> Questionnaire:
    """What a link asked in a round that asks nobody now, for an answer that comes all the same.

    Raises SurveyError UNKNOWN_LINK, SLIP_DAMAGED or UNKNOWN_QUESTIONNAIRE.
    """
    return asked_behind(find_link(program, code), find(key))


def asked_behind(link: Link, questionnaire: Questionnaire) -> Questionnaire:
    """The questionnaire, with the question for the procedure field where the link does not say."""
    return questionnaire if link.field else asking(questionnaire)


async def submit(
    program: Program,
    submission: Submission,
    now: datetime,
    entered: Entered | None = None,
    *,
    device: Device | None = None,
) -> Accepted:
    """Keeps an answer and returns once it is flushed to disk.

    What staff have `entered` has its channel, day and notice from their session, not from the link.
    `device` is the paired device that sends it: an answer under the code of that device is a
    kiosk's, of the unit of the device. Without it DEVICE_NOT_PAIRED.

    An answer that comes too late for its round is kept apart (design law 10). The same id with the
    same content is accepted again; with other content it is refused with OTHER_CONTENT, with
    ERASED when its answer was erased on request. With SLOWED when too many came by its link, and
    with NOT_KEPT when the disk fails: then it may be sent again. Raises SurveyError for whatever
    else cannot be kept.
    """
    for attempt in range(TRIES):
        try:
            link = await _link(program, submission.code, entered, device)
            if attempt == 0 and entered is None:
                program.flow.take(link, now)
            await keep_notice(program, link.unit, now)
            entry = _entry(program, link, submission, now, entered=entered)
        except SurveyError as refusal:
            if refusal.code in (Code.STORAGE, Code.DATABASE_REPLACED):
                raise SurveyError(Code.NOT_KEPT) from refusal
            changed = refusal.code is Code.NOTICE_CHANGED
            if changed and await _sent_before(program, link, submission, now):
                return _accepted(program, submission, new=False)
            raise
        channel, begun, metrics = entry.response.channel, perf_counter(), program.metrics
        try:
            outcome = await program.writer.keep(entry)
        except Exception as fault:  # whatever the disk does; the writer has logged it
            metrics.answered(Code.NOT_KEPT, channel, perf_counter() - begun)
            raise SurveyError(Code.NOT_KEPT) from fault
        metrics.answered(outcome, channel, perf_counter() - begun)
        if outcome in _REFUSED:
            raise SurveyError(_REFUSED[outcome])
        if outcome is not Outcome.ROUND_MOVED:
            return _accepted(program, submission, new=outcome is Outcome.KEPT)
        program.catalogue.forget()
    raise SurveyError(Code.NOT_KEPT)


async def foresee(
    program: Program, submission: Submission, now: datetime, device: Device | None = None
) -> bool:
    """Whether `submit` would keep an answer as a new one. Nothing is kept; it refuses as `submit` does."""
    link = await _link(program, submission.code, None, device)
    stored = await asyncio.to_thread(program.store.response, submission.id)
    if stored is None and await asyncio.to_thread(program.store.seals.is_erased, submission.id):
        raise SurveyError(Code.ERASED)
    entry = _entry(program, link, submission, now, stored.notice if stored else "")
    if stored is not None and not entry.response.repeats(stored):
        raise SurveyError(Code.OTHER_CONTENT)
    if stored is None and link.spent:
        use = await asyncio.to_thread(program.store.slips.use, link.spent)
        if use is Use.VOIDED:
            raise SurveyError(Code.SLIP_VOIDED)
    return stored is None


def _accepted(program: Program, submission: Submission, *, new: bool) -> Accepted:
    return Accepted(receipt_of(program.settings.secret, submission.id.bytes), new)


async def _link(
    program: Program, code: str, entered: Entered | None, device: Device | None
) -> Link:
    """What an answer came through. A device's code is worth something from that device alone."""
    if device is not None and code == device.code:
        return device.link
    try:
        link = find_link(program, code)
    except SurveyError as refusal:
        if refusal.code is not Code.UNKNOWN_LINK:
            raise
        named = await asyncio.to_thread(program.store.devices.by_code, code)
        if named is None:
            raise
        # The same tablet, paired again: what was given for its former unit stays that unit's.
        if device is None or named.heir != device.number:
            raise SurveyError(Code.DEVICE_NOT_PAIRED) from refusal
        return named.link
    if entered is None:
        return link
    field, round = entered.field or None, entered.round
    return replace(link, channel=entered.channel, field=field, round=round)


def _entry(
    program: Program,
    link: Link,
    submission: Submission,
    now: datetime,
    notice: str = "",
    entered: Entered | None = None,
) -> Entry:
    """The answer as it is to be kept, judged by the rounds as they are known now."""
    asked_it = [
        one
        for one in program.catalogue.now().rounds_of(link.unit)
        if one.questionnaire == submission.questionnaire and link.round in (None, one.id)
    ]
    on_paper = entered.arrival(asked_it, now) if entered else None
    came = on_paper or arrival(asked_it, submission.finished_at, now)
    if came is None:
        # Raises the reason when nobody is asked; else the form that is open is another one.
        kiosk = link.channel is Channel.KIOSK
        form = (
            form_behind(program, link, now) if kiosk else open_form(program, submission.code, now)
        )
        raise SurveyError(Code.OTHER_QUESTIONNAIRE, questionnaire=form.questionnaire.key)
    questionnaire = find(came.round.questionnaire)
    left = link.channel is Channel.KIOSK
    answers = asked_behind(link, questionnaire).check(submission.answers, left=left)
    flags = program.recent.flags(submission, answers, link.unit, link.channel, came, now)
    field = answers.pop(QUESTION, None)
    response = Response(
        id=submission.id,
        round=came.round.id,
        unit=link.unit,
        channel=link.channel,
        field=link.field or (str(field) if field else UNSTATED),
        language=submission.language,
        questionnaire=questionnaire.key,
        notice=notice or (entered.notice if entered else _notice(program, submission, came, now)),
        day=came.day,
        hours=UNKNOWN_HOURS if on_paper else hours_of(came.moment),
        duration=duration_of(submission.started_at, submission.finished_at),
        answers=answers,
        flags=flags,
    )
    standing = _standing(response, questionnaire, came)
    cells = counts_of(response, questionnaire)
    return Entry(response, cells, standing, came.round.state, link.spent)


def _notice(program: Program, submission: Submission, came: Arrival, now: datetime) -> str:
    """The notice to keep with an answer.

    Once a round is over, any that it has shown is right; so it is for what has waited on a device,
    whose person read it while it was in force.
    """
    shown = program.catalogue.now().notices.get(came.round.id, ())
    if now - came.moment > WAITED and submission.notice in shown:
        return submission.notice
    if came.round.state_on(day_of(now)).over and shown:
        return submission.notice if submission.notice in shown else shown[-1]
    return notice_read(program, came.round.id, submission.notice, now)


async def _sent_before(program: Program, link: Link, submission: Submission, now: datetime) -> bool:
    """Whether a submission whose notice has changed is a retry of an answer that was kept."""
    stored = await asyncio.to_thread(program.store.response, submission.id)
    if stored is None:
        if await asyncio.to_thread(program.store.seals.is_erased, submission.id):
            raise SurveyError(Code.ERASED)
        return False
    if not _entry(program, link, submission, now, stored.notice).response.repeats(stored):
        raise SurveyError(Code.OTHER_CONTENT)
    return True


def _standing(response: Response, questionnaire: Questionnaire, came: Arrival) -> Standing:
    if came.late:
        return Standing.LATE
    valid = is_valid(response.answers, questionnaire, came.round.valid)
    return Standing.COUNTED if valid else Standing.INCOMPLETE
