"""People of the office in the tests, signed in without the cost of a password."""

from datetime import UTC, datetime

from services.access import begin, digest_of
from services.program import Program
from surveys.account import Account, Role
from surveys.dates import day_of
from tests.acts import ACT

__all__ = ["begin", "chief", "digest_of", "moment", "person", "session"]

CHIEF = "truong-phong"
"""The administrator whom `chief` makes."""


def moment() -> datetime:
    """Now, by the clock that requests and pages go by."""
    return datetime.now(UTC)


def chief(program: Program) -> Account:
    """The administrator of everything, made when there is none: there must always be one."""
    return person(program, CHIEF, Role.ADMINISTRATOR)


def person(program: Program, name: str, role: Role, unit: str | None = None) -> Account:
    """The account with this name, made when there is none; it has no password."""
    if name != CHIEF:
        chief(program)
    account = Account(name, role, unit, since=day_of(datetime.now(UTC)))
    found = program.store.accounts.find(name)
    if found is None:
        program.store.accounts.add(account, None, ACT)
    return found or account


def session(program: Program, role: Role = Role.ADMINISTRATOR, unit: str | None = None) -> str:
    """The token of a new session of somebody with this role, in the whole tree or a part of it."""
    whole = role is Role.ADMINISTRATOR and unit is None
    name = CHIEF if whole else f"{role}-{unit or 'all'}"
    return begin(program, person(program, name, role, unit), datetime.now(UTC), "test")
