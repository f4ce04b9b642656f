"""The script that Streamlit runs for every staff page: who is there, and which pages he has."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from surveys.account import Right
from views import (
    accounts,
    breaches,
    devices,
    entry,
    log,
    privacy,
    reports,
    results,
    rounds,
    study,
    survey,
    workshop,
)
from views.session import ICON, actor, choose_language, sign_in_page, sign_out_button


@dataclass(frozen=True)
class Page:
    """A page of the staff's door. Those who lack the right neither see it nor reach it."""

    show: Callable[[], None]
    title: str
    path: str
    right: Right


PAGES = (
    Page(results.show, "staff.results", "ket-qua", Right.SEE_RESULTS),
    Page(study.show, "study.title", "phan-tich", Right.SEE_RESULTS),
    Page(survey.show, "staff.survey", "khao-sat", Right.SHARE_FORM),
    Page(entry.show, "entry.title", "nhap-phieu-giay", Right.ENTER_ANSWERS),
    Page(rounds.show, "rounds.title", "dot-khao-sat", Right.SEE_RESULTS),
    Page(workshop.show, "workshop.title", "phieu-hoi", Right.RUN_ROUNDS),
    Page(reports.show, "reports.title", "bao-cao", Right.DOWNLOAD),
    Page(privacy.show, "privacy.title", "yeu-cau", Right.HANDLE_REQUESTS),
    Page(breaches.show, "breaches.title", "su-co", Right.HANDLE_REQUESTS),
    Page(devices.show, "devices.title", "thiet-bi", Right.MANAGE_DEVICES),
    Page(accounts.show, "accounts.title", "tai-khoan", Right.MANAGE_ACCOUNTS),
    Page(log.show, "log.title", "nhat-ky", Right.READ_LOG),
)
"""In the order of the menu; the first one that a person may see is where he arrives."""

STYLES = Path(__file__).with_name("staff.css")
"""What Streamlit's own theme cannot say."""

st.set_page_config(page_title="Hài Lòng", page_icon=str(ICON), layout="wide")
st.html(STYLES)

visitor = actor()
if visitor is None:
    # At every staff address, or Streamlit would tell strangers that there is no such page.
    doors = [
        st.Page(sign_in_page, title="Hài Lòng", url_path=page.path, default=page is PAGES[0])
        for page in PAGES
    ]
    st.navigation(doors, position="hidden").run()
else:
    words = choose_language()
    own = [page for page in PAGES if visitor.may(page.right)]
    pages = [st.Page(page.show, title=words(page.title), url_path=page.path) for page in own]
    # The page at "/" has no other address, or its own would be told not to exist.
    first = st.Page(own[0].show, title=words(own[0].title), default=True, visibility="hidden")
    st.navigation([first, *pages]).run()
    sign_out_button(words, visitor)
