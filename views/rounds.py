"""Đợt khảo sát: how the rounds stand, what can be done with each, and what became of it."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pandas as pd
import streamlit as st

import services.plans
import services.publishing
import services.rounds
import services.sealing
from services.plans import RoundStanding
from surveys.account import Actor, Right
from surveys.dates import VIETNAM, day_of
from surveys.errors import SurveyError
from surveys.language import Words
from surveys.round import Round
from surveys.steps import Step
from views.arrivals import packages
from views.plain import plain, table
from views.planning import planning
from views.reviews import reviewing
from views.session import actor, chosen_words, note, program
from views.targets import units

Take = Callable[[Actor, datetime], object]


def show() -> None:
    told, visitor, now = chosen_words(), actor(), datetime.now(UTC)
    st.title(told("rounds.title"), anchor=False)
    if visitor is None:
        return
    _tell(told)
    standings = services.plans.round_standings(program(), visitor, now)
    if standings:
        _list(standings, told)
        chosen = _choose(standings, told)
        st.header(plain(f"{chosen.round.id} – {chosen.round.title}"), anchor=False)
        _state(chosen, told)
        _slowed(chosen, told, now)
        _steps(chosen, visitor, told, now)
        units(chosen, visitor, told, done)
        packages(chosen.round, visitor, told)
        if chosen.state.over:
            reviewing(chosen.round, visitor, told, now, done)
        _editions(chosen.round, told)
    else:
        st.info(told("rounds.none"))
    if visitor.may(Right.RUN_ROUNDS):
        planning(told, now, done)


def _slowed(chosen: RoundStanding, told: Words, now: datetime) -> None:
    """Links to which more was sent than people can answer: told where the round is run."""
    units = {one.unit.code: one.unit.name for one in chosen.units}
    for one in program().flow.slowed(units, now):
        facts = {
            "unit": units[one.unit],
            "channel": told(f"channels.{one.channel}"),
            "number": told.number(one.answers),
            "moment": f"{one.last.astimezone(VIETNAM):%H:%M %d/%m/%Y}",
        }
        st.warning(plain(told("rounds.slowed", **facts)))


def done(what: Take) -> bool:
    """Takes a step for whoever clicked, and keeps what came of it for the next drawing of the page.

    Called by the click itself, before the page is drawn anew: what somebody else has changed since
    this page was drawn cannot make the click vanish without a word.
    """
    results: list[SurveyError | None] = st.session_state.setdefault("rounds done", [])
    visitor = actor()
    if visitor is None:
        return False
    try:
        what(visitor, datetime.now(UTC))
    except SurveyError as refusal:
        results.append(refusal)
        return False
    results.append(None)
    return True


def _tell(told: Words) -> None:
    results: list[SurveyError | None] = st.session_state.setdefault("rounds done", [])
    for result in results:
        if result is None:
            st.success(told("rounds.done"))
        else:
            st.error(plain(told.error(result)))
    results.clear()


def _list(standings: tuple[RoundStanding, ...], told: Words) -> None:
    rows = {
        told("tables.round"): [f"{one.round.id} – {one.round.title}" for one in standings],
        told("rounds.state"): [told(f"states.{one.state}") for one in standings],
        told("tables.period"): [
            f"{told.date(one.round.opens)} – {told.date(one.round.closes)}" for one in standings
        ],
        told("rounds.responses"): [_of_target(one, told) for one in standings],
        told("staff.served"): [
            told.percent(one.responses / one.served) if one.served and one.responses else "–"
            for one in standings
        ],
    }
    table(pd.DataFrame(rows), told("rounds.title"))


def _of_target(one: RoundStanding, told: Words) -> str:
    n = told.number(one.responses)
    return f"{n} / {told.number(one.target)}" if one.target else n


def _choose(standings: tuple[RoundStanding, ...], told: Words) -> RoundStanding:
    by_id = {one.round.id: one for one in standings}
    id = st.selectbox(
        told("staff.round"),
        list(by_id),
        format_func=lambda id: f"{id} – {by_id[id].round.title}" if id in by_id else id,
        key="round of rounds",
        persist_state="session",
    )
    return by_id.get(id or "", standings[0])


def _state(chosen: RoundStanding, told: Words) -> None:
    round = chosen.round
    if round.sample:
        st.warning(f"**{told('common.sample')}**")
    days = f"{told.date(round.opens)} – {told.date(round.closes)}"
    said = told("rounds.now", state=told(f"states.{chosen.state}"), days=days)
    st.write(plain(said))
    if chosen.state.over and not round.final_on(day_of(datetime.now(UTC))):
        last = round.closes + timedelta(days=round.grace)
        note(told("staff.grace", day=told.date(last), step=round.step))
    if chosen.received is not None:
        note(told("rounds.received", n=told.number(chosen.received)))


def _steps(chosen: RoundStanding, visitor: Actor, told: Words, now: datetime) -> None:
    """The next step as the main button, the others beside it; each asks once more."""
    rights = {Step.SEAL: Right.SEAL, Step.PUBLISH: Right.SEAL, Step.CORRECT: Right.SEAL}
    able = [s for s in chosen.steps if visitor.may(rights.get(s, Right.RUN_ROUNDS))]
    if not able:
        return
    columns = st.columns(max(3, len(able)))
    for place, step in enumerate(able):
        columns[place].button(
            told(f"steps.{step}"),
            key=f"{step} {chosen.round.id}",
            type="primary" if place == 0 else "secondary",
            width="stretch",
            on_click=_ask,
            args=(step, chosen.round),
        )
    asked: tuple[Step, Round] | None = st.session_state.get("step asked")
    if asked is not None and asked[1].id == chosen.round.id:
        _confirm(*asked, told, now)


def _ask(step: Step, seen: Round) -> None:
    st.session_state["step asked"] = (step, seen)


def _confirm(step: Step, seen: Round, told: Words, now: datetime) -> None:
    today = day_of(now)
    early = step is Step.OPEN and today < seen.opens
    with st.container(border=True):
        st.subheader(told(f"steps.{step}"), anchor=False)
        last = seen.closes + timedelta(days=seen.grace)
        days = {"closes": told.date(seen.closes), "grace": told.date(last)}
        st.write(told("steps.will_open_early" if early else f"steps.will_{step}", **days))
        if step in (Step.EXTEND, Step.REOPEN):
            least = max(today, seen.closes + timedelta(days=1)) if step is Step.EXTEND else today
            st.date_input(
                told("rounds.new_closes"),
                value=max(least, seen.closes),
                min_value=least,
                format="DD/MM/YYYY",
                key="step day",
            )
        if step is Step.CORRECT:
            st.text_area(told("rounds.reason"), max_chars=200, key="step reason")
        yes, no, _ = st.columns(3)
        yes.button(
            told("rounds.confirm"),
            type="primary",
            key="step yes",
            width="stretch",
            on_click=_take,
            args=(step, seen, early),
        )
        no.button(told("rounds.leave"), key="step no", width="stretch", on_click=_leave)


def _leave() -> None:
    st.session_state.pop("step asked", None)


def _take(step: Step, seen: Round, early: bool) -> None:
    """Takes the step on the round as it was seen: whoever comes second is told."""
    day: Any = st.session_state.get("step day")
    reason = str(st.session_state.get("step reason") or "")
    if done(_action(step, seen, early, day, reason)) or step is not Step.CORRECT:
        _leave()


def _action(step: Step, seen: Round, early: bool, day: date | None, reason: str) -> Take:
    rounds, publishing = services.rounds, services.publishing
    last = day or seen.closes
    actions: dict[Step, Take] = {
        Step.OPEN: lambda by, now: rounds.open_round(
            program(), seen.id, by, now, early=early, was=seen
        ),
        Step.PAUSE: lambda by, now: rounds.pause_round(program(), seen.id, by, now, was=seen),
        Step.RESUME: lambda by, now: rounds.resume_round(program(), seen.id, by, now, was=seen),
        Step.EXTEND: lambda by, now: rounds.extend_round(
            program(), seen.id, last, by, now, was=seen
        ),
        Step.CLOSE: lambda by, now: rounds.close_round(program(), seen.id, by, now, was=seen),
        Step.REOPEN: lambda by, now: rounds.reopen_round(
            program(), seen.id, last, by, now, was=seen
        ),
        Step.SEAL: lambda by, now: services.sealing.seal_round(
            program(), seen.id, by, now, was=seen
        ),
        Step.PUBLISH: lambda by, now: publishing.publish_round(
            program(), seen.id, by, now, was=seen
        ),
        Step.CORRECT: lambda by, now: publishing.correct_round(
            program(), seen.id, reason, by, now, was=seen
        ),
    }
    return actions[step]


def _editions(round: Round, told: Words) -> None:
    found = services.publishing.editions(program(), round.id)
    if not found:
        return
    st.header(told("public.editions"), anchor=False)
    for place, one in enumerate(found):
        figures = services.publishing.read(one)
        before = services.publishing.read(found[place - 1]) if place else None
        said = told(
            "rounds.edition",
            number=one.number,
            day=told.date(one.published_on),
            n=told.number(figures["responses"]),
        )
        change = ""
        if before is not None:
            growth = figures["responses"] - before["responses"]
            change = f" {told('rounds.change', n=f'{growth:+d}')}"
        why = f" {told('public.why', reason=one.reason)}" if one.reason else ""
        st.write(plain(said + change + why))
        address = f"/cong-khai/{round.id}?edition={one.number}&lang={told.language}"
        st.link_button(told("rounds.see_edition", number=one.number), address)
