"""A citizen opens the form behind a code, and hands in answers."""

import asyncio
from dataclasses import dataclass
from datetime import date, datetime
from time import perf_counter

from data.store import Entry, Outcome
from services.notices import notice_read
from services.program import Program
from surveys.dates import day_of, duration_of, hours_of
from surveys.errors import Code, SurveyError
from surveys.link import Link, receipt_of
from surveys.procedure_field import QUESTION, UNSTATED, asking
from surveys.questionnaire import Questionnaire, find
from surveys.response import Response
from surveys.round import Round
from surveys.submission import Submission
from surveys.tally import counts_of
from surveys.unit import Unit

_MAY_BE_A_RETRY = (Code.NO_OPEN_ROUND, Code.OTHER_QUESTIONNAIRE, Code.NOTICE_CHANGED)


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

    Raises SurveyError UNKNOWN_LINK, or NO_OPEN_ROUND with the unit's name and the next opening day.
    """
    view = program.catalogue.now()
    link = view.links.get(code)
    if link is None:
        raise SurveyError(Code.UNKNOWN_LINK)
    unit, day = view.units.unit(link.unit), day_of(now)
    round = view.round_open_for(link.unit, day)
    if round is None:
        coming = view.round_coming_for(link.unit, day)
        raise SurveyError(
            Code.NO_OPEN_ROUND, unit=unit.name, opens=coming.opens if coming else None
        )
    return Form(link, unit, round, asked_behind(link, find(round.questionnaire)))


def asked_before(program: Program, code: str | None, key: str) -> Questionnaire:
    """What a link asked in a round that is over, for an answer that comes again.

    Raises SurveyError UNKNOWN_LINK or UNKNOWN_QUESTIONNAIRE.
    """
    link = program.catalogue.now().links.get(code or "")
    if link is None:
        raise SurveyError(Code.UNKNOWN_LINK)
    return asked_behind(link, find(key))


def asked_behind(link: Link, questionnaire: Questionnaire) -> Questionnaire:
    """The questionnaire, with the question for the procedure field where the link does not say."""
    return questionnaire if link.field else asking(questionnaire)


async def submit(program: Program, submission: Submission, now: datetime) -> Accepted:
    """Keeps an answer and returns once it is flushed to disk.

    The same id with the same content is accepted again, also after its round has closed; with other
    content it is refused with OTHER_CONTENT, and with NOT_KEPT when the disk fails: then it may be
    sent again. Raises SurveyError for whatever else cannot be kept.
    """
    try:
        response, questionnaire = _response(program, submission, now)
    except SurveyError as refusal:
        if await _sent_before(program, submission, refusal):
            return _accepted(program, submission, new=False)
        raise
    cells = counts_of(response, questionnaire)
    begun, metrics = perf_counter(), program.metrics
    try:
        outcome = await program.writer.keep(Entry(response, cells))
    except Exception as fault:  # whatever the disk does; the writer has logged it
        metrics.answered(Code.NOT_KEPT, response.channel, perf_counter() - begun)
        raise SurveyError(Code.NOT_KEPT) from fault
    metrics.answered(outcome, response.channel, perf_counter() - begun)
    if outcome is Outcome.OTHER_CONTENT:
        raise SurveyError(Code.OTHER_CONTENT)
    if outcome is Outcome.ROUND_CLOSED:
        unit = program.catalogue.now().units.unit(response.unit)
        raise SurveyError(Code.NO_OPEN_ROUND, unit=unit.name, opens=None)
    return _accepted(program, submission, new=outcome is Outcome.KEPT)


def _accepted(program: Program, submission: Submission, *, new: bool) -> Accepted:
    return Accepted(receipt_of(program.settings.secret, submission.id.bytes), new)


def _response(
    program: Program, submission: Submission, now: datetime
) -> tuple[Response, Questionnaire]:
    form = open_form(program, submission.code, now)
    if submission.questionnaire != form.questionnaire.key:
        raise SurveyError(Code.OTHER_QUESTIONNAIRE, questionnaire=form.questionnaire.key)
    questionnaire = find(form.round.questionnaire)
    shown = notice_read(program, form.round.id, submission.notice, now)
    response = _built(
        submission, form.link, questionnaire, form.round.id, shown, day_of(now), hours_of(now)
    )
    return response, questionnaire


def _built(
    submission: Submission,
    link: Link,
    questionnaire: Questionnaire,
    round: str,
    notice: str,
    day: date,
    hours: str,
) -> Response:
    answers = asked_behind(link, questionnaire).check(submission.answers)
    field = answers.pop(QUESTION, None)
    return Response(
        id=submission.id,
        round=round,
        unit=link.unit,
        channel=link.channel,
        field=link.field or (str(field) if field else UNSTATED),
        language=submission.language,
        questionnaire=questionnaire.key,
        notice=notice,
        day=day,
        hours=hours,
        duration=duration_of(submission.started_at, submission.finished_at),
        answers=answers,
    )


async def _sent_before(program: Program, submission: Submission, refusal: SurveyError) -> bool:
    """Whether a refused submission is a retry of an answer that was kept while its round was open."""
    if refusal.code not in _MAY_BE_A_RETRY:
        return False
    stored = await asyncio.to_thread(program.store.response, submission.id)
    if stored is None:
        return False
    link = program.catalogue.now().links[submission.code]
    questionnaire = find(stored.questionnaire)
    try:
        again = _built(
            *(submission, link, questionnaire, stored.round),
            *(stored.notice, stored.day, stored.hours),
        )
    except SurveyError:
        raise SurveyError(Code.OTHER_CONTENT) from None
    if not again.repeats(stored):
        raise SurveyError(Code.OTHER_CONTENT)
    return True
