"""The part of Phiếu hỏi on further languages: complete or not, approved or off."""

from datetime import datetime

import pandas as pd
import streamlit as st

from services.translating import approve_language, further_languages, withdraw_language
from surveys.account import Actor
from surveys.errors import SurveyError
from surveys.language import Words, words
from views.plain import plain, table
from views.session import program


def tongues(visitor: Actor, told: Words, now: datetime) -> None:
    """What is there, and the two steps: approve the file as it was read, or switch it off."""
    st.header(told("tongues.title"), anchor=False)
    try:
        if _done(visitor, now):
            st.success(told("tongues.done"))
    except SurveyError as refusal:
        st.error(plain(told.error(refusal)))
    found = further_languages(program(), visitor)
    if not found:
        st.info(told("tongues.none"))
        return
    rows = {
        told("tongues.code"): [one.file.code for one in found],
        told("tongues.name"): [words(one.file.code)("language.name") for one in found],
        told("tongues.words"): [
            told("tongues.of", n=one.complete.words, of=one.complete.all_words) for one in found
        ],
        told("tongues.texts"): [
            told("tongues.of", n=one.complete.texts, of=one.complete.all_texts) for one in found
        ],
        told("tongues.notice"): [
            told("tongues.of", n=one.complete.notice, of=one.complete.all_notice) for one in found
        ],
        told("tongues.state"): [
            told("tongues.on", who=one.approved_by) if one.approved_by else told("tongues.off")
            for one in found
        ],
    }
    table(pd.DataFrame(rows), told("tongues.title"))
    hashes = {one.file.code: one.file.hash for one in found}
    chosen = st.selectbox(told("tongues.choose"), list(hashes), key="tongue")
    # The file as it stood when the page was drawn: one that changed meanwhile is not approved unread.
    st.session_state["tongue hash"] = hashes[chosen]
    st.checkbox(told("tongues.read"), key="tongue read")
    left, right = st.columns(2)
    left.button(told("tongues.approve"), key="tongue approve")
    right.button(told("tongues.withdraw"), key="tongue withdraw")


def _done(visitor: Actor, now: datetime) -> bool:
    state = st.session_state
    if state.get("tongue withdraw"):
        withdraw_language(program(), visitor, now, state["tongue"])
        return True
    if state.get("tongue approve") and state.get("tongue read"):
        approve_language(program(), visitor, now, state["tongue"], state["tongue hash"])
        return True
    return False
