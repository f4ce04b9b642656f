"""What every store promises of the register of breaches."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from data.store import Store
from surveys.breach import Account, Breach, Kind
from surveys.errors import Code, SurveyError
from tests.acts import ACT

AT = datetime(2026, 12, 31, 18, 0, tzinfo=UTC)
NEW = Breach("", Kind.LEAKED, AT, AT + timedelta(hours=72), Account("a", "b", None, "c"))


def test_a_line_comes_back_under_its_number(store: Store) -> None:
    """Numbered within the year of Vietnam, in which it already is the next one."""
    first = store.breaches.add(NEW, ACT)
    second = store.breaches.add(replace(NEW, account=Account("a", "b", 7)), ACT)
    earlier = store.breaches.add(replace(NEW, found=AT - timedelta(hours=2)), ACT)
    numbers = [one.number for one in (first, second, earlier)]
    assert numbers == ["SC-2027-0001", "SC-2027-0002", "SC-2026-0001"]
    assert store.breaches.all() == [second, first, earlier]
    assert store.log.read()[0].act.object == "SC-2026-0001"


def test_a_change_is_kept_whole_and_only_once(store: Store) -> None:
    """Of two who change one line the second is told; neither line nor log has anything of his."""
    made = store.breaches.add(NEW, ACT)
    told = replace(made, account=Account("d", "e", 3, "f"), told=AT, told_to="g", handled_by="lan")
    closed = replace(told, closed=date(2027, 1, 5), conclusion="h")
    store.breaches.change(told, made, ACT)
    store.breaches.change(closed, told, ACT)
    assert store.breaches.all() == [closed]
    acts = store.log.head()
    with pytest.raises(SurveyError) as refused:
        store.breaches.change(made, told, ACT)
    assert refused.value.code is Code.BREACH_MOVED
    assert (store.breaches.all(), store.log.head()) == ([closed], acts)
