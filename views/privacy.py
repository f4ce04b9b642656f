"""Yêu cầu về dữ liệu: what citizens ask about their data, and by when it is answered."""

from collections.abc import Sequence
from datetime import UTC, date, datetime

import pandas as pd
import streamlit as st

import services.requests
import services.results
from surveys.account import Actor
from surveys.dates import day_of
from surveys.errors import SurveyError
from surveys.language import Words
from surveys.privacy_request import Kind, Outcome, PrivacyRequest, Standing
from views.plain import plain, table
from views.session import actor, chosen_words, note, program

_LATE = (Standing.OVERDUE, Standing.REPLY_OVERDUE)


def show() -> None:
    told, visitor = chosen_words(), actor()
    st.title(told("privacy.title"), anchor=False)
    if visitor is None:
        return
    try:
        if said := _done(visitor, told):
            st.success(plain(said))
    except SurveyError as refusal:
        st.error(plain(told.error(refusal)))
    try:
        source = services.requests.deadlines(program()).source.in_(told.language)
        found = services.requests.requests(program(), visitor)
    except SurveyError as refusal:
        st.info(plain(told.error(refusal)))
        return
    note(told("privacy.intro", source=source))
    _register(found, told)
    _case([one for one in found if not one.closed], visitor, told)
    _new(told)


def _now() -> datetime:
    return datetime.now(UTC)


def _register(found: Sequence[PrivacyRequest], told: Words) -> None:
    if not found:
        st.info(told("privacy.nothing"))
        return
    today = day_of(_now())
    standings = [one.standing_on(today) for one in found]
    late = sum(standing in _LATE for standing in standings)
    counts = told("privacy.open", open=sum(not one.closed for one in found), overdue=late)
    (st.error if late else st.write)(counts)
    rows = {
        told("privacy.number"): [one.number for one in found],
        told("privacy.kind"): [told(f"request_kinds.{one.kind}") for one in found],
        told("privacy.standing"): [told(f"request_standings.{one}") for one in standings],
        told("privacy.received"): [told.date(one.received) for one in found],
        told("privacy.reply_due"): [told.date(one.reply_due) for one in found],
        told("privacy.due"): [_due(one, told) for one in found],
        told("privacy.handled_by"): [one.handled_by for one in found],
        told("privacy.outcome"): [
            told(f"request_outcomes.{one.outcome}") if one.outcome else one.note for one in found
        ],
    }
    table(pd.DataFrame(rows), told("privacy.title"))


def _due(one: PrivacyRequest, told: Words) -> str:
    return told.date(one.due) + (f" ({told('privacy.extended')})" if one.extended else "")


def _case(open_cases: Sequence[PrivacyRequest], visitor: Actor, told: Words) -> None:
    """The buttons of one open case; what they do is done at the next run, before the list is read."""
    if not open_cases:
        return
    st.header(told("privacy.case"), anchor=False)
    titles = {
        one.number: f"{one.number} – {told(f'request_kinds.{one.kind}')}" for one in open_cases
    }
    number = st.selectbox(
        told("privacy.number"),
        list(titles),
        format_func=lambda number: titles.get(number, number),
        key="request number",
    )
    for step in ("reply", "extend"):
        st.button(told(f"privacy.{step}"), key=f"request {step}")
    if st.button(told("privacy.show_contact"), key="request contact"):
        contact = services.requests.read_contact(program(), visitor, str(number), _now())
        st.code(contact or told("privacy.no_contact"), language=None, wrap_lines=True)
    st.text_input(told("privacy.code"), key="request code", max_chars=40)
    st.button(told("privacy.erase"), key="request erase")
    st.selectbox(
        told("privacy.outcome"),
        list(Outcome),
        format_func=lambda one: told(f"request_outcomes.{one}"),
        key="request outcome",
    )
    st.button(told("privacy.close"), key="request close")


def _new(told: Words) -> None:
    rounds = [one.id for one in services.results.rounds(program())]
    st.header(told("privacy.new"), anchor=False)
    with st.form("request new", clear_on_submit=True):
        st.selectbox(
            told("privacy.kind"),
            list(Kind),
            format_func=lambda kind: told(f"request_kinds.{kind}"),
            key="new kind",
        )
        st.date_input(
            told("privacy.received"), day_of(_now()), format="DD/MM/YYYY", key="new received"
        )
        st.selectbox(
            told("privacy.round"),
            ["", *rounds],
            format_func=lambda id: id or told("privacy.no_round"),
            key="new round",
        )
        st.text_input(
            told("privacy.contact"), key="new contact", max_chars=services.requests.LONGEST_CONTACT
        )
        st.text_input(told("privacy.note"), key="new note", max_chars=200)
        st.form_submit_button(told("privacy.add"), key="request add")


def _done(visitor: Actor, told: Words) -> str | None:
    """Does what was clicked, before anything is drawn, and returns what to say of it."""
    state = st.session_state
    number = str(state.get("request number") or "")
    if state.get("request add"):
        received: date = state["new received"]
        made = services.requests.enter_request(
            program(),
            visitor,
            _now(),
            kind=Kind(state["new kind"]),
            received=received,
            contact=state["new contact"],
            note=state["new note"],
            round=state["new round"] or None,
        )
        days = {"reply_due": told.date(made.reply_due), "due": told.date(made.due)}
        return told("privacy.added", number=made.number, **days)
    if state.get("request reply"):
        services.requests.answer_request(program(), visitor, number, _now())
    elif state.get("request extend"):
        services.requests.extend_request(program(), visitor, number, _now())
    elif state.get("request erase"):
        code = str(state.get("request code") or "")
        services.requests.erase_in_case(program(), visitor, number, code, _now())
        return told("privacy.erased")
    elif state.get("request close"):
        outcome = Outcome(state["request outcome"])
        services.requests.close_request(program(), visitor, number, outcome, _now())
    else:
        return None
    return told("privacy.done")
