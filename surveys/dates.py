"""Time as the law counts it: stored in UTC, days and hours read in Vietnam."""

from datetime import UTC, date, datetime, time, timedelta, timezone

VIETNAM = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")
"""No daylight saving since 1975, so a fixed offset is exact and needs no time-zone database."""

MORNING, AFTERNOON, OUT_OF_HOURS = "morning", "afternoon", "out_of_hours"
UNKNOWN_HOURS = "unknown"
"""Of a form on paper: nobody has noted when it was filled in."""

DURATIONS = ("under_30s", "30s_to_2m", "2m_to_10m", "over_10m")
UNKNOWN_DURATION = "unknown"
_DURATION_ENDS = (30, 120, 600)


def day_of(moment: datetime) -> date:
    """The Vietnamese calendar day of a moment that knows its zone."""
    return moment.astimezone(VIETNAM).date()


def bounds_of(day: date) -> tuple[datetime, datetime]:
    """The first moment of a Vietnamese day and the first one after it, in UTC."""
    first = datetime.combine(day, time(), VIETNAM).astimezone(UTC)
    return first, first + timedelta(days=1)


def hours_of(moment: datetime) -> str:
    """The class of the hour: all that is kept of the time of day of an answer."""
    hour = moment.astimezone(VIETNAM).hour
    if 7 <= hour < 12:
        return MORNING
    return AFTERNOON if 12 <= hour < 18 else OUT_OF_HOURS


def duration_of(started: datetime | None, finished: datetime | None) -> str:
    """The class of the time an answer took; unknown when a time is missing or runs backwards."""
    if started is None or finished is None or finished < started:
        return UNKNOWN_DURATION
    seconds = (finished - started).total_seconds()
    passed = sum(seconds >= end for end in _DURATION_ENDS)
    return DURATIONS[passed]


def monday(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def months_after(day: date, months: int) -> date:
    """The same day so many months later (or earlier), or the last day of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    first_of_next = date(year + month // 11, (month + 1) % 12 + 1, 1)
    last = first_of_next - timedelta(days=1)
    return last.replace(day=min(day.day, last.day))


def half_year(day: date) -> tuple[str, date, date]:
    """Id, first and last day of the half-year of `day`: ``("2026-H1", 1 January, 30 June)``."""
    if day.month <= 6:
        return f"{day.year}-H1", date(day.year, 1, 1), date(day.year, 6, 30)
    return f"{day.year}-H2", date(day.year, 7, 1), date(day.year, 12, 31)
