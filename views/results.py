"""Kết quả: the figures of a round, refreshed by themselves while it is open."""

from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pyarrow as pa
import streamlit as st

import services.results
from services.drawing import Charts, Drawing, charts_of, printed, tables_of
from surveys.dates import VIETNAM, day_of
from surveys.language import Words, words
from surveys.round import Origin, Round, State
from surveys.standing import definition
from surveys.unit import Unit
from views.latest import Latest
from views.plain import plain, ready
from views.plain import show as show_table
from views.session import choose_round_and_unit, chosen_words, is_signed_in, note, program

REFRESH_SECONDS = 5


@dataclass(frozen=True)
class Shown:
    """A table as it is sent to everybody who looks, and the sentences above it."""

    title: str
    notes: tuple[str, ...]
    rows: pa.Table


@dataclass(frozen=True)
class Figures:
    """All that one drawing of the page needs."""

    summary: Any
    charts: Charts
    tables: dict[str, Shown]


def show() -> None:
    told = chosen_words()
    st.title(told("staff.results"), anchor=False)
    chosen = choose_round_and_unit(told)
    if chosen is None:
        return
    round, unit = chosen
    if round.state_on(day_of(datetime.now(UTC))) is State.OPEN:
        _refreshed(round, unit, told)
    else:
        _draw(round, unit, told)


@st.fragment(run_every=REFRESH_SECONDS)
def _refreshed(round: Round, unit: Unit, told: Words) -> None:
    # A fragment runs without the page around it, so it asks by itself whether the session still holds.
    if not is_signed_in():
        st.rerun()
    _draw(round, unit, told)


def _figures(round_id: str, unit_code: str, language: str) -> Figures:
    """One reading for everybody who looks at the same figures at about the same time.

    What nothing has come to since is not drawn again.
    """

    def make(before: list[Figures]) -> Figures:
        made = services.results.summary(program(), round_id, unit_code, datetime.now(UTC))
        told = words(language)
        same = bool(before) and replace(before[0].summary, as_of=made.as_of) == made
        charts = before[0].charts if same else charts_of(made, told)
        tables = {name: _shown(table, told) for name, table in tables_of(made, told).items()}
        return Figures(made, charts, tables)

    return _latest(round_id, unit_code, language).get(make)


@st.cache_resource(max_entries=200, show_spinner=False)
def _latest(round_id: str, unit_code: str, language: str) -> Latest[Figures]:
    """Where the figures of a page are kept for everybody who looks at it."""
    return Latest(REFRESH_SECONDS)


def _shown(table: Any, told: Words) -> Shown:
    rows = ready(printed(table, told), [column.title for column in table.columns])
    return Shown(table.title, table.notes, rows)


def _draw(round: Round, unit: Unit, told: Words) -> None:
    figures = _figures(round.id, unit.code, told.language)
    _state(figures, round, told)
    _headline(figures, told)
    if figures.charts.criteria is not None:
        st.header(told("staff.by_criterion"), anchor=False)
        _chart(figures.charts.criteria, told("charts.criteria_alt"))
        published = round.origin is Origin.PUBLISHED
        _table(figures, "criteria", told, expanded=published)
    for dimension, chart in figures.charts.by.items():
        if chart is not None:
            named = told(f"dimensions.{dimension}")
            st.header(told("tables.by", dimension=named.lower()), anchor=False)
            _chart(chart, told("charts.rows_alt", dimension=named.lower()))
            _table(figures, f"by_{dimension}", told)
    if figures.charts.course is not None:
        title = told(f"course.{figures.summary.course.period}")
        st.header(title, anchor=False)
        _chart(figures.charts.course, told("charts.course_alt", title=title))
        _table(figures, "course", told)
    if "excluded" in figures.tables:
        st.header(told("excluded.title"), anchor=False)
        _table(figures, "excluded", told, expanded=True)
    if "others" in figures.tables:
        st.header(told("staff.others"), anchor=False)
        _table(figures, "others", told, expanded=True)


def _state(figures: Figures, round: Round, told: Words) -> None:
    made = figures.summary
    note(_standing(round, told))
    for one in made.mismatches:
        name = one.question or told("tables.all_contents")
        numbers = {
            "printed": told.number(one.printed),
            "derived": told.number(one.derived),
            "difference": told.number(one.difference),
        }
        st.error(plain(told("staff.mismatch", name=name, **numbers)))
    for warning in made.warnings:
        if warning not in ("sample", "nothing_yet"):
            st.warning(told(f"warnings.{warning}"))


def _standing(round: Round, told: Words) -> str:
    """Whether the figures may still move."""
    today = day_of(datetime.now(UTC))
    state = round.state_on(today)
    if round.origin is Origin.PUBLISHED:
        return told("staff.published")
    if state is State.PLANNED:
        return told("staff.planned", day=told.date(round.opens))
    if state is State.OPEN:
        time = datetime.now(VIETNAM).strftime("%H:%M:%S")
        return f"{told('staff.live', time=time)} {told('staff.snapshot', step=round.step)}"
    if state is State.PAUSED:
        return told("staff.paused")
    if not round.final_on(today):
        last = round.closes + timedelta(days=round.grace)
        return told("staff.grace", day=told.date(last), step=round.step)
    return told("staff.final")


def _headline(figures: Figures, told: Words) -> None:
    made = figures.summary
    overall = made.overall
    if not overall.shown:
        if "nothing_yet" in made.warnings:
            st.info(told("staff.nothing_yet", step=made.round.step))
        return
    shares, counts, rate = st.columns(3)
    interval = {
        "low": told.number(100 * overall.low, 1),
        "high": told.number(100 * overall.high, 1),
    }
    with shares:
        st.metric(told("staff.satisfied"), told.percent(overall.share), border=True)
        note(told("staff.interval", **interval))
    with counts:
        unit = made.counted.in_(told.language)
        st.metric(told("staff.responses", unit=unit), told.number(made.responses), border=True)
        note(made.title.in_(told.language))
    if made.served:
        with rate:
            share = told.percent(made.responses / made.served)
            st.metric(told("staff.served"), share, border=True)
            note(told("staff.served_of", served=told.number(made.served)))
    note(told(f"covers.{overall.covers}"))
    _apart(made, told)


def _apart(made: Any, told: Words) -> None:
    """What is valid, and what was received and is not in the figures."""
    if made.round.origin is Origin.COLLECTED:
        note(definition(made.round.valid, told))
    if made.apart:
        numbers = {name: told.number(number) for name, number in asdict(made.apart).items()}
        note(told("apart.short", **numbers))
    for one in made.excluded:
        number, day = told.number(one.responses), told.date(one.on)
        said = {"unit": one.unit, "reason": one.reason, "by": one.by}
        note(told("excluded.short", number=number, day=day, **said))


def _chart(chart: Drawing, alt: str) -> None:
    st.vega_lite_chart(spec=chart.spec, theme=None, width="content", alt=alt)


def _table(figures: Figures, name: str, told: Words, *, expanded: bool = False) -> None:
    table = figures.tables.get(name)
    if table is None:
        return
    for sentence in table.notes:
        note(sentence)
    # Sent to whoever has opened it alone: a page has six of them, and most stay closed.
    opened = st.expander(
        told("staff.as_table"), expanded=expanded, key=f"table_{name}", on_change="rerun"
    )
    if opened.open:
        with opened:
            show_table(table.rows, table.title)
