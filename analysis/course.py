"""How responses came over time: by the shortest period that gives nobody away."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from analysis.disclosure import hidden
from surveys.tally import Slice


class Period(StrEnum):
    """The stretch of time that one figure of the course of a round stands for."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True)
class Point:
    """How many responses came in the period that begins on `first`."""

    first: date
    responses: int


@dataclass(frozen=True)
class Course:
    """Responses over time, by the shortest period that shows most of them; `apart` are not shown."""

    period: Period
    points: tuple[Point, ...]
    apart: int


def course_of(slices: Mapping[str, Slice], whole: int, threshold: int) -> Course:
    """By days where these show half of the responses or more, else by weeks, else by months."""
    by_day = {date.fromisoformat(day): part.responses for day, part in slices.items()}
    for period in Period:
        course = _course_by(period, by_day, whole, threshold)
        if 2 * course.apart <= whole:
            break
    return course


def _course_by(period: Period, by_day: Mapping[date, int], whole: int, threshold: int) -> Course:
    bases: dict[str, int] = {}
    for day, n in by_day.items():
        first = _first_of(period, day).isoformat()
        bases[first] = bases.get(first, 0) + n
    away = hidden(bases, threshold, outside=whole - sum(bases.values()))
    points = tuple(
        Point(date.fromisoformat(first), n)
        for first, n in sorted(bases.items())
        if n and first not in away
    )
    shown = sum(point.responses for point in points)
    return Course(period, points, max(0, whole - shown))


def _first_of(period: Period, day: date) -> date:
    if period is Period.WEEK:
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if period is Period.MONTH else day
