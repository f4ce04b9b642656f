"""Who may see the staff's pages: for now whoever knows the one staff password."""

import hashlib
import hmac

from itsdangerous import BadSignature, URLSafeTimedSerializer

from services.program import Program
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


def is_staff(program: Program, session: str | None) -> bool:
    """Whether a session is one that this program signed, for the password in force, within its hours."""
    if not session:
        return False
    try:
        return bool(_signer(program).loads(session, max_age=HOURS * 3600) == "staff")
    except BadSignature:
        return False


def require_staff(program: Program, session: str | None) -> None:
    """Raises SurveyError STAFF_ONLY for anybody else."""
    if not is_staff(program, session):
        raise SurveyError(Code.STAFF_ONLY)


def _signer(program: Program) -> URLSafeTimedSerializer:
    """The key depends on the password too: a new password ends every old session."""
    settings = program.settings
    key = hmac.new(settings.secret, settings.staff_password.encode(), hashlib.sha256).hexdigest()
    return URLSafeTimedSerializer(key, salt=_SALT)
