"""Who looks at a staff page, in which language, and at which round and unit."""

from html import escape
from pathlib import Path

import streamlit as st

import services.scope
from services.access import COOKIE, SECURE_COOKIE, actor_of
from services.program import Program, opened_program
from surveys.account import Actor
from surveys.language import SOURCE, Words, languages, words
from surveys.round import Round
from surveys.unit import Unit
from views.plain import plain

ICON = Path(__file__).parent / "icon.png"


def cookie(name: str) -> str | None:
    """A cookie of the browser behind this page. The one place that reads them; tests replace it."""
    value = st.context.cookies.get(name)
    return str(value) if value is not None else None


def program() -> Program:
    return opened_program()


def actor() -> Actor | None:
    """Who is behind this page. Asked on every run, so that a session that ended shows nothing more."""
    return actor_of(program(), _token())


def is_signed_in() -> bool:
    """Whether the session still holds. Asked by pages that refresh by themselves: that is no use of it."""
    return actor_of(program(), _token(), in_use=False) is not None


def _token() -> str | None:
    return cookie(SECURE_COOKIE) or cookie(COOKIE)


def sign_in_page() -> None:
    """What strangers see."""
    for language in languages():
        told = words(language)
        st.write(told("staff.needs_login"))
        st.html(
            f'<p lang="{language}"><a href="/login?lang={language}">{told("login.title")}</a></p>'
        )


_BUTTON = (
    "font: inherit; padding: 0.4rem 1rem; border: 1px solid #7d8fa0; border-radius: 0.5rem;"
    " background: #ffffff; color: inherit; cursor: pointer"
)
"""Streamlit's own buttons cannot post a form; this one looks like them."""


def sign_out_button(told: Words, visitor: Actor) -> None:
    """Below the menu: who is signed in, the way to his password, and out."""
    st.sidebar.html(
        f"<p>{escape(told('password.whose', name=visitor.name))}</p>"
        f'<p><a href="/mat-khau?lang={told.language}" target="_self">{told("password.title")}</a></p>'
        f'<form method="post" action="/logout">'
        f'<button style="{_BUTTON}">{told("login.logout")}</button></form>'
    )


def note(text: str) -> None:
    """Small print. Streamlit's own captions are too pale to be read by everybody (WCAG 1.4.3)."""
    st.markdown(f":small[{plain(text)}]")


def choose_language() -> Words:
    """The language switch in the side bar."""
    chosen = st.sidebar.selectbox(
        words(SOURCE)("staff.language"),
        languages(),
        format_func=lambda code: words(code)("language.name"),
        key="language",
        persist_state="session",
    )
    return words(chosen or SOURCE)


def chosen_words() -> Words:
    """The words of the language chosen in the side bar."""
    return words(st.session_state.get("language") or SOURCE)


def choose_round_and_unit(told: Words) -> tuple[Round, Unit] | None:
    """The pickers above every page, with what is in his part of the tree; None when there is nothing."""
    visitor = actor()
    rounds = services.scope.rounds_for(program(), visitor) if visitor else ()
    if visitor is None or not rounds:
        st.info(told("staff.no_rounds"))
        return None
    left, right = st.columns(2)
    titles = {round.id: f"{round.id} – {round.title}" for round in rounds}
    with left:
        round_id = st.selectbox(
            told("staff.round"),
            list(titles),
            format_func=lambda id: titles.get(id, id),
            key="round",
            persist_state="session",
        )
    round = next((round for round in rounds if round.id == round_id), rounds[0])
    units = {unit.code: unit for unit in services.scope.units_for(program(), visitor, round)}
    top = services.scope.top_for(program(), visitor, round)
    with right:
        code = st.selectbox(
            told("staff.unit"),
            list(units),
            index=list(units).index(top.code),
            format_func=lambda code: units[code].name if code in units else code,
            key=f"unit of {round.id}",
            persist_state="session",
        )
    if round.sample:
        st.warning(f"**{told('common.sample')}**")
    return round, units.get(code or top.code, top)
