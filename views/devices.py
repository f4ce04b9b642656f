"""Thiết bị: the tablets at the counters, when they were last heard of, and how a new one is paired."""

from collections.abc import Sequence
from datetime import UTC, datetime

import pandas as pd
import streamlit as st

import services.devices
import services.units
from services.accounts import units_to_give
from surveys.account import Actor
from surveys.dates import VIETNAM, day_of
from surveys.device import LONGEST_NAME, Device, Standing, rules
from surveys.errors import SurveyError
from surveys.language import Words
from surveys.procedure_field import UNSTATED, labels
from views.plain import plain, table
from views.session import actor, chosen_words, note, program

ANY_FIELD = ""


def show() -> None:
    told, visitor, now = chosen_words(), actor(), datetime.now(UTC)
    st.title(told("devices.title"), anchor=False)
    if visitor is None:
        return
    try:
        if said := _done(visitor, told, now):
            st.success(said)
        found = services.devices.devices(program(), visitor)
    except SurveyError as refusal:
        st.error(plain(told.error(refusal)))
        found = services.devices.devices(program(), visitor)
    note(told("devices.intro", minutes=rules().silent_minutes))
    used = [one for one in found if not one.retired]
    _list(used, told, now)
    _new(visitor, told, now)
    _change(used, told)


def _list(found: Sequence[Device], told: Words, now: datetime) -> None:
    if not found:
        st.info(told("devices.nothing"))
        return
    for one in found:
        if one.standing_at(now) is Standing.SILENT and one.beat:
            named = {"number": one.number, "name": one.name}
            since = moment_text(one.beat.at, told)
            st.warning(plain(told("devices.is_silent", **named, since=since)))
        if one.beat and one.beat.refused:
            named = {"number": one.number, "name": one.name}
            n = told.number(one.beat.refused)
            st.warning(plain(told("devices.are_refused", **named, n=n)))
        if one.beat and one.beat.clock_is_wrong:
            minutes = told.number(round(abs(one.beat.offset or 0) / 60))
            st.warning(plain(told("devices.clock_wrong", number=one.number, minutes=minutes)))
    rows = {
        told("devices.number"): [one.number for one in found],
        told("devices.name"): [one.name for one in found],
        told("staff.unit"): [_unit(one) for one in found],
        told("devices.field"): [_field(one.field, told) for one in found],
        told("devices.standing"): [
            told(f"device_standings.{one.standing_at(now)}") for one in found
        ],
        told("devices.seen"): [
            moment_text(one.beat.at, told) if one.beat else told("devices.never") for one in found
        ],
        told("devices.waiting"): [
            told.number(one.beat.waiting) if one.beat else "–" for one in found
        ],
        told("devices.refused"): [
            told.number(one.beat.refused or 0) if one.beat else "–" for one in found
        ],
        told("devices.battery"): [_battery(one, told) for one in found],
        told("devices.clock"): [_clock(one, told) for one in found],
    }
    table(pd.DataFrame(rows), told("devices.title"))


def moment_text(moment: datetime, told: Words) -> str:
    """A moment in Vietnam, to the minute."""
    here = moment.astimezone(VIETNAM)
    return told("devices.moment", time=f"{here:%H:%M}", day=told.date(here.date()))


def _unit(one: Device) -> str:
    return services.units.units(program()).unit(one.unit).name


def _field(field: str | None, told: Words) -> str:
    return labels()[field].in_(told.language) if field else told("devices.any_field")


def _battery(one: Device, told: Words) -> str:
    known = one.beat.battery if one.beat else None
    return told("devices.unknown") if known is None else f"{told.number(known)} %"


def _clock(one: Device, told: Words) -> str:
    if one.beat is None or one.beat.offset is None:
        return told("devices.unknown")
    if not one.beat.clock_is_wrong:
        return told("devices.clock_right")
    key = "devices.ahead" if one.beat.offset > 0 else "devices.behind"
    return told(key, minutes=told.number(round(abs(one.beat.offset) / 60)))


def _new(visitor: Actor, told: Words, now: datetime) -> None:
    st.header(told("devices.new"), anchor=False)
    units = {one.code: one.name for one in units_to_give(program(), visitor, day_of(now))}
    fields = [ANY_FIELD, *(id for id in labels() if id != UNSTATED)]
    with st.form("device new", clear_on_submit=False):
        st.selectbox(
            told("staff.unit"),
            list(units),
            index=None,
            placeholder=told("accounts.choose"),
            format_func=lambda code: units.get(code, code),
            key="device unit",
        )
        st.text_input(told("devices.name_hint"), max_chars=LONGEST_NAME, key="device name")
        st.selectbox(
            told("devices.field"),
            fields,
            format_func=lambda id: _field(id or None, told),
            key="device field",
        )
        st.form_submit_button(told("devices.make_code"), key="device offer")


def _change(used: Sequence[Device], told: Words) -> None:
    if not used:
        return
    st.header(told("devices.change"), anchor=False)
    names = {one.number: f"{one.number} – {one.name}" for one in used}
    st.selectbox(
        told("devices.number"),
        list(names),
        format_func=lambda number: names.get(number, number),
        key="device number",
    )
    with st.form("device naming", clear_on_submit=True):
        st.text_input(told("devices.new_name"), max_chars=LONGEST_NAME, key="device new name")
        st.form_submit_button(told("devices.rename"), key="device rename")
    with st.form("device forgetting", clear_on_submit=True):
        note(told("devices.forget_hint"))
        st.form_submit_button(told("devices.forget"), key="device forget")
    with st.form("device ending", clear_on_submit=True):
        note(told("devices.retire_hint"))
        st.form_submit_button(told("devices.retire"), key="device retire")


def _done(visitor: Actor, told: Words, now: datetime) -> str | None:
    """Does what was clicked, before anything is drawn, and returns what to say of it."""
    state, does = st.session_state, services.devices
    number = str(state.get("device number") or "")
    if state.get("device offer"):
        unit, field = str(state["device unit"] or ""), str(state["device field"]) or None
        made = does.offer_pairing(program(), visitor, unit, state["device name"], now, field)
        until = f"{made.offer.until.astimezone(VIETNAM):%H:%M}"
        return told("devices.code_is", code=f"**{made.code}**", until=until)
    if state.get("device rename"):
        does.rename_device(program(), visitor, number, state["device new name"], now)
        return told("devices.done")
    if state.get("device forget"):
        refused = does.forget_refused(program(), visitor, number, now)
        return plain(told("devices.forgetting", number=number, n=told.number(refused)))
    if state.get("device retire"):
        was = does.retire_device(program(), visitor, number, now)
        if was.beat and was.beat.waiting:
            return plain(told("devices.left", number=number, n=told.number(was.beat.waiting)))
        return told("devices.done")
    return None
