"""A breach: its hours, its standing at each moment, and what cannot be done to it."""

from datetime import UTC, date, datetime, timedelta

import pytest

from surveys.breach import SHIPPED, Account, Breach, Kind, Standing, found, read_rules
from surveys.dates import VIETNAM
from surveys.errors import Code, SurveyError

RULES = read_rules(SHIPPED.read_text("utf-8"))
AT = datetime(2026, 11, 22, 9, 30, 59, tzinfo=VIETNAM)
HOUR = timedelta(hours=1)
KNOWN = Account("máy tính bảng bị mất", "phiếu trong hàng đợi")


def _new() -> Breach:
    return found(Kind.LOST, AT, KNOWN, RULES)


def test_the_hours_run_from_the_moment_it_was_found() -> None:
    """72 hours and not three days at midnight; kept in UTC, to the minute."""
    made = _new()
    assert made.found == datetime(2026, 11, 22, 2, 30, tzinfo=UTC)
    assert made.due == datetime(2026, 11, 25, 2, 30, tzinfo=UTC)
    assert RULES.source.in_("vi").endswith("cần kiểm tra lại")


@pytest.mark.parametrize(
    ("after", "left", "standing"),
    [
        (timedelta(0), 72, Standing.DUE),
        (timedelta(minutes=1), 71, Standing.DUE),
        (48 * HOUR, 24, Standing.DUE),
        (48 * HOUR + timedelta(minutes=1), 23, Standing.NEAR),
        (72 * HOUR, 0, Standing.NEAR),
        (72 * HOUR + timedelta(minutes=1), -1, Standing.OVERDUE),
        (74 * HOUR, -2, Standing.OVERDUE),
    ],
)
def test_what_is_due_is_said_by_hours(after: timedelta, left: int, standing: Standing) -> None:
    """Never an hour more than there is."""
    made = _new()
    now = made.found + after
    assert (made.hours_left(now), made.standing_at(now, RULES)) == (left, standing)


def test_told_in_time_and_told_late_are_two_things() -> None:
    """At the last moment is in time."""
    made = _new()
    for at, standing in ((made.due, Standing.TOLD), (made.due + HOUR, Standing.TOLD_LATE)):
        assert made.told_at(at, "Bộ Công an").standing_at(at + 99 * HOUR, RULES) is standing


def test_what_cannot_be_is_refused() -> None:
    """Told before it was found, told twice, and anything once it is closed."""
    made = _new()
    told = made.told_at(made.found, "x")
    closed = told.ended(date(2026, 11, 30), "x")
    assert closed.standing_at(made.due, RULES) is Standing.CLOSED
    for ask, code in (
        (lambda: made.told_at(made.found - HOUR, "x"), Code.BAD_MOMENT),
        (lambda: told.told_at(made.due, "x"), Code.BREACH_STATE),
        (lambda: closed.described(KNOWN), Code.BREACH_STATE),
        (lambda: made.ended(date(2026, 11, 30), "x").told_at(made.due, "x"), Code.BREACH_STATE),
        (lambda: closed.ended(date(2026, 12, 1), "x"), Code.BREACH_STATE),
    ):
        with pytest.raises(SurveyError) as refused:
            ask()
        assert refused.value.code is code


@pytest.mark.parametrize("hours", ["0", "true", "72.5", '"72"', "-1", "100000"])
def test_rules_that_are_none_are_refused(hours: str) -> None:
    """An agency's own file is read with the same distrust."""
    text = SHIPPED.read_text("utf-8").replace("report_hours = 72", f"report_hours = {hours}")
    with pytest.raises(ValueError, match="hours"):
        read_rules(text)
