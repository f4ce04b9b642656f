"""Nhập phiếu giấy: the way to the grid, which is a page of its own for the sake of its keys."""

from urllib.parse import urlencode

import streamlit as st

from views.session import choose_round_and_unit, chosen_words, note


def show() -> None:
    told = chosen_words()
    st.title(told("entry.title"), anchor=False)
    chosen = choose_round_and_unit(told)
    if chosen is None:
        return
    round, unit = chosen
    st.write(told("entry.about"))
    query = urlencode({"unit": unit.code, "lang": told.language})
    st.link_button(told("entry.batches"), f"/nhap-phieu/{round.id}?{query}", type="primary")
    st.link_button(told("paper.print"), f"/tep/{round.id}/phieu-giay.pdf?{query}")
    note(told("entry.withdrawing"))
