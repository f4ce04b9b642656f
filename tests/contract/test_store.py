"""What every store promises."""

import threading
from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import uuid4

import pytest

from data.store import Entry, Outcome, Store
from surveys.errors import Code, SurveyError
from surveys.link import Link
from surveys.published import PublishedCount
from surveys.questionnaire import shipped
from surveys.round import State
from surveys.standing import Standing
from surveys.tally import ALL, CHANNEL, FIELD, Slice, count, merge
from surveys.unit import Unit, UnitKind
from tests.acts import ACT
from tests.contract.conftest import Opener
from tests.contract.given import QUESTIONNAIRE, entry, round_of


def assert_tally_is_the_count(store: Store, round: str = "2026-H1") -> None:
    assert count(store.responses(round), shipped()) == dict(store.tallies(round))


def test_a_response_comes_back_as_it_was(store: Store) -> None:
    """Everything that was kept, and nothing else."""
    one = entry(answers={"result": 3, "conduct": None, "communication": 1, "responsibility": 2})
    assert store.keep([one]) == [Outcome.KEPT]
    assert one.response == store.response(one.response.id)
    assert store.response(uuid4()) is None


def test_the_same_answer_again_is_known(store: Store) -> None:
    """A retry on another day, in the same batch or a later one, is not counted twice."""
    one = entry()
    later = Entry(replace(one.response, day=date(2026, 3, 6), hours="afternoon"), one.cells)
    assert store.keep([one, later]) == [Outcome.KEPT, Outcome.KNOWN]
    assert store.keep([later]) == [Outcome.KNOWN]
    assert len(list(store.responses("2026-H1"))) == 1
    assert_tally_is_the_count(store)


@pytest.mark.parametrize(
    "other", [{"unit": "99002"}, {"field": "other"}, {"language": "en"}, {"level": 1}]
)
def test_the_same_id_with_other_content_is_told_apart(
    store: Store, other: dict[str, object]
) -> None:
    """The first answer stays, the second is refused."""
    id = uuid4()
    store.keep([entry(id)])
    assert store.keep([entry(id, **other)]) == [Outcome.OTHER_CONTENT]  # type: ignore[arg-type]
    assert_tally_is_the_count(store)


def test_nothing_enters_a_round_that_is_not_open(store: Store) -> None:
    """Whatever the door believed a second ago; but a known answer is known for ever."""
    early = entry()
    store.keep([early])
    store.change_round(round_of(state=State.CLOSED), round_of(), ACT)
    late = entry()
    assert store.keep([early, late]) == [Outcome.KNOWN, Outcome.ROUND_MOVED]
    assert store.response(late.response.id) is None
    assert_tally_is_the_count(store)


def test_an_entry_holds_for_the_state_it_was_judged_for(store: Store) -> None:
    """Late for a closed round is not late once somebody has opened it again, and the reverse."""
    judged = replace(entry(), standing=Standing.LATE, state=State.CLOSED)
    assert store.keep([judged]) == [Outcome.ROUND_MOVED]
    store.change_round(round_of(state=State.CLOSED), round_of(), ACT)
    assert store.keep([judged]) == [Outcome.KEPT]


def test_what_stands_apart_is_kept_and_is_in_no_tally(store: Store) -> None:
    """Late and incomplete responses are counted by themselves, unit by unit."""
    batch = [entry(), *(replace(entry(), standing=one) for one in (Standing.LATE,) * 2)]
    batch += [replace(entry(unit="99002"), standing=Standing.INCOMPLETE)]
    assert store.keep(batch) == [Outcome.KEPT] * 4
    assert store.apart("2026-H1") == {
        "99001": {Standing.LATE: 2},
        "99002": {Standing.INCOMPLETE: 1},
    }
    assert len(list(store.responses("2026-H1"))) == 4
    counted = list(store.responses("2026-H1", Standing.COUNTED))
    assert counted == [batch[0].response]
    assert count(counted, shipped()) == dict(store.tallies("2026-H1"))
    audit = store.audit("2026-H1", lambda responses: count(responses, shipped()))
    assert audit.counted == audit.tallies
    assert audit.apart == audit.told_apart == store.apart("2026-H1")
    assert list(store.chain_faults()) == []


def test_the_tally_is_the_count_of_the_responses(store: Store) -> None:
    """After many batches with repeats, by every dimension."""
    for turn in range(7):
        batch = [
            entry(level=1 + n % 3, unit=f"9900{1 + n % 2}", channel=("qr", "kiosk")[n % 2])
            for n in range(turn)
        ]
        store.keep(batch)
        store.keep(batch[:2])
        assert_tally_is_the_count(store)


def test_two_writers_count_together(store: Store, opener: Opener) -> None:
    """What one process holds in memory never hides what another has counted."""
    other = opener()
    for _ in range(5):
        store.keep([entry(), entry(unit="99002")])
        other.keep([entry(), entry(field="other")])
    assert len(list(store.responses("2026-H1"))) == 20
    assert_tally_is_the_count(store)
    assert list(store.chain_faults()) == []
    other.close()


def test_threads_may_write_at_once(store: Store) -> None:
    """No answer is lost or counted twice between threads."""
    batches = [[entry() for _ in range(10)] for _ in range(8)]
    threads = [threading.Thread(target=store.keep, args=(batch,)) for batch in batches]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(list(store.responses("2026-H1"))) == 80
    assert_tally_is_the_count(store)


def test_a_batch_that_fails_leaves_nothing(store: Store) -> None:
    """All of a transaction or none of it, and the next one works."""
    with pytest.raises(Exception, match=r"FOREIGN KEY|no partition"):
        store.add_counted([entry(), entry(round="no such round")])
    assert list(store.responses("2026-H1")) == []
    assert store.keep([entry()]) == [Outcome.KEPT]
    assert_tally_is_the_count(store)
    assert list(store.chain_faults()) == []


def test_answers_survive_closing(opener: Opener, store: Store) -> None:
    """What was kept is there when the program starts again."""
    one = entry()
    store.keep([one])
    again = opener()
    assert one.response == again.response(one.response.id)
    again.close()


def test_the_fifth_answer_appears_not_the_first(store: Store) -> None:
    """A snapshot is taken only when five new responses have come."""
    for number in range(1, 11):
        store.keep([entry()])
        store.take_snapshots("2026-H1", 5)
        shown = store.rollup("2026-H1", "99").get((ALL, ""), Slice()).responses
        assert number // 5 * 5 == shown


def test_parents_sum_the_snapshots_below(store: Store) -> None:
    """A unit under the step adds nothing to its parent."""
    store.keep([entry(unit="99001") for _ in range(7)] + [entry(unit="99002") for _ in range(4)])
    assert store.take_snapshots("2026-H1", 5) == 1
    assert store.rollup("2026-H1", "99")[ALL, ""].responses == 7
    assert {
        unit: part.responses
        for unit, part in store.rollup_totals("2026-H1", ["99001", "99002"]).items()
    } == {"99001": 7}
    store.keep([entry(unit="99002")])
    assert store.take_snapshots("2026-H1", 5) == 1
    assert merge(store.snapshots("2026-H1").values()) == store.rollup("2026-H1", "99")


def test_the_last_snapshot_has_every_response(store: Store) -> None:
    """When a round closes, a unit with five or more shows all of them."""
    store.keep([entry(unit="99001") for _ in range(7)] + [entry(unit="99002") for _ in range(4)])
    store.take_snapshots("2026-H1", 5)
    store.keep([entry(unit="99001")])
    store.take_snapshots("2026-H1", 5, last=True)
    assert store.rollup("2026-H1", "99")[ALL, ""].responses == 8
    assert dict(store.received("2026-H1")) == {"99001": 8, "99002": 4}
    assert "99002" not in store.snapshots("2026-H1")


MOVED = [
    Unit("98", "Tỉnh khác", UnitKind.PROVINCE),
    Unit("99001", "Xã A", UnitKind.COMMUNE, "98"),
]


def test_a_moved_unit_takes_its_figures_along(store: Store) -> None:
    """After a change of the tree every roll-up is the sum of what is below it now."""
    store.keep([entry() for _ in range(5)])
    store.take_snapshots("2026-H1", 5)
    store.save_units(MOVED, [], replace(ACT, at=datetime(2026, 3, 6, tzinfo=UTC)))
    assert store.rollup("2026-H1", "99") == {}
    assert store.rollup("2026-H1", "98")[ALL, ""].responses == 5
    assert store.tree("2026-H1") == store.units()


def test_a_round_that_is_over_keeps_its_tree(store: Store) -> None:
    """A change of the tree after the last day moves nobody in it."""
    store.keep([entry() for _ in range(5)])
    store.take_snapshots("2026-H1", 5)
    before = store.units()
    store.save_units(MOVED, [], replace(ACT, at=datetime(2026, 7, 1, tzinfo=UTC)))
    store.save_units(MOVED[:1], [], replace(ACT, at=datetime(2026, 7, 2, tzinfo=UTC)))
    assert store.rollup("2026-H1", "99")[ALL, ""].responses == 5
    assert store.tree("2026-H1") == before
    assert store.units() != before


def test_breakdowns_are_rolled_up_too(store: Store) -> None:
    """Channels and fields of both communes stand in the province's tally."""
    store.keep([entry(channel="qr", unit="99001") for _ in range(5)])
    store.keep([entry(channel="kiosk", unit="99002", field="other") for _ in range(6)])
    store.take_snapshots("2026-H1", 5)
    tally = store.rollup("2026-H1", "99")
    assert (tally[CHANNEL, "qr"].responses, tally[CHANNEL, "kiosk"].responses) == (5, 6)
    assert (tally[FIELD, "land"].responses, tally[FIELD, "other"].responses) == (5, 6)


def test_rounds_change_only_from_the_state_they_are_in(store: Store) -> None:
    """Of two officials who close a round at once, one is told."""
    store.change_round(round_of(state=State.CLOSED), round_of(), ACT)
    with pytest.raises(SurveyError) as refused:
        store.change_round(round_of(state=State.CLOSED), round_of(), ACT)
    assert refused.value.code == Code.ROUND_MOVED
    assert [round.state for round in store.rounds()] == [State.CLOSED]


def test_a_round_id_is_taken_once(store: Store) -> None:
    """A second round of the same id is refused."""
    with pytest.raises(SurveyError) as refused:
        store.add_round(round_of(), QUESTIONNAIRE.hash, ACT)
    assert refused.value.code == Code.ROUND_EXISTS


def test_units_keep_their_order_codes_and_dates(store: Store) -> None:
    """Codes are text with their zeros; days come back as days."""
    unit = Unit("00004", "Phường", UnitKind.COMMUNE, "99", date(2025, 7, 1), date(2030, 1, 1))
    store.save_units([unit], [Link("CCCC222", "00004")], ACT)
    assert [one.code for one in store.units().units] == ["99", "99001", "99002", "00004"]
    assert unit == store.units().unit("00004")
    assert store.links()["CCCC222"].unit == "00004"
    assert store.links()["BBBB222"].field == "land"


def test_a_link_never_changes(store: Store) -> None:
    """A code that is printed on a wall keeps its unit whatever is imported."""
    store.save_units([], [Link("AAAA222", "99002")], ACT)
    assert store.links()["AAAA222"].unit == "99001"


def test_people_served_are_kept_by_round_and_unit(store: Store) -> None:
    """A later number replaces the earlier one."""
    store.save_served({("2026-H1", "99001"): 10, ("2025-H2", "99001"): 7}, ACT)
    store.save_served({("2026-H1", "99001"): 12}, ACT)
    assert dict(store.served("2026-H1")) == {"99001": 12}


def test_published_counts_are_kept_as_printed(store: Store) -> None:
    """Also the totals that do not add up."""
    rows = [
        PublishedCount("99001", "", level, n, 5952, "lượt", "tin")
        for level, n in ((1, 20), (3, 6597))
    ]
    store.add_published("2026-H1", rows, ACT)
    store.add_published("2026-H1", rows, ACT)
    assert rows == list(store.published("2026-H1"))
    assert dict(store.tallies("2026-H1")) == {}


def test_notices_are_kept_once_and_found_again(store: Store) -> None:
    """The one that came last stands at the end; keeping one twice changes and logs nothing."""
    assert store.notices.keep("2026-H1", "aaaa", "first", 12, ACT)
    assert store.notices.keep("2026-H1", "bbbb", "second", 24, ACT)
    before = store.log.head()
    assert not store.notices.keep("2026-H1", "aaaa", "first", 24, ACT)
    assert store.log.head() == before
    assert store.notices.hashes() == {"2026-H1": ("aaaa", "bbbb")}
    assert store.notices.months() == {"2026-H1": 12}
    assert store.notices.record("bbbb") == "second"
    assert store.notices.record("cccc") is None


def test_a_round_may_say_how_long_it_keeps_answers(store: Store) -> None:
    """In months, the last word counts, and each is logged."""
    assert store.notices.months() == {}
    before = store.log.head()[0]
    store.notices.set_months("2026-H1", 24, ACT)
    store.notices.set_months("2026-H1", 6, ACT)
    assert store.notices.months() == {"2026-H1": 6}
    assert store.log.head()[0] == before + 2


def test_weeks_keep_what_was_shown_in_them(store: Store) -> None:
    """The last snapshot of each week, and first what had been shown before any week was noted."""
    store.keep([entry() for _ in range(5)])
    store.take_snapshots("2026-H1", 5)
    for week, number in (
        ("2026-03-02", 6),
        ("2026-03-02", 5),
        ("2026-03-16", 3),
        ("2026-03-23", 7),
    ):
        store.keep([entry() for _ in range(number)])
        store.take_snapshots("2026-H1", 5, week=week)
    shown = [(week, part.responses) for week, part in store.weeks("2026-H1")["99001"]]
    assert shown == [("", 5), ("2026-03-02", 16), ("2026-03-23", 26)]
    assert store.weeks("2025-H2") == {}
