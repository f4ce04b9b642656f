"""An answer is erased when its person asks: whoever knows the code of the receipt may."""

from datetime import datetime
from uuid import UUID

from services.program import Program
from services.rights import act, need
from surveys.account import Actor, Right, Role
from surveys.errors import Code, SurveyError
from surveys.link import is_receipt_of, read_receipt

CITIZEN = Actor("citizen", Role.VIEWER)
"""Whoever brings the code himself: the code is all the right that he needs, and all that he has."""


def withdraw(program: Program, code: str, now: datetime) -> None:
    """Erases the response of whoever brings its code himself.

    Raises SurveyError as `erase` does, and TOO_MANY_ATTEMPTS: codes cannot be guessed, and looking
    for one takes the processor's time from those who answer.
    """
    program.withdrawals.count(now)
    erase(program, code, CITIZEN, now)


def erase(program: Program, code: str, by: Actor, now: datetime) -> str:
    """Destroys the response that a withdrawal code was given for; returns its round.

    Its text, salt and id are gone from the database, its files, and every backup that is restored
    later. It leaves the figures unless its round was ever sealed: those stand. The code says nothing
    of the response, so every stored id is tried: about a second for half a million.
    Raises SurveyError UNKNOWN_RECEIPT, NOT_ALLOWED, OTHER_UNITS or NOT_ERASED.
    """
    id = _response_with(program, code)
    response = program.store.response(id) if id else None
    if id is None or response is None:
        raise SurveyError(Code.UNKNOWN_RECEIPT)
    if by is not CITIZEN:
        need(program, by, Right.HANDLE_REQUESTS, [response.unit])
    done = act(by, "response.erase", response.round, now)
    if not program.store.seals.destroy([id], done):
        raise SurveyError(Code.UNKNOWN_RECEIPT)  # somebody else was quicker
    return response.round


def _response_with(program: Program, code: str) -> UUID | None:
    receipt = read_receipt(code)
    if receipt is None:
        return None
    key, ids = program.settings.secret, program.store.seals.ids()
    return next((id for id in ids if is_receipt_of(key, id.bytes, receipt)), None)
