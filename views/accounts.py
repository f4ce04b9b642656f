"""Tài khoản: who may sign in, what he may do, and where."""

from collections.abc import Callable
from datetime import UTC, datetime

import pandas as pd
import streamlit as st

import services.accounts
from services.accounts import Made
from surveys.account import Account, Actor, Role
from surveys.dates import day_of
from surveys.errors import SurveyError
from surveys.language import Words
from views.plain import plain, table
from views.session import actor, chosen_words, note, program

WHOLE = ""
"""The choice of the whole tree, beside the codes of units."""


def show() -> None:
    told, visitor = chosen_words(), actor()
    st.title(told("accounts.title"), anchor=False)
    if visitor is None:
        return
    try:
        _do(visitor, told)
        accounts = services.accounts.accounts(program(), visitor)
    except SurveyError as refusal:
        st.info(told.error(refusal))
        return
    _warn(visitor, told)
    _list(accounts, told)
    adding, changing = st.columns(2)
    with adding:
        _adding(visitor, told)
    with changing:
        _changing(visitor, accounts, told)


def _do(visitor: Actor, told: Words) -> None:
    """Carries out what was asked for by the click before this run, once, and says what came of it.

    A second click interrupts the run of the first: what that one came to is told by the next.
    """
    results: list[Made | SurveyError | None] = st.session_state.setdefault("accounts done", [])
    asked: Callable[[Actor, datetime], object] | None = st.session_state.pop("accounts", None)
    if asked is not None:
        try:
            made = asked(visitor, datetime.now(UTC))
            results.append(made if isinstance(made, Made) else None)
        except SurveyError as refusal:
            results.append(refusal)
    for result in results:
        _tell(result, told)
    results.clear()


def _tell(result: Made | SurveyError | None, told: Words) -> None:
    if isinstance(result, SurveyError):
        st.error(plain(told.error(result)))
        return
    st.success(told("accounts.done"))
    if result is not None and result.password is not None:
        st.write(plain(told("accounts.password_for", name=result.account.name)))
        st.code(result.password, language=None)
        note(told("accounts.password_hint"))


def _warn(visitor: Actor, told: Words) -> None:
    for one in services.accounts.soon_idle(program(), visitor, datetime.now(UTC)):
        day = told.date(one.idle_from)
        st.warning(plain(told("accounts.soon_idle", name=one.name, day=day)))


def _list(accounts: tuple[Account, ...], told: Words) -> None:
    rows = {
        told("login.name"): [one.name for one in accounts],
        told("accounts.display"): [one.display for one in accounts],
        told("accounts.role"): [told(f"roles.{one.role}") for one in accounts],
        told("staff.unit"): [_unit(one.unit or WHOLE, told) for one in accounts],
        told("accounts.state"): [_state(one, told) for one in accounts],
        told("accounts.last_seen"): [
            told.date(one.last_seen) if one.last_seen else "–" for one in accounts
        ],
    }
    table(pd.DataFrame(rows), told("accounts.title"))


def _state(one: Account, told: Words) -> str:
    if not one.active:
        return told("accounts.disabled")
    return told("accounts.must_change" if one.temporary else "accounts.active")


def _adding(visitor: Actor, told: Words) -> None:
    st.header(told("accounts.add"), anchor=False)
    with st.form("add account", clear_on_submit=False):
        name = st.text_input(told("login.name"), max_chars=64)
        note(told("setup.name_hint"))
        display = st.text_input(told("accounts.display"), max_chars=100)
        role, unit = _role_and_unit(visitor, told, "add", Role.VIEWER, visitor.unit)
        email = ""
        if program().settings.oidc:
            email = st.text_input(told("accounts.email"), max_chars=254)
            note(told("accounts.email_hint"))
        wanted = st.form_submit_button(told("accounts.add"), type="primary")
        if wanted and unit is None:
            st.error(told("accounts.choose_unit"))
        elif wanted:
            given = {"name": name, "role": role, "unit": unit or None, "display": display}
            _ask(
                lambda by, now: services.accounts.add_account(
                    program(), by, now, **given, email=email.strip() or None
                )
            )


def _changing(visitor: Actor, accounts: tuple[Account, ...], told: Words) -> None:
    st.header(told("accounts.change"), anchor=False)
    named = {one.name: one for one in accounts}
    name = st.selectbox(
        told("accounts.account"),
        list(named),
        format_func=lambda name: f"{name} – {named[name].display}".rstrip("– "),
        key="account",
    )
    if name is None:
        return
    one = named[name]
    with st.form(f"role of {name}"):
        role, unit = _role_and_unit(visitor, told, name, one.role, one.unit or WHOLE)
        if st.form_submit_button(told("accounts.set_role")) and unit is not None:
            _ask(
                lambda by, now: services.accounts.change_role(
                    program(), by, now, name, role, unit or None
                )
            )
    note(told("accounts.ends"))
    if st.button(told("accounts.reset"), key=f"reset {name}"):
        _ask(lambda by, now: services.accounts.reset_password(program(), by, now, name))
    if st.button(told("accounts.end"), key=f"end {name}"):
        _ask(lambda by, now: services.accounts.end_sessions(program(), by, now, name))
    turn = services.accounts.disable_account if one.active else services.accounts.enable_account
    label = told("accounts.disable" if one.active else "accounts.enable")
    if st.button(label, key=f"switch {name}"):
        _ask(lambda by, now: turn(program(), by, now, name))


def _role_and_unit(
    visitor: Actor, told: Words, key: str, role: Role, unit: str | None
) -> tuple[Role, str | None]:
    """The two pickers; they offer only what the visitor may give. None is no part chosen yet."""
    roles = services.accounts.roles_to_give(visitor)
    chosen = st.selectbox(
        told("accounts.role"),
        roles,
        index=roles.index(role) if role in roles else 0,
        format_func=lambda one: told(f"roles.{one}"),
        key=f"role {key}",
    )
    day = day_of(datetime.now(UTC))
    codes = [one.code for one in services.accounts.units_to_give(program(), visitor, day)]
    units = codes if visitor.unit else [WHOLE, *codes]
    given = st.selectbox(
        told("accounts.unit"),
        units,
        index=units.index(unit) if unit in units else None,
        format_func=lambda code: _unit(code, told),
        key=f"unit {key}",
        placeholder=told("accounts.choose"),
    )
    return Role(chosen or role), given


def _unit(code: str, told: Words) -> str:
    if code == WHOLE:
        return told("accounts.whole")
    return f"{services.accounts.unit_name(program(), code)} ({code})"


def _ask(work: Callable[[Actor, datetime], object]) -> None:
    """Leaves work for the next run, which shows the accounts as they are after it."""
    st.session_state["accounts"] = work
    st.rerun()
