"""All that a round has, read as of one moment while life goes on."""

from collections import Counter
from dataclasses import replace
from uuid import UUID

import pytest

from data.store import Outcome, Store
from surveys.round import State
from surveys.standing import Standing
from tests.acts import ACT
from tests.contract.given import QUESTIONNAIRE, entry, round_of


def _numbered(first: int, last: int) -> list[str]:
    return [f"n{number}" for number in range(first, last)]


def test_each_response_is_there_once_with_where_it_stands(store: Store) -> None:
    """Of this round and no other; what was erased is not among them."""
    entries = [entry(notice=name) for name in _numbered(0, 40)]
    apart = [replace(one, standing=Standing.LATE) for one in entries[:7]]
    store.keep([*apart, *entries[7:]])
    store.add_round(round_of("2025-H2", State.CLOSED), QUESTIONNAIRE.hash, ACT)
    store.add_counted([entry(round="2025-H2", notice="other")])
    store.seals.destroy([entries[9].response.id], replace(ACT, action="response.erase"))
    kept = {one.response.id: one for one in [*apart, *entries[7:9], *entries[10:]]}
    with store.stored("2026-H1") as stored:
        assert stored.number == 39
        found = Counter(stored.rows)
    assert found == Counter(
        (one.response.record(one.standing), str(one.standing)) for one in kept.values()
    )


def test_who_reads_sees_one_moment_and_nobody_waits_for_him(store: Store) -> None:
    """Answers are taken in and taken out while he reads; he has those that there were."""
    first = [entry(notice=name) for name in _numbered(0, 50)]
    store.keep(first)
    with store.stored("2026-H1") as stored:
        seen = [next(stored.rows)]
        assert store.keep([entry(notice="later")]) == [Outcome.KEPT]
        seen += stored.rows
    assert {text for text, _ in seen} == {one.response.record(one.standing) for one in first}
    assert len(seen) == stored.number == 50
    with store.stored("2026-H1") as again:
        assert again.number == len(list(again.rows)) == 51


def test_the_order_tells_neither_who_came_first_nor_an_id(store: Store) -> None:
    """A device may number its answers; what tells the order is this machine's chance alone."""
    entries = [entry(UUID(int=number, version=4), notice=f"n{number:02}") for number in range(60)]
    for one in entries:
        store.keep([one])
    with store.stored("2026-H1") as stored:
        texts = [text for text, _ in stored.rows]
    arrived = [one.response.record(one.standing) for one in entries]
    assert sorted(texts) == sorted(arrived)
    assert texts not in (arrived, arrived[::-1])


@pytest.mark.parametrize("opener", ["sqlite"], indirect=True)
def test_what_is_erased_while_somebody_reads_is_gone_once_he_has_ended(store: Store) -> None:
    """Neither the erasure nor any answer waits for him; afterwards no file has a byte of it."""
    comment = "không ai khác viết câu này"
    gone = entry(notice=comment)
    store.keep([gone, *(entry() for _ in range(20))])
    path = store.upkeep.path
    files = (path, path.with_name(f"{path.name}-wal"))
    with store.stored("2026-H1") as stored:
        assert next(stored.rows)
        store.seals.destroy([gone.response.id], replace(ACT, action="response.erase"))
        assert store.keep([entry()]) == [Outcome.KEPT]
        assert comment.encode() in files[1].read_bytes()  # he still sees it
    assert all(comment.encode() not in one.read_bytes() for one in files)
    connections = store._connections  # type: ignore[attr-defined]
    assert not connections.forget_what_is_left()
