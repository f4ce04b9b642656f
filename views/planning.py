"""The form with which a round is planned."""

from collections.abc import Callable
from datetime import datetime, timedelta

import streamlit as st

import services.rounds
import services.targets
from services.units import units
from services.workshop import instruments
from surveys.account import Actor
from surveys.dates import day_of, half_year
from surveys.formula import Formula
from surveys.language import Words
from surveys.round import MOST_GRACE, Design
from views.session import note, program

Done = Callable[[Callable[[Actor, datetime], object]], bool]


def planning(told: Words, now: datetime, done: Done) -> None:
    """Everything that a round needs; it opens by a step of its own."""
    id, opens, closes = half_year(day_of(now) + timedelta(days=90))
    choices, tree = instruments(program()), units(program())
    with st.expander(told("rounds.plan")), st.form("plan", clear_on_submit=False):
        st.text_input(told("rounds.id"), value=id, max_chars=40, key="plan id")
        st.text_input(told("rounds.name"), max_chars=120, key="plan title")
        st.selectbox(
            told("tables.questionnaire"),
            list(choices),
            format_func=lambda key: f"{choices[key].title.in_(told.language)} ({key})",
            key="plan questionnaire",
        )
        first, last = st.columns(2)
        first.date_input(told("rounds.opens"), value=opens, format="DD/MM/YYYY", key="plan opens")
        last.date_input(told("rounds.closes"), value=closes, format="DD/MM/YYYY", key="plan closes")
        st.multiselect(
            told("rounds.units"),
            [unit.code for unit in tree.units if unit.kind in services.rounds.ANSWERING],
            format_func=lambda code: tree.unit(code).name,
            placeholder=told("rounds.all_units"),
            key="plan units",
        )
        st.selectbox(
            told("tables.design"),
            list(Design),
            format_func=lambda design: told(f"designs.{design}"),
            key="plan design",
        )
        st.selectbox(
            told("tables.index_formula"),
            list(Formula),
            format_func=lambda formula: told(f"formulas.{formula}"),
            key="plan formula",
        )
        wanted, grace = st.columns(2)
        wanted.number_input(told("rounds.wanted"), min_value=0, step=10, key="plan target")
        grace.number_input(
            told("rounds.grace"), min_value=0, max_value=MOST_GRACE, value=1, key="plan grace"
        )
        st.text_area(told("targets.own"), placeholder="99004; 120", key="plan targets")
        note(told("rounds.plan_note"))
        st.form_submit_button(
            told("rounds.make"), type="primary", on_click=lambda: done(_planned())
        )


def _planned() -> Callable[[Actor, datetime], object]:
    given = {
        name: st.session_state[f"plan {name}"]
        for name in ("questionnaire", "opens", "closes", "units", "target", "grace")
    }
    id = str(st.session_state["plan id"]).strip()
    title = str(st.session_state["plan title"]).strip() or f"Khảo sát {id}"
    design = Design(st.session_state["plan design"])
    formula = Formula(st.session_state["plan formula"])
    own = str(st.session_state["plan targets"])
    return lambda by, now: services.rounds.create_round(
        program(),
        by,
        now,
        id=id,
        title=title,
        design=design,
        formula=formula,
        targets=services.targets.typed_targets(own),
        **given,
    )
