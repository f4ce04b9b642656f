"""The units of a round: what each has of its target, and the lines in which targets are changed."""

from collections.abc import Callable
from datetime import datetime

import pandas as pd
import streamlit as st

import services.targets
from services.plans import RoundStanding
from services.targets import UnitStanding
from surveys.account import Actor, Right
from surveys.language import Words
from surveys.round import Round
from views.plain import table
from views.session import note, program

Done = Callable[[Callable[[Actor, datetime], object]], bool]

LINE_PIXELS = 24
MOST_PIXELS = 480


def units(chosen: RoundStanding, visitor: Actor, told: Words, done: Done) -> None:
    """A table of the units; whoever runs rounds can change the targets while it is not too late."""
    with st.expander(told("rounds.by_unit")):
        table(_rows(chosen.units, told), told("rounds.by_unit"))
        note(told("staff.snapshot", step=chosen.round.step))
        if any(one.served for one in chosen.units):
            note(told("targets.suggested_note"))
    if visitor.may(Right.RUN_ROUNDS) and chosen.can_be_targeted:
        with st.expander(told("targets.change")):
            _changing(chosen, told, done)


def _rows(units: tuple[UnitStanding, ...], told: Words) -> pd.DataFrame:
    rows = {
        told("staff.unit"): [one.unit.name for one in units],
        told("targets.responses"): [told.number(one.responses) for one in units],
        told("rounds.target"): [told.number(one.target) if one.target else "–" for one in units],
        told("targets.reached"): [
            told.percent(one.responses / one.target) if one.target and one.responses else "–"
            for one in units
        ],
    }
    if any(one.served for one in units):
        rows |= {
            told("targets.served"): [_number(one.served, told) for one in units],
            told("targets.customary"): [_number(one.customary, told) for one in units],
            told("targets.needed"): [_number(one.needed, told) for one in units],
            told("staff.served"): [
                told.percent(one.responses / one.served) if one.served and one.responses else "–"
                for one in units
            ],
        }
    return pd.DataFrame(rows)


def _number(value: int | None, told: Words) -> str:
    return "–" if value is None else told.number(value)


def _changing(chosen: RoundStanding, told: Words, done: Done) -> None:
    """One line a unit, to be typed over or pasted from a spreadsheet."""
    seen = chosen.round
    # Other targets are other lines: nobody saves over what somebody else has saved meanwhile.
    key = f"targets of {seen.id} {hash(seen.targets)}"
    st.session_state.setdefault(key, _lines(chosen.units))
    note(told("targets.how"))
    lines = min(MOST_PIXELS, LINE_PIXELS * (len(chosen.units) + 3))
    with st.form(f"form of {key}", clear_on_submit=False):
        st.text_area(told("targets.lines"), height=lines, key=key)
        st.form_submit_button(
            told("targets.save"), type="primary", on_click=lambda: _save(key, seen, done)
        )
    if any(one.customary for one in chosen.units):
        st.button(told("targets.fill"), key=f"fill {key}", on_click=_fill, args=(key, chosen))


def _lines(units: tuple[UnitStanding, ...], *, suggested: bool = False) -> str:
    return "\n".join(
        f"{one.unit.code}; {(suggested and one.customary) or one.target}; {one.unit.name}"
        for one in units
    )


def _fill(key: str, chosen: RoundStanding) -> None:
    """Puts the customary figures into the lines, where people served are known; nothing is saved."""
    st.session_state[key] = _lines(chosen.units, suggested=True)


def _save(key: str, seen: Round, done: Done) -> None:
    typed = str(st.session_state[key])
    done(
        lambda by, now: services.targets.set_targets(
            program(), seen.id, services.targets.typed_targets(typed), by, now, was=seen
        )
    )
