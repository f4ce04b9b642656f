"""Answers, retries, erasures, changes of the round and roll-ups in any order, at two processes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import count as numbers
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.store import Outcome, Store, open_store
from surveys.act import Act
from surveys.link import Link
from surveys.round import State
from surveys.standing import Standing
from surveys.tally import ALL, Slice, Tally, count
from surveys.unit import Unit, UnitKind
from tests.acts import ACT, NOW
from tests.contract.given import KEY, QUESTIONNAIRE, entry, round_of
from tests.postgres import Databases

pytestmark = pytest.mark.long

ERASE = Act(NOW, "test", "response.erase", "2026-H1")
ROUND = round_of()
PROVINCE = (
    [
        Unit("99", "Tỉnh", UnitKind.PROVINCE),
        Unit("99001", "Xã A", UnitKind.COMMUNE, "99"),
        Unit("99002", "Xã B", UnitKind.COMMUNE, "99"),
    ],
    [Link("AAAA222", "99001")],
)

process = st.integers(0, 1)
answers = st.lists(st.integers(0, 24), min_size=1, max_size=9)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("keep"), process, answers),
        st.tuples(st.just("keep"), process, answers),
        st.tuples(st.just("erase"), process, st.integers(0, 24)),
        st.tuples(st.just("pause"), process, st.none()),
        st.tuples(st.just("roll up"), process, st.none()),
    ),
    max_size=14,
)


@dataclass
class Expected:
    """What must be there, step by step."""

    kept: set[int] = field(default_factory=set)
    erased: set[int] = field(default_factory=set)
    open: bool = True

    def keep(self, chosen: Sequence[int]) -> list[Outcome]:
        told = []
        for one in chosen:
            if one in self.erased:
                told.append(Outcome.ERASED)
            elif one in self.kept:
                told.append(Outcome.KNOWN)
            elif not self.open:
                told.append(Outcome.ROUND_MOVED)
            else:
                self.kept.add(one)
                told.append(Outcome.KEPT)
        return told


def answer(number: int) -> UUID:
    return UUID(int=number + 1)


class Office:
    """Two processes over one database."""

    def __init__(self, url: str, folder: Path) -> None:
        self.stores = [open_store(url, KEY, beside=folder / "files") for _ in range(2)]
        self.stores[0].save_units(*PROVINCE, ACT)
        self.stores[0].add_round(ROUND, QUESTIONNAIRE.hash, ACT)
        self.expected = Expected()

    def close(self) -> None:
        for store in self.stores:
            store.close()

    def do(self, what: str, at: int, given: object) -> None:
        store, expected = self.stores[at], self.expected
        if what == "keep":
            assert isinstance(given, list)
            batch = [
                entry(answer(one), level=1 + one % 3, unit=("99001", "99002")[one % 2])
                for one in given
            ]
            assert store.keep(batch) == expected.keep(given)
        elif what == "erase":
            assert isinstance(given, int)
            there = given in expected.kept
            assert store.seals.destroy([answer(given)], ERASE) == there
            if there:
                expected.kept.remove(given)
                expected.erased.add(given)
        elif what == "pause":
            states = (State.OPEN, State.PAUSED) if expected.open else (State.PAUSED, State.OPEN)
            was, then = (replace(ROUND, state=state) for state in states)
            store.change_round(then, was, ACT)
            expected.open = not expected.open
        else:
            store.take_snapshots("2026-H1", 5)

    def assert_whole(self) -> None:
        for store in self.stores:
            assert_figures(store, {answer(one) for one in self.expected.kept})


def assert_figures(store: Store, ids: set[UUID]) -> None:
    """Every response once, the tally their count, roll-ups the sum of snapshots, seals whole."""
    kept = list(store.responses("2026-H1"))
    assert len(kept) == len(ids)
    assert {one.id for one in kept} == ids
    assert store.tallies("2026-H1") == count(kept, {QUESTIONNAIRE.key: QUESTIONNAIRE})
    shown = store.snapshots("2026-H1")
    assert _whole(store.rollup("2026-H1", "99")) == sum(_whole(one) for one in shown.values())
    assert list(store.chain_faults()) == []
    assert len(list(store.responses("2026-H1", Standing.COUNTED))) == len(kept)


def _whole(tally: Tally) -> int:
    return tally.get((ALL, ""), Slice()).responses


_made = numbers(1)


@pytest.fixture(params=["sqlite", "postgresql"])
def places(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[object]:
    """Addresses of empty databases."""
    if request.param == "sqlite":
        yield lambda: f"sqlite:///{tmp_path / str(next(_made))}.db"
    else:
        databases: Databases = request.getfixturevalue("databases")
        yield databases.new


@settings(max_examples=25, deadline=None)
@given(steps=steps)
def _hold(places: object, steps: Sequence[tuple[str, int, object]]) -> None:
    with TemporaryDirectory() as folder:
        office = Office(places(), Path(folder))  # type: ignore[operator]
        try:
            for step in steps:
                office.do(*step)
            office.assert_whole()
        finally:
            office.close()


def test_every_order_ends_in_the_same_state(places: object) -> None:
    """Outcomes are those that the answers' history demands, at whichever process it happened."""
    _hold(places)
