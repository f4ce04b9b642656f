"""What every store promises of single-use links."""

import sqlite3
from dataclasses import replace
from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest

from data.slips import HandedOut, Use
from data.store import Entry, Outcome, Store
from surveys.errors import Code, SurveyError
from surveys.questionnaire import shipped
from surveys.slip import MOST_ANSWERS
from surveys.standing import Standing
from surveys.tally import count
from tests.acts import ACT
from tests.contract.conftest import Opener
from tests.contract.given import entry

ONE, OTHER = b"1" * 32, b"2" * 32
DAY = date(2026, 3, 5)


def by_slip(slip: bytes = ONE, **more: object) -> Entry:
    return replace(entry(channel="slip", **more), slip=slip)  # type: ignore[arg-type]


def assert_counted(store: Store, counted: int, doubles: int) -> None:
    """Figures and numbers apart are what the stored responses say."""
    audit = store.audit("2026-H1", lambda responses: count(responses, shipped()))
    assert audit.counted == audit.tallies
    assert audit.apart == audit.told_apart
    assert dict(store.received("2026-H1")).get("99001", 0) == counted
    assert store.apart("2026-H1").get("99001", {}).get(Standing.DOUBLE, 0) == doubles
    assert list(store.chain_faults()) == []


def test_a_slip_is_used_up_by_its_first_answer(store: Store) -> None:
    """A later one of another id is kept, counted and shown apart."""
    assert store.slips.use(ONE) is Use.FRESH
    assert store.keep([by_slip()]) == [Outcome.KEPT]
    assert store.slips.use(ONE) is Use.USED
    assert store.keep([by_slip()]) == [Outcome.KEPT]
    assert store.slips.use(OTHER) is Use.FRESH
    assert_counted(store, 1, 1)


def test_two_answers_of_one_slip_may_come_together(store: Store) -> None:
    """Of two devices that took the same slip, the answer that is stored first counts."""
    first, second = by_slip(level=1), by_slip(level=3)
    assert store.keep([first, second, by_slip(OTHER)]) == [Outcome.KEPT] * 3
    assert_counted(store, 2, 1)
    counted = {one.id for one in store.responses("2026-H1", Standing.COUNTED)}
    assert first.response.id in counted
    assert second.response.id not in counted


def test_the_same_answer_again_is_no_double(store: Store) -> None:
    """In the same batch, in a later one, and after a double of it has come."""
    one = by_slip()
    assert store.keep([one, one]) == [Outcome.KEPT, Outcome.KNOWN]
    assert store.keep([one]) == [Outcome.KNOWN]
    other = by_slip()
    store.keep([other])
    assert store.keep([one, other]) == [Outcome.KNOWN, Outcome.KNOWN]
    assert_counted(store, 1, 1)


def test_a_known_id_uses_no_further_slip_up(store: Store) -> None:
    """Neither with the same content nor with another one."""
    one = by_slip()
    store.keep([one])
    again = replace(one, slip=OTHER)
    changed = replace(by_slip(OTHER, id=one.response.id, level=1))
    assert store.keep([again, changed]) == [Outcome.KNOWN, Outcome.OTHER_CONTENT]
    assert store.slips.use(OTHER) is Use.FRESH


def test_a_double_is_a_double_however_it_stands(store: Store) -> None:
    """Late or not valid: on a used slip it can never count."""
    store.keep([by_slip()])
    store.keep([replace(by_slip(), standing=Standing.INCOMPLETE)])
    assert store.apart("2026-H1") == {"99001": {Standing.DOUBLE: 1}}


def test_what_is_not_kept_uses_nothing_up(store: Store) -> None:
    """A batch that fails, or a round that has moved, leaves the slip as it was."""
    with pytest.raises(Exception, match=r"FOREIGN KEY|no partition"):
        store.add_counted([by_slip(), entry(round="no such round")])
    assert store.slips.use(ONE) is Use.FRESH
    assert store.keep([by_slip(round="2026-H9")]) == [Outcome.ROUND_MOVED]
    assert store.slips.use(ONE) is Use.FRESH


def test_one_slip_takes_only_so_many_answers(store: Store) -> None:
    """Then nothing more is stored, in one batch as in many."""
    batch = [by_slip() for _ in range(MOST_ANSWERS + 2)]
    assert store.keep(batch) == [Outcome.KEPT] * MOST_ANSWERS + [Outcome.SLIP_USED] * 2
    assert store.keep([by_slip()]) == [Outcome.SLIP_USED]
    assert_counted(store, 1, MOST_ANSWERS - 1)


def test_a_void_slip_takes_no_answer(store: Store) -> None:
    """Whoever sends one is refused, and nothing is stored."""
    store.slips.void(ONE, "2026-H1", "99001", DAY, ACT)
    assert store.slips.use(ONE) is Use.VOIDED
    assert store.keep([by_slip(), by_slip(OTHER)]) == [Outcome.SLIP_VOIDED, Outcome.KEPT]
    assert_counted(store, 1, 0)


def test_a_used_slip_cannot_be_made_void(store: Store) -> None:
    """Nor twice; and a refusal leaves neither a number nor an act."""
    store.keep([by_slip()])
    store.slips.void(OTHER, "2026-H1", "99001", DAY, ACT)
    before = store.log.head()
    for hash, code in ((ONE, Code.SLIP_USED), (OTHER, Code.SLIP_VOIDED)):
        with pytest.raises(SurveyError) as refused:
            store.slips.void(hash, "2026-H1", "99001", DAY, ACT)
        assert refused.value.code is code
    assert store.log.head() == before
    assert [one.voided for one in store.slips.handed_out("2026-H1")] == [1]


def test_numbers_handed_out_add_up_by_day_field_and_outcome(store: Store) -> None:
    """And nothing of each slip is kept."""
    for number in (20, 5):
        store.slips.make("2026-H1", HandedOut("99001", DAY, "land", "refused", number, 0), ACT)
    store.slips.make("2026-H1", HandedOut("99001", DAY, "", "granted", 3, 0), ACT)
    assert store.slips.handed_out("2026-H1") == [
        HandedOut("99001", DAY, "", "granted", 3, 0),
        HandedOut("99001", DAY, "land", "refused", 25, 0),
    ]
    assert store.slips.use(ONE) is Use.FRESH


def test_two_writers_use_a_slip_up_once(store: Store, opener: Opener) -> None:
    """Two processes as two threads: one answer counts."""
    other = opener()
    store.keep([by_slip()])
    other.keep([by_slip()])
    other.close()
    assert_counted(store, 1, 1)


def test_used_slips_have_no_order_and_no_time(store: Store) -> None:
    """The table has a hash and a number, and the sealed text has nothing of a slip."""
    store.keep([by_slip(bytes([n]) * 32, id=uuid4()) for n in (9, 1, 5)])
    columns = [column for table, column in store.columns() if table == "spent_slip"]
    assert columns == ["hash", "answers"]
    for record in store.records("2026-H1"):
        assert "slip" not in record.replace('"channel":"slip"', "")


@pytest.mark.parametrize("opener", ["sqlite"], indirect=True)
def test_sqlite_keeps_used_slips_by_their_hash_alone(store: Store, tmp_path: Path) -> None:
    """Rows without a number of their own lie in the order of their hashes."""
    store.keep([by_slip(bytes([n]) * 32, id=uuid4()) for n in (9, 1, 5)])
    with sqlite3.connect(tmp_path / "store.db") as db:
        with pytest.raises(sqlite3.OperationalError, match="rowid"):
            db.execute("select rowid from spent_slip")
        rows = db.execute("select hash from spent_slip").fetchall()
        assert rows == sorted(rows)
    db.close()
