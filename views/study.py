"""Phân tích: what the answers of a closed round tell, and what they do not."""

from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from services.drawing import printed
from services.drawn import NUMBERS, PICTURES, drawings_for, weeks_for
from services.kept import Making
from services.studying import ask_study, weeks_so_far
from surveys.account import Right
from surveys.errors import Code, SurveyError
from surveys.language import Words
from surveys.round import Round
from surveys.unit import Unit
from views.plain import plain
from views.plain import table as plain_table
from views.session import actor, choose_round_and_unit, chosen_words, note, program

_WAIT = 0.3
"""Seconds between two looks at how far the work has come."""


def show() -> None:
    told = chosen_words()
    st.title(told("study.title"), anchor=False)
    chosen = choose_round_and_unit(told)
    visitor = actor()
    if chosen is None or visitor is None:
        return
    round, unit = chosen
    try:
        making = ask_study(program(), round.id, unit.code, datetime.now(UTC))
    except SurveyError as refusal:
        st.info(told.error(refusal))
        if refusal.code is Code.STUDY_TOO_EARLY:
            _weeks(round, unit, told)
        return
    made = _waited(making, told)
    note(told("study.rests_on", n=told.number(made.n), formula=told(f"formulas.{made.formula}")))
    note(told(f"covers.{made.covers}"))
    st.link_button(told("study.methods"), f"/phuong-phap?lang={told.language}")
    for drawing in drawings_for(visitor, made, told):
        _draw(drawing, round, unit, told, files=visitor.may(Right.DOWNLOAD))


def _weeks(round: Round, unit: Unit, told: Words) -> None:
    """All that can be told of a round that is still open: whether its weeks differ."""
    made = weeks_so_far(program(), round.id, unit.code, datetime.now(UTC))
    _draw(weeks_for(made, told), round, unit, told, files=False)


def _waited(making: Making[Any], told: Words) -> Any:
    """The study; a bar shows how far it has come. Whoever leaves the page leaves it in work."""
    if not making.wait(_WAIT):
        bar = st.progress(making.done, told("study.working"))
        while not making.wait(_WAIT):
            bar.progress(making.done, told("study.working"))
        bar.empty()
    return making.result()


def _draw(drawing: Any, round: Round, unit: Unit, told: Words, *, files: bool) -> None:
    st.header(plain(drawing.title), anchor=drawing.id)
    st.markdown(plain(drawing.means))
    if drawing.chart is not None:
        st.altair_chart(drawing.chart(), theme=None, width="content", alt=drawing.alt)
    note(drawing.means_not)
    if drawing.table.rows:
        with st.expander(told("staff.as_table")):
            titles = [column.title for column in drawing.table.columns]
            plain_table(pd.DataFrame(printed(drawing.table, told), columns=titles), drawing.title)
            for sentence in drawing.table.notes:
                note(sentence)
    if files:
        _files(drawing, round, unit, told)


def _files(drawing: Any, round: Round, unit: Unit, told: Words) -> None:
    query = urlencode({"unit": unit.code, "lang": told.language})
    formats = [*(PICTURES if drawing.chart is not None else ()), NUMBERS]
    with st.container(horizontal=True):
        for format in formats:
            address = f"/tep/{round.id}/phan-tich/{drawing.id}.{format}?{query}"
            st.link_button(told(f"study.{format}"), address)
