"""Who may see the staff's pages: for now whoever knows the one staff password."""

import hashlib
import hmac
from collections.abc import Iterable

from itsdangerous import BadSignature, URLSafeTimedSerializer

from services.program import Program
from services.rights import need
from surveys.account import Actor, Right, Role
from surveys.errors import Code, SurveyError

COOKIE = "hailong_staff"
HOURS = 12
_SALT = "staff session"


def sign_in(program: Program, password: str) -> str:
    """The session that a right password opens, to be kept in a cookie; raises WRONG_PASSWORD."""
    right = program.settings.staff_password
    if not hmac.compare_digest(password.strip().encode(), right.encode()):
        raise SurveyError(Code.WRONG_PASSWORD)
    return _signer(program).dumps("staff")


def actor_of(program: Program, session: str | None) -> Actor | None:
    """Who is behind a session that this program opened and that still holds; None for strangers.

    Asked at every run of a page and at every request, so that what changes takes effect at once.
    """
    if not session:
        return None
    try:
        _signer(program).loads(session, max_age=HOURS * 3600)
    except BadSignature:
        return None
    return Actor("staff", Role.ADMINISTRATOR)


def require(
    program: Program, session: str | None, right: Right, units: Iterable[str] = ()
) -> Actor:
    """Who is behind a session, if he may do this there.

    Raises SurveyError STAFF_ONLY, NOT_ALLOWED or OTHER_UNITS.
    """
    actor = actor_of(program, session)
    if actor is None:
        raise SurveyError(Code.STAFF_ONLY)
    need(program, actor, right, units)
    return actor


def _signer(program: Program) -> URLSafeTimedSerializer:
    """The key depends on the password too: a new password ends every old session."""
    settings = program.settings
    key = hmac.new(settings.secret, settings.staff_password.encode(), hashlib.sha256).hexdigest()
    return URLSafeTimedSerializer(key, salt=_SALT)
