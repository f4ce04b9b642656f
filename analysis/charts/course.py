"""How many responses came over time."""

import altair as alt
import pandas as pd

from analysis.charts import style
from analysis.course import Period
from analysis.summary import Summary
from surveys.language import Words

_UNITS = {Period.DAY: "yearmonthdate", Period.WEEK: "yearmonthdate", Period.MONTH: "yearmonth"}
_LABELS = {Period.DAY: "%d/%m", Period.WEEK: "%d/%m", Period.MONTH: "%m/%Y"}
_WIDTHS = {Period.DAY: 4, Period.WEEK: 16, Period.MONTH: 48}


def course(summary: Summary, words: Words) -> style.Chart | None:
    """A bar for each day, week or month that may be shown; None when there is none."""
    over = summary.course
    if not over.points:
        return None
    frame = pd.DataFrame(
        [{"first": point.first.isoformat(), "responses": point.responses} for point in over.points]
    )
    name = words(f"periods.{over.period}")
    chart = (
        alt.Chart(frame)
        .mark_bar(color=style.SATISFIED[1], width=_WIDTHS[over.period])
        .encode(
            x=alt.X(
                f"{_UNITS[over.period]}(first):T",
                title=None,
                axis=alt.Axis(
                    format=_LABELS[over.period],
                    labelAngle=0,
                    labelOverlap="greedy",
                    labelSeparation=12,
                ),
            ),
            y=alt.Y(
                "responses:Q", title=words("charts.responses_axis"), axis=alt.Axis(format=",d")
            ),
            tooltip=[
                alt.Tooltip("first:T", format="%d/%m/%Y", title=name),
                alt.Tooltip("responses:Q", format=",", title=words("charts.count")),
            ],
        )
    )
    return style.finish(chart, words, 220)
