"""The satisfied share of units, fields or channels: a point with its interval, never a bare rank."""

from dataclasses import replace

from analysis.charts import legible, style
from analysis.charts.intervals import Line, intervals
from analysis.summary import Breakdown
from surveys.language import Words


def rows(breakdown: Breakdown, words: Words) -> style.Chart | None:
    """A point and a 95 % interval for each row with figures, in the order of the catalogue.

    Of more rows than a screen can draw, those with the most responses.
    """
    shown = [
        (row.responses or 0, Line(row.label.in_(words.language), one.share, one.low, one.high, ""))
        for row in breakdown.rows
        if (one := row.satisfied).share is not None and one.low is not None and one.high is not None
    ]
    if not shown:
        return None
    many = len(shown) > legible.ON_SCREEN
    drawn = legible.largest(shown, lambda row: row[0]) if many else shown
    lines = [replace(line, n=words.number(responses)) for responses, line in drawn]
    chart = intervals(lines, words, words("charts.satisfied_axis"))
    if not many:
        return chart
    said = {"few": words.number(len(lines)), "count": words.number(len(shown))}
    return style.saying(chart, words("charts.most_responses", **said))
