"""Báo cáo: choose a report, look at it, have it made beside the page, and fetch it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

import pandas as pd
import streamlit as st

from services.field_choice import field_said, fields_to_choose
from services.microdata import has_microdata
from services.periods import period_said, periods
from services.previewing import CHART, HEADING, LIST, REMARK, TABLE, WARNING, Piece, preview
from services.report_orders import (
    cancel_report,
    order_report,
    ordered_reports,
    start_maker,
    unit_names,
)
from services.reporting import formats, kinds, takes_field, takes_period
from services.rows import formats as row_formats
from services.rows import has_responses
from surveys.account import Actor
from surveys.dates import VIETNAM, day_of
from surveys.errors import SurveyError
from surveys.language import Words
from surveys.report_order import OrderedReport, ReportOrder, Stage
from surveys.round import Round
from views.plain import plain
from views.plain import table as plain_table
from views.session import actor, choose_round_and_unit, chosen_words, is_signed_in, note, program

_REFRESH = 2
"""Seconds between two looks at how far a report has come."""


def show() -> None:
    told, visitor = chosen_words(), actor()
    st.title(told("reports.title"), anchor=False)
    chosen = choose_round_and_unit(told)
    if chosen is None or visitor is None:
        return
    round, unit = chosen
    note(told("reports.intro"))
    order = _chosen(round.id, unit.code, told)
    if order is not None:
        _make(order, visitor, told)
    _rows(round, visitor, told)
    st.header(told("reports.list"), anchor=False)
    found = ordered_reports(program(), visitor)
    live = any(one.stage_at(datetime.now(UTC)).open for one in found)
    # The page asks again by itself only while there is something to see.
    st.fragment(_list, run_every=_REFRESH if live else None)(told, live=live)


def _rows(round: Round, visitor: Actor, told: Words) -> None:
    """Single responses, for the few who may have them."""
    now = datetime.now(UTC)
    shared, kept = has_microdata(visitor, round, now), has_responses(visitor, round, now)
    if shared or kept:
        st.header(told("reports.rows"), anchor=False)
    if shared:
        note(told("reports.microdata_about"))
        address = f"/tep/{round.id}.microdata.zip?lang={told.language}"
        st.link_button(told("reports.microdata"), address)
    if kept:
        note(told("reports.responses_about"))
        with st.container(horizontal=True):
            for format in row_formats():
                address = f"/tep/{round.id}.responses.{format}?lang={told.language}"
                named = told(f"row_formats.{format}")
                st.link_button(told("reports.responses", format=named), address)


def _make(order: ReportOrder, visitor: Actor, told: Words) -> None:
    """The button that orders, and what would be ordered."""
    if st.button(told("reports.make"), type="primary", key="make report"):
        _order(order, visitor, told)
    with st.expander(told("reports.preview"), key="preview", on_change="rerun") as opened:
        if opened.open:
            _preview(order, visitor, told)


def _chosen(round: str, unit: str, told: Words) -> ReportOrder | None:
    """The pickers of kind, format and day; None where there is no field to report on."""
    left, middle, right = st.columns(3)
    with left:
        kind = st.selectbox(
            told("reports.kind"), kinds(), format_func=lambda one: told(f"report_kinds.{one}")
        )
    with middle:
        format = st.selectbox(
            told("reports.format"),
            formats(kind),
            format_func=lambda one: told(f"report_formats.{one}"),
        )
    with right:
        today = day_of(datetime.now(UTC))
        dated = st.date_input(told("reports.dated"), today, format="DD/MM/YYYY")
    order = ReportOrder(round, unit, kind, format, told.language, dated)
    if takes_period(kind):
        return replace(order, period=_period(told))
    if takes_field(kind):
        field = _field(round, unit, told)
        return replace(order, field=field) if field else None
    return order


def _period(told: Words) -> str:
    """The picker of a period, for a report on several rounds."""
    chosen = st.selectbox(
        told("reports.period"), periods(program()), format_func=lambda one: period_said(one, told)
    )
    return chosen or ""


def _field(round: str, unit: str, told: Words) -> str:
    """The picker of a procedure field; empty where none has figures."""
    there = fields_to_choose(program(), round, unit, datetime.now(UTC))
    chosen = ""
    if there.told:
        chosen = st.selectbox(
            told("reports.field"), there.told, format_func=lambda one: field_said(one, told)
        )
    else:
        st.info(plain(told("reports.no_field")))
    if there.few:
        few = "; ".join(field_said(one, told) for one in there.few)
        note(told("reports.fields_few", fields=few))
    return chosen


def _order(order: ReportOrder, visitor: Actor, told: Words) -> None:
    try:
        added = order_report(program(), order, visitor, datetime.now(UTC))
        start_maker(program())
    except SurveyError as refusal:
        st.error(plain(told.error(refusal)))
    else:
        st.success(told("reports.ordered", number=added.number))


def _preview(order: ReportOrder, visitor: Actor, told: Words) -> None:
    note(told("reports.preview_about"))
    try:
        with st.spinner(told("study.working")):
            pieces = preview(program(), order, visitor, datetime.now(UTC))
    except SurveyError as refusal:
        st.info(plain(told.error(refusal)))
        return
    for piece in pieces:
        _piece(piece)


def _piece(piece: Piece) -> None:
    """One piece as Streamlit shows it."""
    if piece.what == HEADING:
        st.subheader(plain(piece.text), anchor=False)
    elif piece.what == LIST:
        st.markdown("\n".join(f"- {_italics(line)}" for line in piece.lines))
    elif piece.what == TABLE:
        st.markdown(f"**{plain(piece.text)}**")
        rows = pd.DataFrame(list(piece.rows), columns=list(piece.columns))
        plain_table(rows, piece.text)
        for line in piece.lines:
            note(line)
    elif piece.what == CHART and piece.draw is not None:
        alt, *sources = piece.lines
        st.markdown(f"**{plain(piece.text)}**")
        st.altair_chart(piece.draw(), theme=None, width="content", alt=alt)
        for line in sources:
            note(line)
    elif piece.what == WARNING:
        st.warning(_italics(piece.text))
    elif piece.what == REMARK:
        note(piece.text)
    else:
        st.markdown(_italics(piece.text))


def _italics(text: str) -> str:
    """Words between asterisks in italics, everything else letter by letter."""
    parts = text.split("*")
    if len(parts) % 2 == 0:
        return plain(text)
    return "".join(f"*{plain(one)}*" if at % 2 else plain(one) for at, one in enumerate(parts))


def _list(told: Words, *, live: bool) -> None:
    """Every report that was ordered for his units, the newest first; watched while one is on its way."""
    visitor = actor() if is_signed_in() else None
    if visitor is None:
        st.rerun()
    found = ordered_reports(program(), visitor)
    if live and not any(one.stage_at(datetime.now(UTC)).open for one in found):
        st.rerun()
    if not found:
        st.write(told("reports.none"))
    names = unit_names(program(), found)
    for one in found:
        with st.container(border=True):
            _ordered(one, names, visitor, told)


def _ordered(one: OrderedReport, names: Mapping[str, str], visitor: Actor, told: Words) -> None:
    now, order = datetime.now(UTC), one.order
    at = one.at.astimezone(VIETNAM)
    kind, form = told(f"report_kinds.{order.kind}"), order.format.upper()
    if order.field:
        kind = told("reports.kind_of_field", kind=kind, field=field_said(order.field, told))
    asked = period_said(order.period, told) if order.period else order.round
    named = {"round": asked, "unit": names[order.unit], "kind": kind, "format": form}
    shown = {"number": one.number, "by": one.by, "at": f"{at:%d/%m/%Y %H:%M}", **named}
    st.markdown(plain(told("reports.line", **shown)))
    stage = one.stage_at(now)
    done = told.number(100 * one.done)
    if stage is Stage.MAKING:
        st.progress(min(1.0, one.done), told("reports.stages.making", done=done))
    else:
        said = told(f"reports.stages.{stage}", why=one.why, done=done)
        st.markdown(f":small[{plain(said)}]")
    if stage is Stage.DONE:
        size = told.number(max(1, one.size // 1000))
        st.link_button(told("reports.fetch", size=size), f"/tep/bao-cao/{one.number}")
        note(told("reports.sha256", sha256=one.sha256))
    elif stage.open and st.button(
        told("reports.cancel", number=one.number), key=f"cancel {one.number}"
    ):
        _cancel(one.number, visitor, told)


def _cancel(number: int, visitor: Actor, told: Words) -> None:
    try:
        cancel_report(program(), number, visitor, datetime.now(UTC))
    except SurveyError as refusal:
        st.error(plain(told.error(refusal)))
    else:
        st.rerun(scope="fragment")
