"""Tải về: the protected figures of a round as files."""

from urllib.parse import urlencode

import streamlit as st

from services.reporting import formats
from views.session import choose_round_and_unit, chosen_words


def show() -> None:
    told = chosen_words()
    st.title(told("staff.downloads"), anchor=False)
    chosen = choose_round_and_unit(told)
    if chosen is None:
        return
    round, unit = chosen
    st.write(told("staff.download_intro"))
    query = urlencode({"unit": unit.code, "lang": told.language})
    for format in formats():
        st.link_button(told(f"staff.download_{format}"), f"/tep/{round.id}.{format}?{query}")
