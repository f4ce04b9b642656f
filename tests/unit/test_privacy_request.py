"""Deadlines of requests: working days, one extension, what is most urgent."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from surveys import privacy_request, working_days
from surveys.errors import Code, SurveyError
from surveys.language import languages, words
from surveys.privacy_request import Kind, Outcome, Standing, read_deadlines, received

DEADLINES = read_deadlines(privacy_request.SHIPPED.read_text("utf-8"))
CALENDAR = working_days.read(working_days.SHIPPED.read_text("utf-8"))
FRIDAY = date(2026, 11, 20)
DAYS = some.dates(date(2000, 1, 1), date(2100, 1, 1))


def _one(kind: Kind = Kind.ERASURE, day: date = FRIDAY) -> privacy_request.PrivacyRequest:
    return replace(received(kind, day, DEADLINES, CALENDAR, None, ""), number="YC-2026-0001")


def _refusal(ask: object) -> Code | None:
    try:
        ask()  # type: ignore[operator]
    except SurveyError as refused:
        return refused.code
    return None


def test_weekends_and_holidays_are_not_worked() -> None:
    """Two working days after a Friday is Tuesday; over the end of April it is later."""
    assert CALENDAR.after(FRIDAY, 2) == date(2026, 11, 24)
    assert CALENDAR.after(date(2026, 4, 29), 2) == date(2026, 5, 5)


def test_an_agency_keeps_its_own_calendar() -> None:
    """A day off and a Saturday that is worked instead."""
    own = working_days.read('every_year = []\ndays = ["2026-11-23"]\nworked = ["2026-11-21"]')
    assert own.after(FRIDAY, 1) == date(2026, 11, 21)
    assert own.after(FRIDAY, 2) == date(2026, 11, 24)


@given(DAYS, some.integers(1, 30))
def test_a_missing_holiday_never_makes_a_deadline_later(day: date, count: int) -> None:
    """The calendar without any day off is the strictest."""
    bare = replace(CALENDAR, every_year=frozenset())
    assert bare.after(day, count) <= CALENDAR.after(day, count)
    assert CALENDAR.works_on(CALENDAR.after(day, count))


@pytest.mark.parametrize(
    ("kind", "days"),
    [("withdrawal", 15), ("restriction", 15), ("access", 10), ("correction", 10), ("erasure", 20)],
)
def test_the_shipped_deadlines_are_those_that_were_read(kind: str, days: int) -> None:
    """A reply in two working days, and the days of each kind; the source is named."""
    one = _one(Kind(kind))
    assert (one.reply_due, one.due) == (date(2026, 11, 24), FRIDAY + timedelta(days=days))
    for language in languages():
        assert "356/2025" in DEADLINES.source.in_(language)
        assert any(said in DEADLINES.source.in_(language) for said in ("kiểm tra", "to be checked"))


def test_a_case_is_extended_once() -> None:
    """And never after it was closed."""
    one = _one().extended_by(20)
    assert (one.due, one.extended) == (FRIDAY + timedelta(days=40), True)
    assert _refusal(lambda: one.extended_by(1)) is Code.REQUEST_EXTENDED
    closed = _one().ended(FRIDAY, Outcome.DONE)
    for step in (
        lambda: closed.extended_by(1),
        lambda: closed.answered(FRIDAY),
        lambda: closed.ended(FRIDAY, Outcome.DONE),
        lambda: _one().answered(FRIDAY).answered(FRIDAY),
    ):
        assert _refusal(step) is Code.REQUEST_STATE


@pytest.mark.parametrize(
    ("day", "replied", "standing"),
    [
        (24, False, Standing.REPLY_DUE),
        (25, False, Standing.REPLY_OVERDUE),
        (25, True, Standing.IN_TIME),
        (27, True, Standing.IN_TIME),
        (28, True, Standing.NEAR),
        (30, True, Standing.NEAR),
        (31, True, Standing.OVERDUE),
        (31, False, Standing.OVERDUE),
    ],
)
def test_what_is_most_urgent_is_said(day: int, replied: bool, standing: Standing) -> None:
    """The reply first, then the end; a deadline is kept on its last day."""
    one = _one(Kind.ACCESS)
    one = one.answered(FRIDAY) if replied else one
    assert one.standing_on(date(2026, 11, 1) + timedelta(days=day - 1)) is standing
    assert one.ended(FRIDAY, Outcome.REFUSED).standing_on(date(2030, 1, 1)) is Standing.CLOSED


@pytest.mark.parametrize(
    ("old", "new"),
    [("access = 10", ""), ("reply_working_days = 2", "reply_working_days = 0"), ("20", "true")],
)
def test_half_a_table_of_deadlines_is_refused(old: str, new: str) -> None:
    """A kind without its days, or days that are none."""
    text = privacy_request.SHIPPED.read_text("utf-8")
    with pytest.raises((KeyError, ValueError)):
        read_deadlines(text.replace(old, new))


@pytest.mark.parametrize("language", languages())
def test_every_kind_standing_and_outcome_has_words(language: str) -> None:
    """In both languages; urgency is in the words, not only in a colour."""
    told = words(language)
    for name, members in (("kinds", Kind), ("standings", Standing), ("outcomes", Outcome)):
        texts = {told(f"request_{name}.{one}") for one in members}
        assert len(texts) == len(members)
