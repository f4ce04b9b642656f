"""The review of flagged answers: groups and numbers, never anybody's answers."""

from collections.abc import Callable, Sequence
from datetime import datetime

import pandas as pd
import streamlit as st

import services.reviewing
from services.results import tree_of
from surveys.account import Actor, Right
from surveys.dates import day_of
from surveys.flags import FLAGS
from surveys.language import Words
from surveys.review import Choice, Exclusion, Group
from surveys.round import Round, State
from views.plain import plain, table
from views.session import note, program

Done = Callable[[Callable[[Actor, datetime], object]], bool]


def reviewing(round: Round, visitor: Actor, told: Words, now: datetime, done: Done) -> None:
    """What was flagged, what was excluded, and the two forms for those who may review."""
    if not visitor.may(Right.SEE_FLAGS):
        return
    groups = services.reviewing.groups(program(), round.id, visitor)
    excluded = services.reviewing.exclusions(program(), round.id, visitor)
    names = {unit.code: unit.name for unit in tree_of(program(), round).units}
    st.header(told("review.title"), anchor=False)
    note(told("review.intro"))
    _groups(groups, names, told)
    _excluded(excluded, names, told)
    open = round.state is State.CLOSED and round.final_on(day_of(now))
    if not open or not visitor.may(Right.REVIEW):
        return
    if groups:
        _exclude(round, groups, names, told, done)
    active = [one for one in excluded if one.active]
    if active:
        _include(round, active, names, told, done)


def _groups(groups: Sequence[Group], names: dict[str, str], told: Words) -> None:
    if not groups:
        st.info(told("review.none"))
        return
    rows = {
        told("staff.unit"): [names.get(one.unit, one.unit) for one in groups],
        told("periods.day"): [told.date(one.day) for one in groups],
        told("dimensions.channel"): [told(f"channels.{one.channel}") for one in groups],
        told("review.flags"): [", ".join(told(f"flags.{f}") for f in one.flags) for one in groups],
        told("tables.responses"): [told.number(one.responses) for one in groups],
    }
    table(pd.DataFrame(rows), told("review.title"))


def _excluded(excluded: Sequence[Exclusion], names: dict[str, str], told: Words) -> None:
    for one in excluded:
        unit, number = names.get(one.choice.unit, one.choice.unit), told.number(one.responses)
        said = {"unit": unit, "number": number, "reason": one.reason, "by": one.by}
        st.write(plain(told("excluded.short", day=told.date(one.on), **said)))
        if one.back_by and one.back_on:
            back = {"reason": one.back_reason or "", "by": one.back_by}
            note(told("review.back", day=told.date(one.back_on), **back))


def _exclude(
    round: Round, groups: Sequence[Group], names: dict[str, str], told: Words, done: Done
) -> None:
    flagged = sorted({one.unit for one in groups})
    with st.expander(told("review.exclude")), st.form("exclude"):
        st.selectbox(
            told("staff.unit"),
            flagged,
            format_func=lambda code: names.get(code, code),
            key="exclude unit",
        )
        st.selectbox(
            told("review.flag"),
            [flag for flag in FLAGS if any(flag in one.flags for one in groups)],
            format_func=lambda flag: told(f"flags.{flag}"),
            key="exclude flag",
        )
        day, channel = st.columns(2)
        day.selectbox(
            told("periods.day"),
            [None, *sorted({one.day for one in groups})],
            format_func=lambda day: told.date(day) if day else told("review.every"),
            key="exclude day",
        )
        channel.selectbox(
            told("dimensions.channel"),
            [None, *sorted({one.channel for one in groups})],
            format_func=lambda one: told(f"channels.{one}") if one else told("review.every"),
            key="exclude channel",
        )
        st.text_area(told("rounds.reason"), max_chars=200, key="exclude reason")
        note(told("review.will_exclude", step=round.step))
        st.form_submit_button(
            told("review.exclude"), type="primary", on_click=lambda: done(_exclusion(round))
        )


def _exclusion(round: Round) -> Callable[[Actor, datetime], object]:
    given = {
        name: st.session_state[f"exclude {name}"] for name in ("unit", "flag", "day", "channel")
    }
    reason = str(st.session_state["exclude reason"] or "")
    return lambda by, now: services.reviewing.exclude(
        program(), round.id, Choice(**given), reason, by, now
    )


def _include(
    round: Round, active: Sequence[Exclusion], names: dict[str, str], told: Words, done: Done
) -> None:
    numbered = {one.number: one for one in active}
    with st.expander(told("review.include")), st.form("include"):
        st.selectbox(
            told("review.which"),
            list(numbered),
            format_func=lambda number: (
                f"{number}: {names.get(numbered[number].choice.unit, '')},"
                f" {numbered[number].responses}"
                if number in numbered
                else str(number)
            ),
            key="include number",
        )
        st.text_area(told("rounds.reason"), max_chars=200, key="include reason")
        st.form_submit_button(told("review.include"), on_click=lambda: done(_inclusion(round)))


def _inclusion(round: Round) -> Callable[[Actor, datetime], object]:
    number = int(st.session_state["include number"])
    reason = str(st.session_state["include reason"] or "")
    return lambda by, now: services.reviewing.include(program(), round.id, number, reason, by, now)
