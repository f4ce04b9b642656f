"""Who may do what: the five roles of an office, the rights that each has, and the accounts."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from surveys.errors import Code, SurveyError


class Right(StrEnum):
    """Something that a person at the office may be allowed to do, or to see."""

    SEE_RESULTS = "see_results"
    DOWNLOAD = "download"
    TAKE_MICRODATA = "take_microdata"
    TAKE_RESPONSES = "take_responses"
    SHARE_FORM = "share_form"
    ENTER_ANSWERS = "enter_answers"
    SEE_FLAGS = "see_flags"
    REVIEW = "review"
    RUN_ROUNDS = "run_rounds"
    SEAL = "seal"
    HANDLE_REQUESTS = "handle_requests"
    MANAGE_DEVICES = "manage_devices"
    MANAGE_UNITS = "manage_units"
    MANAGE_ACCOUNTS = "manage_accounts"
    READ_LOG = "read_log"
    OPERATE = "operate"


class Role(StrEnum):
    """What somebody is at the office, from the least rights to all."""

    VIEWER = "viewer"
    CLERK = "clerk"
    ANALYST = "analyst"
    OFFICIAL = "official"
    ADMINISTRATOR = "administrator"


RIGHTS: Mapping[Role, frozenset[Right]] = {
    Role.VIEWER: frozenset({Right.SEE_RESULTS}),
    Role.CLERK: frozenset({Right.SHARE_FORM, Right.ENTER_ANSWERS}),
    Role.ANALYST: frozenset(
        {
            Right.SEE_RESULTS,
            Right.DOWNLOAD,
            Right.TAKE_MICRODATA,
            Right.SHARE_FORM,
            Right.SEE_FLAGS,
        }
    ),
    Role.OFFICIAL: frozenset(Right)
    - {
        Right.TAKE_RESPONSES,
        Right.MANAGE_UNITS,
        Right.MANAGE_ACCOUNTS,
        Right.READ_LOG,
        Right.OPERATE,
    },
    Role.ADMINISTRATOR: frozenset(Right),
}
"""Everything that is not named here is not allowed."""


@dataclass(frozen=True)
class Actor:
    """Whoever acts: an account, or the shell of the machine.

    `unit` is the top of the part of the tree that he may act in and look at; None is the whole tree.
    """

    name: str
    role: Role
    unit: str | None = None

    def may(self, right: Right) -> bool:
        return right in RIGHTS[self.role]


IDLE_DAYS = 90
"""An account that nobody has used for so long is disabled."""

WARNING_DAYS = 14
"""How long before that its administrators are warned."""

_NAME = re.compile(r"[a-z0-9][a-z0-9._@-]{1,63}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


@dataclass(frozen=True)
class Identity:
    """Who somebody is for an OpenID Connect provider. Only a verified e-mail tells anything."""

    issuer: str
    subject: str
    email: str | None = None


@dataclass(frozen=True)
class Account:
    """A person of the office who may sign in.

    `unit` is the top of his part of the tree; None is the whole. He signs in with a password, or
    as the `email` that an administrator entered and that became one `identity` at the first sign-in.
    A `temporary` password was made by somebody else and must be replaced before anything is shown.
    `since` is the day from which idleness counts: when the account was made, or enabled again.
    """

    name: str
    role: Role
    unit: str | None = None
    display: str = ""
    active: bool = True
    email: str | None = None
    identity: Identity | None = None
    has_password: bool = False
    temporary: bool = False
    since: date = date.min
    last_seen: date | None = None

    @property
    def actor(self) -> Actor:
        return Actor(self.name, self.role, self.unit)

    @property
    def shown(self) -> str:
        """What people read: the display name, or else the name."""
        return self.display or self.name

    @property
    def idle_from(self) -> date:
        """The day on which the account is disabled if nobody signs in before."""
        seen = max(self.since, self.last_seen or self.since)
        return seen + timedelta(days=IDLE_DAYS)

    def idle_on(self, day: date) -> bool:
        return self.active and day >= self.idle_from

    def soon_idle_on(self, day: date) -> bool:
        return self.active and day >= self.idle_from - timedelta(days=WARNING_DAYS)

    @property
    def rules_all(self) -> bool:
        """Whether this is an active administrator of the whole tree: one must always be left."""
        return self.active and self.role is Role.ADMINISTRATOR and self.unit is None


def account_name(typed: str) -> str:
    """A name as it is kept: small letters, normalised; what no account can have stays as it is."""
    return unicodedata.normalize("NFKC", typed).strip().casefold()


def checked_name(typed: str) -> str:
    """The name of a new account; raises SurveyError BAD_ACCOUNT_NAME."""
    name = account_name(typed)
    if not _NAME.fullmatch(name):
        raise SurveyError(Code.BAD_ACCOUNT_NAME, name=typed[:40])
    return name


def checked_email(typed: str) -> str:
    """An e-mail address as it is compared; raises SurveyError BAD_EMAIL."""
    email = account_name(typed)
    if len(email) > 254 or not _EMAIL.fullmatch(email):
        raise SurveyError(Code.BAD_EMAIL, email=typed[:40])
    return email
