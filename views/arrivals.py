"""Packages of offices without a line: which have come into a round, and which are missing."""

from collections import Counter

import pandas as pd
import streamlit as st

from services.packages import Arrival, arrivals
from surveys.account import Actor, Right
from surveys.language import Words
from surveys.round import Origin, Round, State
from views.plain import table
from views.session import note, program


def packages(round: Round, visitor: Actor, told: Words) -> None:
    """A table of the offices whose key is trusted; nothing where there is none."""
    gathers = round.origin is Origin.COLLECTED and round.state is not State.PLANNED
    if not (visitor.may(Right.RUN_ROUNDS) and gathers):
        return
    found = arrivals(program(), visitor, round.id)
    if not found:
        return
    offices = {one.unit.code: one.held is None for one in found}
    missing = sum(offices.values())
    with st.expander(
        told("packages.title_with", came=len(offices) - missing, all=len(offices)),
        expanded=bool(missing),
    ):
        names = Counter(one.unit.name for one in found)
        table(_rows(found, told), told("packages.title"))
        note(told("packages.note"))
        twice = dict.fromkeys(name for name, times in names.items() if times > 1)
        if twice:
            note(told("packages.several", units=", ".join(twice)))


def _rows(found: tuple[Arrival, ...], told: Words) -> pd.DataFrame:
    rows = {
        told("staff.unit"): [one.unit.name for one in found],
        told("packages.state"): [told(f"packages.{_state(one)}") for one in found],
        told("packages.edition"): [
            str(one.held.package.edition) if one.held else "–" for one in found
        ],
        told("packages.responses"): [
            told.number(one.held.responses) if one.held else "–" for one in found
        ],
        told("packages.day"): [told.date(one.held.day) if one.held else "–" for one in found],
    }
    return pd.DataFrame(rows)


def _state(one: Arrival) -> str:
    if one.held is None:
        return "missing"
    return "held" if one.trusted else "revoked"
