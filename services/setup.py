"""The first minute: whoever can read the console, or the folder of the program, becomes administrator."""

import hmac
import secrets
from datetime import datetime
from pathlib import Path

from services import attempts
from services.access import begin
from services.accounts import claim, disable_idle
from services.program import Program
from settings import kept_in
from surveys.errors import Code, SurveyError
from surveys.language import SOURCE, words
from surveys.link import ALPHABET
from surveys.session import SETUP

_ATTEMPTS = "/thiet-lap"
"""No account can have this name, so the code's wrong guesses are counted apart."""


def is_set_up(program: Program) -> bool:
    """Whether there is an account."""
    return program.store.accounts.any()


def setup_code(program: Program) -> str | None:
    """The code that makes the first administrator; None, and no file, once there is an account."""
    path = _path(program)
    code = None if is_set_up(program) else kept_in(path, _made)
    # Somebody may have set it up between the two, and a code made after that opens nothing.
    if code and not is_set_up(program):
        return code
    path.unlink(missing_ok=True)
    return None


def at_start(program: Program, now: datetime) -> list[str]:
    """What a server does with accounts when it starts; returns the lines for its console."""
    disable_idle(program, now)
    code = setup_code(program)
    return [words(SOURCE)("setup.code_is", code=code) + "\n"] if code else []


def set_up(
    program: Program, now: datetime, *, code: str, name: str, display: str, password: str
) -> str:
    """Makes the first administrator and signs him in; returns the token of his session.

    Raises SurveyError WRONG_SETUP_CODE, TOO_MANY_ATTEMPTS, ALREADY_SET_UP, or what is wrong with
    name or password.
    """
    right = setup_code(program)
    if right is None:
        raise SurveyError(Code.ALREADY_SET_UP)
    attempts.count(program, _ATTEMPTS, now)
    typed = "".join(sign for sign in code.upper() if sign.isalnum())
    if not hmac.compare_digest(typed.encode(), right.replace("-", "").encode()):
        raise SurveyError(Code.WRONG_SETUP_CODE)
    attempts.forget(program, _ATTEMPTS)
    account = claim(program, now, name=name, display=display, password=password)
    _path(program).unlink(missing_ok=True)
    return begin(program, account, now, SETUP)


def _path(program: Program) -> Path:
    return program.settings.var / "setup-code"


def _made() -> str:
    """About 78 bits, easy to type from a console: four groups of four."""
    groups = ("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(4))
    return "-".join(groups)
