"""Whatever was shown of a unit at any two moments never differs by a few people.

Each person answers a question of the test's with a number of his own, so that whoever is in a figure
can be read off it.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import combinations
from pathlib import Path
from unittest.mock import patch
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.store import Entry, Store, open_store
from surveys.errors import SurveyError
from surveys.link import Link
from surveys.questionnaire import read
from surveys.response import Response
from surveys.review import Choice
from surveys.round import Round, State
from surveys.snapshot import release
from surveys.standing import Standing
from surveys.tally import ALL, CHANNEL, FIELD, Slice, SliceKey, Tally, count, counts_of
from surveys.unit import Unit, UnitKind
from tests.acts import ACT

pytestmark = pytest.mark.long

STEP = 3
WHO = read(
    """
    id = "who"
    version = 1
    title = { vi = "Ai" }
    about = { vi = "Ai" }
    source = "test"
    minutes = 1
    [[sections]]
    id = "s"
    [[sections.questions]]
    id = "who"
    kind = "number"
    text = { vi = "Ai?" }
    minimum = 0
    maximum = 100
    """
)
DAYS = (date(2026, 1, 1), date(2026, 6, 30))
ROUND = Round("2026-H1", "x", WHO.key, *DAYS, ("99001",), State.OPEN, step=STEP)
CLOSED = replace(ROUND, state=State.CLOSED)

People = frozenset[int]
person = st.tuples(
    st.sampled_from(["qr", "kiosk"]),
    st.sampled_from(["land", "other"]),
    st.sampled_from([(), ("burst",), ("too_fast",), ("burst", "too_fast")]),
    st.sampled_from([*(Standing.COUNTED,) * 5, Standing.LATE]),
)
histories = st.lists(st.lists(person, max_size=9), min_size=1, max_size=5)
reviews = st.lists(
    st.one_of(
        st.tuples(
            st.just("exclude"),
            st.sampled_from(["burst", "too_fast"]),
            st.sampled_from([None, "qr", "kiosk"]),
        ),
        st.tuples(st.just("include"), st.integers(1, 4), st.none()),
    ),
    max_size=6,
)


@dataclass
class Seen:
    """Who was in each slice, at each moment at which somebody may have looked."""

    moments: list[tuple[str, dict[SliceKey, People]]] = field(default_factory=list)

    def look(self, store: Store, when: str) -> None:
        snapshot = store.snapshots("2026-H1").get("99001", {})
        self.moments.append((when, {key: _people(part) for key, part in snapshot.items()}))

    def check(self) -> None:
        for (first, one), (second, other) in combinations(self.moments, 2):
            for key in one.keys() & other.keys():
                # The last snapshot has everybody: the one exception, told in decision 2.
                last = first == "live" and second == "last" and key[0] == ALL
                if key[0] in (ALL, CHANNEL, FIELD) and not last:
                    assert len(one[key] ^ other[key]) not in range(1, STEP), (first, second, key)
        for when, shown in self.moments:
            whole = shown.get((ALL, ""), frozenset())
            for dimension in (CHANNEL, FIELD):
                told = [people for key, people in shown.items() if key[0] == dimension]
                rest = whole.difference(*told)
                assert when != "review" or len(rest) not in range(1, STEP)


def _people(part: Slice) -> People:
    return frozenset(int(cell) for cell in part.counts.get("who", {}))


@contextmanager
def _opened() -> Iterator[Store]:
    with (
        tempfile.TemporaryDirectory() as folder,
        patch("data.sql.review.find", {WHO.key: WHO}.__getitem__),
    ):
        store = open_store(f"sqlite:///{Path(folder) / 'x.db'}", b"k" * 32)
        units = [Unit("99", "T", UnitKind.PROVINCE), Unit("99001", "X", UnitKind.COMMUNE, "99")]
        store.save_units(units, [Link("AAAA222", "99001")], ACT)
        store.add_round(ROUND, WHO.hash, ACT)
        yield store
        store.close()


def _entry(number: int, given: tuple[str, str, tuple[str, ...], Standing]) -> Entry:
    channel, procedure, flags, standing = given
    response = Response(
        id=UUID(int=number, version=4),
        round=ROUND.id,
        unit="99001",
        channel=channel,
        field=procedure,
        language="vi",
        questionnaire=WHO.key,
        notice="n",
        day=date(2026, 3, 5),
        hours="morning",
        duration="unknown",
        answers={"who": number},
        flags=flags,
    )
    return Entry(response, counts_of(response, WHO), standing)


def _review(store: Store, step: tuple[str, object, object]) -> str:
    what, which, channel = step
    try:
        if what == "exclude":
            choice = Choice("99001", str(which), None, channel and str(channel))  # type: ignore[arg-type]
            store.review.exclude(CLOSED, choice, "lý do", STEP, ACT)
        else:
            store.review.include(CLOSED, int(str(which)), "lý do", STEP, ACT)
    except SurveyError:
        return "refused"
    return "review" if any(one.active for one in store.review.exclusions(ROUND.id)) else "last"


def _whole(store: Store) -> None:
    """The tally is the count of what is in the figures, and those above have the same figures."""
    counted = store.responses(ROUND.id, Standing.COUNTED)
    tallies = {
        unit: {key: part for key, part in tally.items() if not part.empty}
        for unit, tally in store.tallies(ROUND.id).items()
    }
    assert {unit: tally for unit, tally in tallies.items() if tally} == count(
        counted, {WHO.key: WHO}
    )
    audit = store.audit(ROUND.id, lambda _: {})
    assert audit.apart == audit.told_apart
    for key, part in audit.rollups.get("99", {}).items():
        assert part == audit.snapshots.get("99001", {}).get(key, Slice())
    assert list(store.chain_faults()) == []


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(histories, reviews)
def test_nothing_that_was_ever_shown_differs_by_a_few_people(
    history: list[list[tuple[str, str, tuple[str, ...], Standing]]],
    steps: list[tuple[str, object, object]],
) -> None:
    """Answers come and figures are shown; the round closes; groups are taken out and back in."""
    seen, number = Seen(), 0
    with _opened() as store:
        for batch in history:
            entries = [_entry(number + place, given) for place, given in enumerate(batch)]
            number += len(batch)
            store.keep(entries)
            store.take_snapshots(ROUND.id, STEP)
            seen.look(store, "live")
        store.change_round(CLOSED, ROUND, ACT)
        store.take_snapshots(ROUND.id, STEP, last=True)
        seen.look(store, "last")
        for step in steps:
            before = dict(store.snapshots(ROUND.id))
            when = _review(store, step)
            if when == "refused":
                assert before == dict(store.snapshots(ROUND.id))
            else:
                seen.look(store, when)
            store.take_snapshots(ROUND.id, STEP, last=True)
            _whole(store)
    seen.check()


moves = st.lists(
    st.one_of(
        st.tuples(st.just("keep"), st.sampled_from(["qr", "kiosk", "paper"])),
        st.tuples(st.just("erase"), st.integers(0, 60)),
        st.tuples(st.just("show"), st.none()),
    ),
    max_size=60,
)


@settings(max_examples=200, deadline=None)
@given(moves, st.integers(2, 5))
def test_erasing_somebody_shows_nobody(moves: list[tuple[str, object]], step: int) -> None:
    """No release lets a figure fall, and no two differ by a few people, whoever was erased between."""
    there: dict[int, str] = {}
    snapshot: Tally = {}
    seen: dict[SliceKey, list[People]] = {}
    for number, (what, which) in enumerate(moves):
        if what == "keep":
            there[number] = str(which)
        elif what == "erase" and there:
            there.pop(sorted(there)[int(str(which)) % len(there)])
        elif what == "show":
            released = release(_tally_of(there), snapshot, step)
            for key, part in released.items():
                assert part.responses >= snapshot.get(key, Slice()).responses + step
                seen.setdefault(key, []).append(_people(part))
            snapshot = {**snapshot, **released}
    for sets in seen.values():
        for one, other in combinations(sets, 2):
            assert len(one ^ other) >= step


def _tally_of(there: dict[int, str]) -> Tally:
    tally: Tally = {}
    for number, channel in there.items():
        for key in ((ALL, ""), (CHANNEL, channel)):
            part = tally.setdefault(key, Slice())
            part.responses += 1
            part.count([("who", str(number))])
    return tally
