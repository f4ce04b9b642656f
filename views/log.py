"""Nhật ký: who did what to what, and when; whether nothing of it was altered."""

from datetime import date
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

import services.log
from surveys.account import Actor
from surveys.act import Sought
from surveys.errors import SurveyError
from surveys.language import Words
from views.plain import plain, table
from views.session import actor, chosen_words, note, program

_BEFORE = "log before"


def show() -> None:
    told, visitor = chosen_words(), actor()
    st.title(told("log.title"), anchor=False)
    if visitor is None:
        return
    try:
        sought = _sought(visitor, told)
        before = st.session_state.get(_BEFORE)
        page = services.log.read_page(program(), visitor, told, sought, before)
    except SurveyError as refusal:
        st.info(told.error(refusal))
        return
    _wholeness(visitor, told)
    _lines(page, told)
    _turning(page, told)
    query = {"lang": told.language, "actor": sought.actor, "action": sought.action}
    query["day"] = sought.day.isoformat() if sought.day else None
    given = urlencode({name: value for name, value in query.items() if value})
    st.link_button(told("log.download"), f"/tep/nhat-ky.csv?{given}")


def _sought(visitor: Actor, told: Words) -> Sought:
    names = services.log.names(program(), visitor)
    who, what, when = st.columns(3)
    with who:
        found = st.selectbox(
            told("log.actor"),
            ["", *names.actors],
            format_func=lambda name: name or told("log.everybody"),
            key="log actor",
            on_change=_first_page,
        )
    with what:
        action = st.selectbox(
            told("log.action"),
            ["", *names.actions],
            format_func=lambda one: services.log.kind(one, told) if one else told("log.all"),
            key="log action",
            on_change=_first_page,
        )
    with when:
        day: date | None = st.date_input(
            told("log.day"), value=None, format="DD/MM/YYYY", key="log day", on_change=_first_page
        )
    return Sought(found or None, action or None, day)


def _wholeness(visitor: Actor, told: Words) -> None:
    found = _followed(services.log.latest(program(), visitor), visitor)
    if found.faults:
        st.error(
            plain(told("log.broken", fault=told.fault(found.faults[0]), more=len(found.faults) - 1))
        )
    else:
        note(told("log.whole", acts=told.number(found.acts)))
        st.code(found.grouped, language=None, wrap_lines=True)


@st.cache_resource(ttl=60, max_entries=4, show_spinner=False)
def _followed(latest: int, visitor: Actor) -> services.log.Wholeness:
    """The chain is followed once for each new act, however many people look."""
    return services.log.wholeness(program(), visitor)


def _lines(page: services.log.Page, told: Words) -> None:
    if not page.lines:
        st.info(told("log.nothing"))
        return
    rows = {
        told("log.at"): [f"{one.at:%d/%m/%Y %H:%M:%S}" for one in page.lines],
        told("log.actor"): [one.actor for one in page.lines],
        told("log.told"): [one.told for one in page.lines],
        told("log.number"): [str(one.number) for one in page.lines],
    }
    table(pd.DataFrame(rows), told("log.title"))
    note(told("log.zone"))


def _turning(page: services.log.Page, told: Words) -> None:
    older, newest = st.columns(2)
    with older:
        if page.before is not None:
            st.button(told("log.older"), on_click=_turn_to, args=(page.before,))
    with newest:
        if st.session_state.get(_BEFORE) is not None:
            st.button(told("log.newest"), on_click=_first_page)


def _turn_to(before: int) -> None:
    st.session_state[_BEFORE] = before


def _first_page() -> None:
    st.session_state[_BEFORE] = None
