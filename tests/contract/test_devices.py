"""What every store promises of paired devices."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from data.store import Store
from surveys.device import Beat, Device, Offer
from tests.acts import ACT, NOW

OFFER = Offer("Máy quầy 1", "99001", "land", NOW + timedelta(minutes=15))
BEAT = Beat(datetime(2026, 11, 22, 2, 5, tzinfo=UTC), 3, 80, -7200, "abc")


def _paired(store: Store, secret: bytes = b"s", code: str = "C" * 12) -> Device:
    store.devices.offer(b"p" + secret, OFFER, ACT)
    made = store.devices.pair(b"p" + secret, secret, code, replace(ACT, action="device.pair"))
    assert made is not None
    return made


def test_a_code_makes_one_device(store: Store) -> None:
    """With what was offered, under the next number, which the log tells with its unit."""
    made = _paired(store)
    assert made == Device("TB-0001", "Máy quầy 1", "99001", "land", "C" * 12, NOW.date())
    assert store.devices.find(b"s") == made
    last = store.log.read()[0].act
    assert (last.object, dict(last.details)) == ("TB-0001", {"unit": "99001"})
    acts = store.log.head()
    assert store.devices.pair(b"ps", b"t", "D" * 12, ACT) is None
    assert (store.devices.find(b"t"), store.log.head()) == (None, acts)
    assert _paired(store, b"u", "D" * 12).number == "TB-0002"


@pytest.mark.parametrize(("later", "works"), [(14, True), (15, False)])
def test_a_code_holds_for_its_minutes(store: Store, later: int, works: bool) -> None:
    """After them it makes nothing."""
    store.devices.offer(b"p", OFFER, ACT)
    act = replace(ACT, at=NOW + timedelta(minutes=later), action="device.pair")
    assert (store.devices.pair(b"p", b"s", "C" * 12, act) is not None) is works


def test_codes_whose_time_is_over_go(store: Store) -> None:
    """With the next one that is made: were the clock put back, they would not work again."""
    store.devices.offer(b"p", OFFER, ACT)
    later = NOW + timedelta(hours=1)
    offer = replace(OFFER, until=later + timedelta(minutes=15))
    store.devices.offer(b"q", offer, replace(ACT, at=later))
    assert store.devices.pair(b"p", b"s", "C" * 12, ACT) is None


def test_only_the_last_report_is_kept(store: Store) -> None:
    """It comes back as it was given; nobody without the secret changes it."""
    made = _paired(store)
    assert store.devices.beat(b"s", replace(BEAT, waiting=9, version="x"))
    assert store.devices.beat(b"s", BEAT)
    assert not store.devices.beat(b"other", BEAT)
    assert store.devices.all() == [replace(made, beat=BEAT)]


def test_a_retired_device_is_gone_for_good(store: Store) -> None:
    """It is listed last and found no more; its code is known, so that its answers are told why."""
    first, second = _paired(store), _paired(store, b"t", "D" * 12)
    assert store.devices.retire(second.number, ACT)
    assert store.devices.find(b"t") is None
    assert not store.devices.beat(b"t", BEAT)
    assert store.devices.all() == [first, replace(second, retired=NOW.date())]
    assert store.devices.by_code("D" * 12) == replace(second, retired=NOW.date())
    assert store.devices.by_code("E" * 12) is None
    acts = store.log.head()
    assert not store.devices.retire(second.number, ACT)
    assert not store.devices.rename(second.number, "x", ACT)
    assert store.log.head() == acts


def test_a_device_gets_another_name(store: Store) -> None:
    """With its act; one that does not exist gets none."""
    made, acts = _paired(store), store.log.head()
    assert not store.devices.rename("TB-0009", "x", ACT)
    assert store.log.head() == acts
    assert store.devices.rename(made.number, "Máy cửa", ACT)
    assert store.devices.find(b"s") == replace(made, name="Máy cửa")
    assert store.log.head() != acts
