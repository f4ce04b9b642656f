"""What every store promises of the register of requests."""

from dataclasses import replace
from datetime import date

import pytest

from data.store import Store
from surveys.errors import Code, SurveyError
from surveys.privacy_request import Kind, Outcome, PrivacyRequest
from tests.acts import ACT

DAY = date(2026, 11, 20)
NEW = PrivacyRequest("", Kind.ERASURE, DAY, DAY, DAY, "2026-H1", "ghi chú", "lan")
CONTACT = "Trần Văn Ba, 0912 345 678"


def test_a_line_comes_back_under_its_number(store: Store) -> None:
    """Numbered within its year; the act tells of the number."""
    first = store.requests.add(NEW, "", ACT)
    second = store.requests.add(NEW, "", ACT)
    other = store.requests.add(replace(NEW, received=date(2027, 1, 1)), "", ACT)
    assert [one.number for one in (first, second, other)] == [
        "YC-2026-0001",
        "YC-2026-0002",
        "YC-2027-0001",
    ]
    assert store.requests.all() == [other, second, first]
    assert first == replace(NEW, number="YC-2026-0001")
    assert store.log.read()[0].act.object == "YC-2027-0001"


def test_a_line_is_changed_by_whoever_saw_it_last(store: Store) -> None:
    """The slower one is refused, and leaves no act."""
    one = store.requests.add(NEW, "", ACT)
    answered = one.answered(DAY)
    store.requests.change(answered, one, ACT)
    before = store.log.head()
    with pytest.raises(SurveyError) as refused:
        store.requests.change(one.extended_by(5), one, ACT)
    assert refused.value.code is Code.REQUEST_MOVED
    assert store.log.head() == before
    assert store.requests.all() == [answered]


def test_a_contact_is_read_while_the_case_is_open(store: Store) -> None:
    """Each reading is logged; once the case is closed there is nothing to read."""
    one = store.requests.add(NEW, CONTACT, ACT)
    assert store.requests.contact(one.number, replace(ACT, object=one.number)) == CONTACT
    assert store.log.read()[0].act.object == one.number
    store.requests.change(one.ended(DAY, Outcome.DONE), one, ACT)
    assert store.requests.contact(one.number, ACT) == ""
    assert store.requests.contact("YC-1999-0001", ACT) == ""
