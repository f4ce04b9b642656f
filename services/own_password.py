"""Somebody changes his own password."""

from datetime import datetime

from services import attempts
from services.access import begin, session_of
from services.passwords import hash_of, matches
from services.program import Program
from services.rights import act
from surveys import password as rules
from surveys.errors import Code, SurveyError
from surveys.session import PASSWORD


def change_own_password(
    program: Program, token: str | None, old: str, new: str, now: datetime
) -> str:
    """Replaces the password of whoever is behind a session; returns the token of his new session.

    All his sessions end, this one too. Who has no password cannot give himself one: a page left open
    would be enough for it. A wrong old password counts like one at the sign-in. Raises SurveyError
    STAFF_ONLY, WRONG_OLD_PASSWORD, TOO_MANY_ATTEMPTS or what is wrong with the new one.
    """
    session = session_of(program, token, now)
    if session is None:
        raise SurveyError(Code.STAFF_ONLY)
    account = session.account
    rules.check(new, account.name)
    attempts.count(program, account.name, now)
    if not matches(program.store.accounts.password(account.name), old):
        raise SurveyError(Code.WRONG_OLD_PASSWORD)
    attempts.forget(program, account.name)
    if account.temporary and rules.normal(old) == rules.normal(new):
        raise SurveyError(Code.PASSWORD_SAME)
    done = act(account.actor, "account.password", account.name, now)
    program.store.accounts.set_password(account.name, hash_of(new), done, temporary=False)
    return begin(program, account, now, PASSWORD)
