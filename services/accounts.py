"""Accounts of the office: made, changed, disabled; the first one, and those that nobody uses."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from services import attempts
from services.passwords import generated, hash_of
from services.program import Program
from services.rights import act, need, need_everywhere
from surveys import password as rules
from surveys.account import (
    RIGHTS,
    Account,
    Actor,
    Identity,
    Right,
    Role,
    checked_email,
    checked_name,
)
from surveys.act import Act
from surveys.dates import day_of
from surveys.errors import Code, SurveyError
from surveys.session import Session
from surveys.unit import Unit

LONGEST_SUBJECT = 255
"""ASCII letters that a provider may give a subject (OpenID Connect Core, 2)."""

PROGRAM = "program"
"""Who acts in the log when the program does something by itself."""


@dataclass(frozen=True)
class Made:
    """A new account, or one with a new password; `password` is told once and kept nowhere."""

    account: Account
    password: str | None


def accounts(program: Program, by: Actor) -> tuple[Account, ...]:
    """The accounts that somebody manages: those of his part of the tree."""
    need(program, by, Right.MANAGE_ACCOUNTS)
    return tuple(one for one in program.store.accounts.all() if _reaches(program, by, one.unit))


def find_account(program: Program, by: Actor, name: str) -> Account:
    """One account that he manages; raises SurveyError UNKNOWN_ACCOUNT, NOT_ALLOWED or OTHER_UNITS."""
    need(program, by, Right.MANAGE_ACCOUNTS)
    found = program.store.accounts.find(name)
    if found is None:
        raise SurveyError(Code.UNKNOWN_ACCOUNT, name=name[:40])
    _need_for(program, by, found.role, found.unit)
    return found


def add_account(
    program: Program,
    by: Actor,
    now: datetime,
    *,
    name: str,
    role: Role,
    unit: str | None = None,
    display: str = "",
    email: str | None = None,
    subject: str | None = None,
    password: str | None = None,
) -> Made:
    """Makes an account, with this password, or with a generated one that must be replaced.

    An account with an e-mail address gets no password unless one is given: its person signs in at
    the OpenID Connect provider. So does one with a `subject`, the name that the provider itself gave
    its person: it is bound from the start, whatever the provider says of addresses. Raises
    SurveyError for a name, address, subject, unit or password that cannot be.
    """
    _need_for(program, by, role, unit)
    name = checked_name(name)
    told = None
    if password is not None:
        rules.check(password, name)
    elif email is None and subject is None:
        told = password = generated()
    account = Account(
        name=name,
        role=role,
        unit=unit,
        display=display.strip()[:100],
        email=checked_email(email) if email else None,
        identity=None if subject is None else _identity(program, subject),
        has_password=password is not None,
        temporary=told is not None,
        since=day_of(now),
    )
    done = act(by, "account.add", name, now, role=role, unit=unit)
    program.store.accounts.add(account, hash_of(password) if password else None, done)
    return Made(account, told)


def _identity(program: Program, subject: str) -> Identity:
    """Whom the provider calls so; letter by letter, since providers mean it so."""
    provider = program.settings.oidc
    if provider is None or not 0 < len(subject) <= LONGEST_SUBJECT:
        raise SurveyError(Code.NO_PROVIDER)
    return Identity(provider.issuer, subject)


def claim(program: Program, now: datetime, *, name: str, display: str, password: str) -> Account:
    """The first account, an administrator of everything.

    Raises SurveyError ALREADY_SET_UP when somebody was quicker, or what is wrong with the choice.
    """
    name = checked_name(name)
    rules.check(password, name)
    account = Account(
        name=name,
        role=Role.ADMINISTRATOR,
        display=display.strip()[:100],
        has_password=True,
        since=day_of(now),
    )
    done = Act(now, name, "account.claim", name)
    program.store.accounts.claim(account, hash_of(password), done)
    return account


def change_role(
    program: Program, by: Actor, now: datetime, name: str, role: Role, unit: str | None
) -> Account:
    """Gives an account another role, another part of the tree, or both; ends its sessions."""
    was = find_account(program, by, name)
    _need_for(program, by, role, unit)
    changed = replace(was, role=role, unit=unit)
    if changed != was:
        done = act(by, "account.role", name, now, role=role, unit=unit)
        program.store.accounts.change(changed, was, done)
    return changed


def change_email(
    program: Program, by: Actor, now: datetime, name: str, email: str | None
) -> Account:
    """Sets or takes away the address that its person has at the OpenID Connect provider.

    The identity that was bound to the old one is forgotten.
    """
    was = find_account(program, by, name)
    changed = replace(was, email=checked_email(email) if email else None, identity=None)
    if changed != was:
        program.store.accounts.change(changed, was, act(by, "account.email", name, now))
        program.store.sessions.end_all(name, act(by, "session.end_all", name, now))
    return changed


def disable_account(program: Program, by: Actor, now: datetime, name: str) -> Account:
    """Closes an account at once: its sessions end. What its person did stays in the log."""
    was = find_account(program, by, name)
    changed = replace(was, active=False)
    if was.active:
        program.store.accounts.change(changed, was, act(by, "account.disable", name, now))
    return changed


def enable_account(program: Program, by: Actor, now: datetime, name: str) -> Account:
    """Opens a disabled account again."""
    was = find_account(program, by, name)
    changed = replace(was, active=True, since=day_of(now))
    if not was.active:
        program.store.accounts.change(changed, was, act(by, "account.enable", name, now))
    return changed


def reset_password(
    program: Program, by: Actor, now: datetime, name: str, password: str | None = None
) -> Made:
    """Replaces a password by this one, or by a generated one that must be replaced; ends sessions."""
    was = find_account(program, by, name)
    told = None
    if password is None:
        told = password = generated()
    else:
        rules.check(password, name)
    done = act(by, "account.password", name, now)
    program.store.accounts.set_password(name, hash_of(password), done, temporary=told is not None)
    attempts.forget(program, name)
    return Made(was, told)


def end_sessions(program: Program, by: Actor, now: datetime, name: str) -> int:
    """Signs an account out everywhere; returns how many sessions there were."""
    find_account(program, by, name)
    return program.store.sessions.end_all(name, act(by, "session.end_all", name, now))


def sessions(program: Program, by: Actor, now: datetime, name: str) -> tuple[Session, ...]:
    """The sessions of an account that hold, the latest first."""
    find_account(program, by, name)
    return tuple(one for one in program.store.sessions.of(name) if one.holds_at(now))


def soon_idle(program: Program, by: Actor, now: datetime) -> tuple[Account, ...]:
    """The accounts that will be disabled within days because nobody uses them."""
    day = day_of(now)
    return tuple(one for one in accounts(program, by) if one.soon_idle_on(day))


def roles_to_give(by: Actor) -> list[Role]:
    """The roles that may do no more than he."""
    return [role for role in Role if RIGHTS[role] <= RIGHTS[by.role]]


def units_to_give(program: Program, by: Actor, day: date) -> tuple[Unit, ...]:
    """The units that exist on `day` in his part of the tree."""
    tree = program.store.units()
    found = tree.below(by.unit) if by.unit else tree.units
    return tuple(unit for unit in found if unit.valid_on(day))


def unit_name(program: Program, code: str) -> str:
    return program.catalogue.now().units.unit(code).name


def disable_idle(program: Program, now: datetime) -> list[str]:
    """Disables accounts that nobody has used for long, never the last that may do everything."""
    disabled = []
    for was in sorted(program.store.accounts.all(), key=lambda one: one.idle_from):
        if not was.idle_on(day_of(now)):
            continue
        done = Act(now, PROGRAM, "account.idle", was.name)
        try:
            program.store.accounts.change(replace(was, active=False), was, done)
        except SurveyError as refusal:
            if refusal.code not in (Code.LAST_ADMINISTRATOR, Code.ACCOUNT_MOVED):
                raise
        else:
            disabled.append(was.name)
    return disabled


def _need_for(program: Program, by: Actor, role: Role, unit: str | None) -> None:
    """Nobody manages accounts outside his part of the tree, nor such as may do more than he."""
    if unit is None:
        need_everywhere(program, by, Right.MANAGE_ACCOUNTS)
    else:
        need(program, by, Right.MANAGE_ACCOUNTS, [unit])
        program.store.units().unit(unit)
    if role not in roles_to_give(by):
        raise SurveyError(Code.NOT_ALLOWED, right=Right.MANAGE_ACCOUNTS)


def _reaches(program: Program, by: Actor, unit: str | None) -> bool:
    if by.unit is None:
        return True
    return unit is not None and by.unit in {one.code for one in program.store.units().path(unit)}
