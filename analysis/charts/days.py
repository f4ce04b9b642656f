"""How many responses came on each day."""

import altair as alt
import pandas as pd

from analysis.charts import style
from analysis.summary import Summary
from surveys.language import Words


def days(summary: Summary, words: Words) -> style.Chart | None:
    """A bar a day, for the days that may be shown; None when there is none."""
    if not summary.days:
        return None
    frame = pd.DataFrame(
        [{"day": day.day.isoformat(), "responses": day.responses} for day in summary.days]
    )
    chart = (
        alt.Chart(frame)
        .mark_bar(color=style.SATISFIED[1])
        .encode(
            x=alt.X(
                "day:T",
                timeUnit="yearmonthdate",
                title=None,
                axis=alt.Axis(format="%d/%m", labelAngle=0, labelOverlap=True),
            ),
            y=alt.Y("responses:Q", title=words("charts.responses_axis"), axis=alt.Axis(format=",d")),
            tooltip=[
                alt.Tooltip("day:T", format="%d/%m/%Y", title=words("dimensions.day")),
                alt.Tooltip("responses:Q", format=",", title=words("charts.count")),
            ],
        )
    )
    return style.finish(chart, words, 220)
