"""Khảo sát: the form as citizens see it, its address and its QR code."""

from datetime import UTC, datetime
from html import escape

import pandas as pd
import streamlit as st

from services.answering import open_form
from services.scope import asked_units_for
from services.units import form_address, public_codes, units
from surveys.errors import SurveyError
from surveys.round import Round
from surveys.unit import Unit
from views.invite import invite
from views.plain import plain, table
from views.session import actor, choose_round_and_unit, chosen_words, note, program

FORM_HEIGHT = 820


def show() -> None:
    told = chosen_words()
    st.title(told("staff.survey"), anchor=False)
    chosen = choose_round_and_unit(told)
    if chosen is None:
        return
    round, unit = chosen
    if unit.code not in round.units:
        st.info(told("survey.choose_unit"))
        _codes(round)
        return
    code = public_codes(program())[unit.code]
    side, main = st.columns([1, 2])
    with side:
        _poster(code, unit, round)
    with main:
        try:
            open_form(program(), code, datetime.now(UTC))
        except SurveyError:
            st.info(told("staff.not_open"))
            return
        st.header(told("staff.form_here"), anchor=False)
        address = f"/s/{code}?lang={told.language}"
        st.iframe(address, height=FORM_HEIGHT, alt=told("staff.form_here"))
        invite(unit)


def _codes(round: Round) -> None:
    """The codes of all units that take part, to print posters from."""
    told, codes, visitor = chosen_words(), public_codes(program()), actor()
    own = asked_units_for(program(), visitor, round) if visitor else ()
    place = str(st.context.url or "")
    rows = {
        told("staff.unit"): [units(program()).unit(code).name for code in own],
        told("survey.code"): [codes[code] for code in own],
        told("staff.address"): [form_address(program(), codes[code], place) for code in own],
    }
    table(pd.DataFrame(rows), told("staff.address"), linked=told("staff.address"))


def _poster(code: str, unit: Unit, round: Round) -> None:
    told = chosen_words()
    st.header(plain(told("staff.qr", unit=unit.name)), anchor=False)
    alt = escape(told("staff.qr", unit=unit.name))
    st.html(f'<img src="/s/{code}/qr.svg" alt="{alt}" width="220" height="220">')
    note(told("staff.code", code=code))
    st.write(told("staff.address"))
    address = form_address(program(), code, str(st.context.url or ""))
    st.code(address, language=None, wrap_lines=True)
    st.link_button(told("staff.open_form"), f"/s/{code}?lang={told.language}")
    st.link_button(told("staff.qr_download"), f"/s/{code}/qr.png")
    query = f"unit={unit.code}&lang={told.language}"
    st.link_button(told("paper.print"), f"/tep/{round.id}/phieu-giay.pdf?{query}")
    st.link_button(told("slips.title"), f"/phieu-ma-qr?{query}")
    st.link_button(
        told("survey.evening_sheet"), f"/to-cuoi-ngay?unit={unit.code}&lang={told.language}"
    )
    st.link_button(told("survey.anchors"), f"/cong-khai/neo?lang={told.language}")
