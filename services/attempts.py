"""Wrong passwords, counted by name: after a few there is a wait, for every name alike."""

import hmac
from datetime import datetime

from services.program import Program
from surveys.chain import subkey
from surveys.errors import Code, SurveyError


def count(program: Program, name: str, now: datetime) -> int:
    """Counts an attempt before it is judged; raises SurveyError TOO_MANY_ATTEMPTS with the wait.

    Counted by name and not by address: a whole office shares one address.
    """
    key = _key(program, name)
    counted = program.store.sessions.attempt(key, now)
    if counted is None:
        wait = program.store.sessions.attempts(key).free_at(now) - now
        minutes = max(1, -(-int(wait.total_seconds()) // 60))
        raise SurveyError(Code.TOO_MANY_ATTEMPTS, minutes=minutes)
    return counted.count


def forget(program: Program, name: str) -> None:
    """After a right password, or a new one: the name may be tried again at once."""
    program.store.sessions.forget_attempts(_key(program, name))


def _key(program: Program, name: str) -> bytes:
    """Names typed by strangers are not kept: there may be a password among them."""
    return hmac.digest(subkey(program.settings.secret, "attempts"), name.encode(), "sha256")
