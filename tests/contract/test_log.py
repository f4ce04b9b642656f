"""The log of acts: appended to with what it tells of, and chained (every engine)."""

from dataclasses import replace

import pytest

from data.store import Store
from surveys.act import Sought
from surveys.errors import Code, SurveyError
from surveys.round import State
from tests.acts import ACT
from tests.contract.given import round_of


def test_a_change_and_its_act_are_kept_together(store: Store) -> None:
    """A refused change leaves no act behind, a change that took place leaves one."""
    before = store.log.head()[0]
    closed = round_of(state=State.CLOSED)
    store.change_round(closed, round_of(), replace(ACT, action="round.close"))
    with pytest.raises(SurveyError) as refused:
        store.change_round(closed, round_of(), replace(ACT, action="round.close", actor="late"))
    assert refused.value.code is Code.ROUND_MOVED
    assert store.log.head()[0] == before + 1
    assert store.log.read()[0].act.action == "round.close"
    assert "late" not in {line.act.actor for line in store.log.read()}


def test_the_log_is_read_backwards_in_pages(store: Store) -> None:
    """The latest act first; the next page begins where the first one ended."""
    for n in range(5):
        store.log.write(replace(ACT, object=str(n)))
    first = store.log.read(most=2)
    second = store.log.read(before=first[-1].number, most=2)
    assert [line.act.object for line in (*first, *second)] == ["4", "3", "2", "1"]
    assert first[0].act == replace(ACT, object="4")
    assert list(store.log.faults()) == []


def test_one_can_look_for_what_there_is(store: Store) -> None:
    """Every actor and action once, in order, and only their acts are found."""
    store.log.write(replace(ACT, actor="binh"))
    store.log.write(replace(ACT, actor="an", action="round.open"))
    names = store.log.names()
    assert names.actors == ("an", "binh", "test")
    assert {"round.open", "test.act"} == set(names.actions)
    assert [one.act.actor for one in store.log.read(Sought(actor="an"))] == ["an"]
    assert [one.act.actor for one in store.log.read(Sought("binh", "test.act"))] == ["binh"]
    assert store.log.read(Sought("binh", "round.open")) == []
