"""Who may do what: the five roles of an office, and the rights that each has."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Right(StrEnum):
    """Something that a person at the office may be allowed to do, or to see."""

    SEE_RESULTS = "see_results"
    DOWNLOAD = "download"
    SHARE_FORM = "share_form"
    ENTER_ANSWERS = "enter_answers"
    SEE_FLAGS = "see_flags"
    REVIEW = "review"
    RUN_ROUNDS = "run_rounds"
    SEAL = "seal"
    HANDLE_REQUESTS = "handle_requests"
    MANAGE_UNITS = "manage_units"
    MANAGE_ACCOUNTS = "manage_accounts"
    READ_LOG = "read_log"


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
    Role.ANALYST: frozenset({Right.SEE_RESULTS, Right.DOWNLOAD, Right.SHARE_FORM, Right.SEE_FLAGS}),
    Role.OFFICIAL: frozenset(Right) - {Right.MANAGE_UNITS, Right.MANAGE_ACCOUNTS, Right.READ_LOG},
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
