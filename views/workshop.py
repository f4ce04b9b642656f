"""Phiếu hỏi: the questionnaires, how they look, and the next version of one."""

from datetime import UTC, datetime
from urllib.parse import quote

import pandas as pd
import streamlit as st

from services import workshop
from services.workshop import Examined, Listed
from surveys.account import Actor
from surveys.errors import SurveyError
from surveys.language import Words, languages, words
from views.plain import plain, table
from views.session import actor, chosen_words, note, program
from views.tongues import tongues

SIZES = {"phone": (390, 780), "kiosk": (1024, 700)}
"""Width and height of the frames, in pixels."""


def show() -> None:
    told, visitor, now = chosen_words(), actor(), datetime.now(UTC)
    st.title(told("workshop.title"), anchor=False)
    if visitor is None:
        return
    try:
        saved = _saved(visitor, told, now)
        if saved:
            st.success(plain(saved))
    except SurveyError as refusal:
        st.error(plain(told.error(refusal)))
    try:
        found = workshop.questionnaires(program(), visitor)
    except SurveyError as refusal:
        st.info(plain(told.error(refusal)))
        return
    note(told("workshop.intro"))
    _list(found, told)
    keys = [one.questionnaire.key for one in found]
    titles = {one.questionnaire.key: one.questionnaire.title for one in found}
    key = st.selectbox(
        told("workshop.questionnaire"),
        keys,
        format_func=lambda one: f"{titles[one].in_(told.language)} ({one})",
        key="workshop key",
    )
    _preview(key, told)
    _next_version(visitor, key, told)
    tongues(visitor, told, now)


def _list(found: tuple[Listed, ...], told: Words) -> None:
    rows = {
        told("workshop.questionnaire"): [one.questionnaire.key for one in found],
        told("workshop.name"): [one.questionnaire.title.in_(told.language) for one in found],
        told("workshop.questions"): [len(one.questionnaire.questions) for one in found],
        told("workshop.criteria"): [len(one.questionnaire.criteria) for one in found],
        told("workshop.from"): [told(f"workshop.{_origin(one)}") for one in found],
        told("workshop.rounds"): [", ".join(one.rounds) for one in found],
        told("workshop.state"): [told(f"workshop.{_state(one)}") for one in found],
    }
    table(pd.DataFrame(rows), told("workshop.title"))


def _origin(one: Listed) -> str:
    return "own" if one.own else "shipped"


def _state(one: Listed) -> str:
    return "locked" if one.rounds else "free"


def _preview(key: str, told: Words) -> None:
    st.header(told("workshop.preview"), anchor=False)
    note(told("workshop.preview_note"))
    left, right = st.columns(2)
    size = left.radio(
        told("workshop.size"),
        list(SIZES),
        format_func=lambda one: told(f"workshop.{one}"),
        key="workshop size",
        horizontal=True,
    )
    language = right.selectbox(
        told("workshop.language"),
        languages(),
        format_func=lambda code: words(code)("language.name"),
        key="workshop language",
    )
    _frame(f"/xem-thu/{quote(key)}?lang={language}", size, told("workshop.preview"))


def _frame(address: str, size: str, words_for: str) -> None:
    width, height = SIZES[size]
    st.iframe(address, width=width, height=height, alt=words_for)


def _next_version(visitor: Actor, key: str, told: Words) -> None:
    st.header(told("workshop.check"), anchor=False)
    st.text_area(
        told("workshop.text"),
        value=workshop.text_of(program(), visitor, key),
        height=400,
        help=told("workshop.text_help"),
        key=f"workshop text {key}",
        max_chars=workshop.MOST_LETTERS,
    )
    _look_at(visitor, key, told)
    if st.button(told("workshop.do_check"), key="workshop check"):
        try:
            _told(workshop.examine(program(), visitor, _text()), told)
        except SurveyError as refusal:
            st.error(plain(told.error(refusal)))
    st.checkbox(told("workshop.read_all"), key="workshop read")
    st.button(told("workshop.do_save"), key="workshop save", type="primary")


def _look_at(visitor: Actor, key: str, told: Words) -> None:
    """The text as it stands in the field, in the size and language chosen above, before it is saved."""
    state = st.session_state
    if st.button(told("workshop.look_at"), key="workshop look"):
        state.pop("workshop looked", None)
        try:
            state["workshop looked"] = key, _text(), workshop.look_at(program(), visitor, _text())
        except SurveyError as refusal:
            st.error(plain(told.error(refusal)))
    seen, text, mark = state.get("workshop looked", ("", "", ""))
    if seen != key:
        return
    if text != _text():
        st.info(told("workshop.look_again"))
        return
    st.write(told("workshop.looked_at"))
    query = f"lang={state['workshop language']}&draft={mark}"
    _frame(f"/xem-thu/{quote(key)}?{query}", state["workshop size"], told("workshop.looked_at"))


def _told(found: Examined, told: Words) -> None:
    st.write(plain(told("workshop.will_be", questionnaire=found.questionnaire.key)))
    for remark in found.remarks:
        sentence = plain(found.said(remark, told))
        if remark.refused:
            st.error(f"{told('workshop.refused')}: {sentence}")
        else:
            st.warning(f"{told('workshop.warning')}: {sentence}")
    if not found.remarks:
        st.success(told("workshop.fine"))


def _saved(visitor: Actor, told: Words, now: datetime) -> str | None:
    state = st.session_state
    if not state.get("workshop save"):
        return None
    read = bool(state.get("workshop read"))
    made = workshop.save_questionnaire(program(), visitor, now, _text(), remarks_read=read)
    return told("workshop.saved", questionnaire=made.key)


def _text() -> str:
    """What stands in the text field of the questionnaire that is chosen."""
    state = st.session_state
    return str(state.get(f"workshop text {state.get('workshop key')}", ""))
