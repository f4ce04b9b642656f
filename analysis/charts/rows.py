"""The satisfied share of units, fields or channels: a point with its interval, never a bare rank."""

from analysis.charts import style
from analysis.charts.intervals import Line, intervals
from analysis.summary import Breakdown
from surveys.language import Words


def rows(breakdown: Breakdown, words: Words) -> style.Chart | None:
    """A point and a 95 % interval for each row with figures, in the order of the catalogue."""
    lines = [
        Line(
            row.label.in_(words.language),
            one.share,
            one.low,
            one.high,
            words.number(row.responses or 0),
        )
        for row in breakdown.rows
        if (one := row.satisfied).share is not None and one.low is not None and one.high is not None
    ]
    return intervals(lines, words, words("charts.satisfied_axis")) if lines else None
