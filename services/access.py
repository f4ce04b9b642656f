"""Signing in and out, and who is behind a session."""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from services import attempts
from services.accounts import disable_idle
from services.passwords import hash_of, matches, outdated
from services.program import Program
from services.rights import act, need
from surveys.account import Account, Actor, Right, account_name
from surveys.act import Act
from surveys.errors import Code, SurveyError
from surveys.session import FREE_ATTEMPTS, PASSWORD, Session

COOKIE, SECURE_COOKIE = "hailong", "__Host-hailong"
"""The second name is for https: no other name of the same domain, nor plain http, can set it."""

STRANGER = "-"
"""Who acts in the log when nobody is signed in."""

_NOTED_EVERY = timedelta(minutes=1)
_LONGEST_TOKEN = 100


def sign_in(program: Program, name: str, password: str, now: datetime) -> str:
    """The token of a new session, to be kept in a cookie.

    Raises SurveyError WRONG_PASSWORD, the same and after the same work whether the name, the
    password or the account is at fault, and TOO_MANY_ATTEMPTS for names known and unknown alike.
    """
    name = account_name(name)
    count = attempts.count(program, name, now)
    disable_idle(program, now)
    account, hash = program.store.accounts.find(name), program.store.accounts.password(name)
    if not matches(hash, password) or account is None or hash is None or not account.active:
        if account is not None and count == FREE_ATTEMPTS:
            program.store.log.write(Act(now, STRANGER, "account.lock", name))
        raise SurveyError(Code.WRONG_PASSWORD)
    attempts.forget(program, name)
    if outdated(hash):
        program.store.accounts.rehash(name, hash, hash_of(password))
    return begin(program, account, now, PASSWORD)


def begin(program: Program, account: Account, now: datetime, how: str) -> str:
    """A new session of somebody who has proved who he is; returns its token, kept nowhere else."""
    token = secrets.token_urlsafe(32)
    done = act(account.actor, "session.begin", account.name, now, how=how)
    program.store.sessions.begin(digest_of(token), account.name, now, done, how)
    return token


def sign_out(program: Program, token: str | None, now: datetime) -> None:
    """Ends the session on the server too: a copy of the cookie opens nothing any more."""
    session = session_of(program, token, now)
    if token and session:
        done = act(session.account.actor, "session.end", session.account.name, now)
        program.store.sessions.end(digest_of(token), done)


def sign_out_everywhere(program: Program, token: str | None, now: datetime) -> None:
    """Ends all sessions of whoever is behind this one."""
    session = session_of(program, token, now)
    if session:
        name = session.account.name
        program.store.sessions.end_all(
            name, act(session.account.actor, "session.end_all", name, now)
        )


def session_of(program: Program, token: str | None, now: datetime | None = None) -> Session | None:
    """The session behind a token, if it still holds."""
    if not token or len(token) > _LONGEST_TOKEN:
        return None
    found = program.store.sessions.find(digest_of(token))
    return found if found and found.holds_at(now or datetime.now(UTC)) else None


def actor_of(
    program: Program, session: str | None, now: datetime | None = None, *, in_use: bool = True
) -> Actor | None:
    """Who is behind a session that still holds; None for strangers.

    Asked at every run of a page and at every request, so that what changes takes effect at once.
    Somebody who has not replaced the password that another made for him is a stranger still.
    `in_use` is False when nobody may be there: a page that refreshes by itself.
    """
    now = now or datetime.now(UTC)
    found = session_of(program, session, now)
    if session is None or found is None or found.must_change:
        return None
    if in_use and now - found.used >= _NOTED_EVERY:
        program.aside.do(lambda: program.store.sessions.use(digest_of(session), now))
    return found.account.actor


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


def digest_of(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
