"""The register of requests about personal data: entered, answered, extended, closed in time."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import TypeVar

from services.erasing import erase
from services.own_file import own_file
from services.program import Program
from services.rights import act, need_everywhere
from surveys import privacy_request, working_days
from surveys.account import Actor, Right
from surveys.dates import day_of
from surveys.errors import Code, SurveyError
from surveys.masking import mask
from surveys.privacy_request import Deadlines, Kind, Outcome, PrivacyRequest
from surveys.working_days import Calendar

LONGEST_CONTACT = 300

Read = TypeVar("Read")


def deadlines(program: Program) -> Deadlines:
    """The agency's own deadlines from its folder, or the shipped ones. Raises SurveyError BAD_FILE."""
    return own_or_shipped(
        program, "deadlines.toml", privacy_request.SHIPPED, privacy_request.read_deadlines
    )


def calendar(program: Program) -> Calendar:
    """The agency's own days off, or the shipped ones. Raises SurveyError BAD_FILE."""
    return own_or_shipped(program, "holidays.toml", working_days.SHIPPED, working_days.read)


def requests(program: Program, by: Actor) -> Sequence[PrivacyRequest]:
    """The whole register, the latest number first."""
    need_everywhere(program, by, Right.HANDLE_REQUESTS)
    return program.store.requests.all()


def enter_request(
    program: Program,
    by: Actor,
    now: datetime,
    *,
    kind: Kind,
    received: date,
    contact: str = "",
    note: str = "",
    round: str | None = None,
) -> PrivacyRequest:
    """A new line of the register. The note is masked; the contact is kept encrypted, apart.

    Raises SurveyError BAD_DATES for a day to come, TEXT_TOO_LONG, UNKNOWN_ROUND.
    """
    need_everywhere(program, by, Right.HANDLE_REQUESTS)
    if received > day_of(now):
        raise SurveyError(Code.BAD_DATES, opens=received, closes=day_of(now))
    contact = " ".join(contact.split())
    if len(contact) > LONGEST_CONTACT:
        raise SurveyError(Code.TEXT_TOO_LONG, maximum=LONGEST_CONTACT)
    if round is not None and round not in {one.id for one in program.store.rounds()}:
        raise SurveyError(Code.UNKNOWN_ROUND, round=round[:40])
    short = mask(" ".join(note.split()))
    made = privacy_request.received(
        kind, received, deadlines(program), calendar(program), round, short
    )
    done = act(by, "request.add", "", now, kind=kind)
    return program.store.requests.add(replace(made, handled_by=by.name), contact, done)


def answer_request(program: Program, by: Actor, number: str, now: datetime) -> PrivacyRequest:
    """Notes that the person has been told that the request is being dealt with."""
    return _step(program, by, number, now, lambda one: one.answered(day_of(now)), "reply")


def extend_request(program: Program, by: Actor, number: str, now: datetime) -> PrivacyRequest:
    """Gives a case its one extension; raises SurveyError REQUEST_EXTENDED for a second one."""
    more = deadlines(program).extension_days
    return _step(program, by, number, now, lambda one: one.extended_by(more[one.kind]), "extend")


def close_request(
    program: Program, by: Actor, number: str, outcome: Outcome, now: datetime
) -> PrivacyRequest:
    """Closes a case; the contact is destroyed with it."""
    return _step(
        program, by, number, now, lambda one: one.ended(day_of(now), outcome), "close", outcome
    )


def erase_in_case(program: Program, by: Actor, number: str, code: str, now: datetime) -> None:
    """Erases the response whose withdrawal code the person has given with his request.

    Raises SurveyError REQUEST_STATE for a closed case, and whatever `erase` refuses.
    """
    need_everywhere(program, by, Right.HANDLE_REQUESTS)
    if _found(program, number).closed:
        raise SurveyError(Code.REQUEST_STATE, number=number)
    erase(program, code, by, now)


def read_contact(program: Program, by: Actor, number: str, now: datetime) -> str:
    """How to reach whoever asks, as long as the case is open; each reading is logged."""
    need_everywhere(program, by, Right.HANDLE_REQUESTS)
    _found(program, number)
    return program.store.requests.contact(number, act(by, "request.contact", number, now))


def _step(
    program: Program,
    by: Actor,
    number: str,
    now: datetime,
    change: Callable[[PrivacyRequest], PrivacyRequest],
    step: str,
    outcome: str = "",
) -> PrivacyRequest:
    need_everywhere(program, by, Right.HANDLE_REQUESTS)
    was = _found(program, number)
    changed = replace(change(was), handled_by=by.name)
    done = act(by, "request.change", number, now, step=step, outcome=outcome)
    program.store.requests.change(changed, was, done)
    return changed


def _found(program: Program, number: str) -> PrivacyRequest:
    for one in program.store.requests.all():
        if one.number == number:
            return one
    raise SurveyError(Code.UNKNOWN_REQUEST, number=number[:40])


def own_or_shipped(program: Program, name: str, shipped: Path, read: Callable[[str], Read]) -> Read:
    """A data file of the agency's own from its folder, or the shipped one. Raises SurveyError BAD_FILE."""
    return own_file(program.settings.var, name, shipped, read)
