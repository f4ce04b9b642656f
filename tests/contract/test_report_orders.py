"""What every store promises of reports that were ordered."""

from datetime import UTC, date, datetime, timedelta

import pytest

from data.store import Store
from surveys.errors import Code, SurveyError
from surveys.report_order import SILENT, ReportOrder, Stage
from tests.acts import ACT

ORDER = ReportOrder("2026-H1", "99001", "whole", "docx", "vi", date(2026, 7, 5), "2026", "land")
AT = datetime(2026, 7, 5, 3, 0, tzinfo=UTC)


def test_an_order_comes_back_under_its_number(store: Store) -> None:
    """With the act that tells of it, the newest first."""
    orders, lines = store.report_orders, len(store.log.read())
    first, second = (orders.add(ORDER, name, AT, ACT) for name in ("lan", "minh"))
    assert (first.number, first.order, first.by, first.at) == (1, ORDER, "lan", AT)
    assert first.stage is Stage.WAITING
    assert orders.latest(5) == [second, first]
    assert orders.latest(1) == [second]
    assert orders.find(2) == second
    assert len(store.log.read()) == lines + 2
    with pytest.raises(SurveyError) as refused:
        orders.find(9)
    assert refused.value.code is Code.UNKNOWN_REPORT


def test_one_is_made_at_a_time_the_oldest_first(store: Store) -> None:
    """Whoever comes meanwhile gets nothing to do."""
    orders = store.report_orders
    for _ in range(2):
        orders.add(ORDER, "lan", AT, ACT)
    taken = orders.take(AT)
    assert taken is not None
    assert (taken.number, taken.stage, taken.beat) == (1, Stage.MAKING, AT)
    assert orders.take(AT) is None
    assert orders.beat(1, 0.4, AT + timedelta(seconds=5))
    assert orders.find(1).done == 0.4
    assert orders.finish(1, "a.docx", 12, "ff")
    done = orders.find(1)
    assert (done.stage, done.done, done.name, done.size, done.sha256) == (
        Stage.DONE, 1.0, "a.docx", 12, "ff",
    )  # fmt: skip
    following = orders.take(AT)
    assert following is not None
    assert following.number == 2
    orders.refuse(2, "vì …")
    assert (orders.find(2).stage, orders.find(2).why) == (Stage.REFUSED, "vì …")
    assert orders.take(AT) is None


def test_a_maker_that_has_gone_does_not_hold_up_the_others(store: Store) -> None:
    """Its report is told to be broken, and the next one is made."""
    orders = store.report_orders
    for _ in range(2):
        orders.add(ORDER, "lan", AT, ACT)
    orders.take(AT)
    assert orders.take(AT + SILENT) is None
    later = AT + SILENT + timedelta(seconds=1)
    assert orders.find(1).stage_at(later) is Stage.BROKEN
    following = orders.take(later)
    assert following is not None
    assert following.number == 2
    assert orders.find(1).stage is Stage.BROKEN
    assert not orders.beat(1, 0.9, later), "nobody waits for it any more"
    assert not orders.finish(1, "a.docx", 1, "ff")


def test_what_is_cancelled_is_not_finished(store: Store) -> None:
    """While it waits or is being made; one that is over stays as it is."""
    orders = store.report_orders
    for _ in range(2):
        orders.add(ORDER, "lan", AT, ACT)
    orders.take(AT)
    orders.cancel(1, ACT)
    assert not orders.beat(1, 0.5, AT)
    assert not orders.finish(1, "a.docx", 1, "ff")
    assert orders.find(1).stage is Stage.CANCELLED
    orders.cancel(2, ACT)
    assert orders.take(AT) is None
    lines = len(store.log.read())
    with pytest.raises(SurveyError) as refused:
        orders.cancel(2, ACT)
    assert refused.value.code is Code.REPORT_OVER
    assert len(store.log.read()) == lines


def test_only_what_is_over_is_forgotten(store: Store) -> None:
    """What waits or is being made stays."""
    orders = store.report_orders
    for _ in range(2):
        orders.add(ORDER, "lan", AT, ACT)
    orders.forget(1)
    assert orders.find(1).number == 1
    orders.cancel(1, ACT)
    orders.forget(1)
    assert [one.number for one in orders.latest(5)] == [2]
