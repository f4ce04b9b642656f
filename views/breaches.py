"""Sự cố dữ liệu: what happened to personal data, and by when the authority must be told."""

from collections.abc import Sequence
from datetime import UTC, datetime, time

import pandas as pd
import streamlit as st

import services.breaches
from services.breaches import moment_text
from surveys.account import Actor
from surveys.breach import LONGEST, Account, Breach, Kind, Rules, Standing
from surveys.dates import VIETNAM
from surveys.errors import SurveyError
from surveys.language import Words
from views.plain import plain, table
from views.session import actor, chosen_words, note, program

_URGENT = (Standing.OVERDUE, Standing.NEAR)


def show() -> None:
    told, visitor, now = chosen_words(), actor(), datetime.now(UTC)
    st.title(told("breaches.title"), anchor=False)
    if visitor is None:
        return
    try:
        if said := _done(visitor, told, now):
            st.success(plain(said))
    except SurveyError as refusal:
        st.error(plain(told.error(refusal)))
    try:
        rules = services.breaches.rules(program())
        found = services.breaches.breaches(program(), visitor)
    except SurveyError as refusal:
        st.info(plain(told.error(refusal)))
        return
    source = rules.source.in_(told.language)
    note(told("breaches.intro", hours=rules.report_hours, source=source))
    _register(found, rules, told, now)
    _case([one for one in found if not one.closed], visitor, told, now)
    _new(told, now)


def _register(found: Sequence[Breach], rules: Rules, told: Words, now: datetime) -> None:
    if not found:
        st.info(told("breaches.nothing"))
        return
    standings = [one.standing_at(now, rules) for one in found]
    for one, standing in zip(found, standings, strict=True):
        if standing in _URGENT:
            due = moment_text(one.due, told)
            hours = told.number(abs(one.hours_left(now)))
            st.error(plain(told(f"breaches.is_{standing}", number=one.number, due=due, n=hours)))
    rows = {
        told("breaches.number"): [one.number for one in found],
        told("breaches.kind"): [told(f"breach_kinds.{one.kind}") for one in found],
        told("breaches.standing"): [told(f"breach_standings.{one}") for one in standings],
        told("breaches.found"): [moment_text(one.found, told) for one in found],
        told("breaches.due"): [moment_text(one.due, told) for one in found],
        told("breaches.told"): [moment_text(one.told, told) if one.told else "–" for one in found],
        told("breaches.what"): [one.account.what for one in found],
        told("breaches.people"): [_people(one, told) for one in found],
        told("breaches.handled_by"): [one.handled_by for one in found],
    }
    table(pd.DataFrame(rows), told("breaches.title"))


def _people(one: Breach, told: Words) -> str:
    people = one.account.people
    return told("breaches.unknown") if people is None else told.number(people)


def _case(open_cases: Sequence[Breach], visitor: Actor, told: Words, now: datetime) -> None:
    """One open breach: what is known of it, when the authority was told, its end, and its report."""
    if not open_cases:
        return
    st.header(told("breaches.case"), anchor=False)
    titles = {
        one.number: f"{one.number} – {told(f'breach_kinds.{one.kind}')}" for one in open_cases
    }
    number = st.selectbox(
        told("breaches.number"),
        list(titles),
        format_func=lambda number: titles.get(number, number),
        key="breach number",
    )
    chosen = next((one for one in open_cases if one.number == number), open_cases[0])
    with st.form("breach known", clear_on_submit=False):
        _account(f"known {chosen.number}", chosen.account, told)
        st.form_submit_button(told("breaches.describe"), key="breach describe")
    if not chosen.told:
        with st.form("breach telling", clear_on_submit=False):
            _moment("told", told("breaches.told"), told, now)
            st.text_input(told("breaches.told_to"), max_chars=LONGEST, key="told to")
            st.form_submit_button(told("breaches.tell"), key="breach tell")
    with st.form("breach closing", clear_on_submit=True):
        st.text_area(told("breaches.conclusion"), max_chars=200, key="breach conclusion")
        st.form_submit_button(told("breaches.close"), key="breach close")
    if st.toggle(told("breaches.show_report"), key="breach report"):
        text = services.breaches.breach_report(program(), visitor, chosen.number, told, now)
        st.code(text, language=None, wrap_lines=True)


def _new(told: Words, now: datetime) -> None:
    st.header(told("breaches.new"), anchor=False)
    with st.form("breach new", clear_on_submit=True):
        st.selectbox(
            told("breaches.kind"),
            list(Kind),
            format_func=lambda kind: told(f"breach_kinds.{kind}"),
            key="new breach kind",
        )
        _moment("found", told("breaches.found"), told, now)
        _account("new breach", Account("", ""), told)
        st.form_submit_button(told("breaches.add"), key="breach add")


def _account(key: str, known: Account, told: Words) -> None:
    for name in ("what", "data"):
        value = getattr(known, name)
        st.text_area(told(f"breaches.{name}"), value, max_chars=LONGEST, key=f"{key} {name}")
    st.number_input(
        told("breaches.people_about"),
        min_value=0,
        max_value=services.breaches.MOST_PEOPLE,
        value=known.people,
        step=1,
        key=f"{key} people",
    )
    st.text_area(
        told("breaches.measures"), known.measures, max_chars=LONGEST, key=f"{key} measures"
    )


def _moment(key: str, label: str, told: Words, now: datetime) -> None:
    here = now.astimezone(VIETNAM)
    day, hour = st.columns(2)
    day.date_input(label, here.date(), format="DD/MM/YYYY", key=f"{key} day")
    hour.time_input(told("breaches.hour"), time(here.hour, here.minute), step=60, key=f"{key} hour")


def _done(visitor: Actor, told: Words, now: datetime) -> str | None:
    """Does what was clicked, before anything is drawn, and returns what to say of it."""
    state, does = st.session_state, services.breaches
    number = str(state.get("breach number") or "")
    if state.get("breach add"):
        made = does.enter_breach(
            program(),
            visitor,
            now,
            kind=Kind(state["new breach kind"]),
            found=_given("found"),
            account=_known("new breach"),
        )
        return told("breaches.added", number=made.number, due=moment_text(made.due, told))
    if state.get("breach describe"):
        does.describe_breach(program(), visitor, number, _known(f"known {number}"), now)
    elif state.get("breach tell"):
        does.tell_breach(program(), visitor, number, _given("told"), str(state["told to"]), now)
    elif state.get("breach close"):
        does.close_breach(program(), visitor, number, str(state["breach conclusion"]), now)
    else:
        return None
    return told("breaches.done")


def _given(key: str) -> datetime:
    day, hour = st.session_state[f"{key} day"], st.session_state[f"{key} hour"]
    return datetime.combine(day, hour, VIETNAM)


def _known(key: str) -> Account:
    state = st.session_state
    return Account(
        state[f"{key} what"],
        state[f"{key} data"],
        state[f"{key} people"],
        state[f"{key} measures"],
    )
