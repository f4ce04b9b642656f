"""The satisfied share of units, fields or channels: a point with its interval, never a bare rank."""

import altair as alt
import pandas as pd

from analysis.charts import style
from analysis.summary import Breakdown
from surveys.language import Words


def rows(breakdown: Breakdown, words: Words) -> style.Chart | None:
    """A point and a 95 % interval for each row with figures, in the order of the catalogue."""
    shown = [row for row in breakdown.rows if row.satisfied.shown]
    if not shown:
        return None
    frame = pd.DataFrame(
        [
            {
                "name": row.label.in_(words.language),
                "share": row.satisfied.share,
                "low": row.satisfied.low,
                "high": row.satisfied.high,
                "label": f"n = {words.number(row.responses or 0)}",
                "responses": row.responses,
            }
            for row in shown
        ]
    )
    order = list(frame["name"])
    lowest = min(float(frame["low"].min()), 0.9)
    scale = alt.Scale(domain=[max(0.0, lowest - 0.05), 1.0], nice=False)
    base = alt.Chart(frame).encode(
        y=alt.Y("name:N", sort=order, title=None),
        tooltip=[
            alt.Tooltip("name:N", title=words(f"dimensions.{breakdown.dimension}")),
            alt.Tooltip("share:Q", format=".1%", title=words("charts.share")),
            alt.Tooltip("low:Q", format=".1%", title=words("tables.low")),
            alt.Tooltip("high:Q", format=".1%", title=words("tables.high")),
            alt.Tooltip("responses:Q", format=",", title="n"),
        ],
    )
    x = alt.X(
        "low:Q", scale=scale, axis=alt.Axis(format=".0%"), title=words("charts.satisfied_axis")
    )
    interval = base.mark_rule(color=style.MUTED, strokeWidth=3).encode(x=x, x2="high:Q")
    point = base.mark_point(filled=True, size=110, color=style.SATISFIED[1], opacity=1).encode(
        x="share:Q"
    )
    text = base.mark_text(align="left", dx=8, color=style.INK, fontSize=13).encode(
        x="high:Q", text="label:N"
    )
    return style.finish(alt.layer(interval, point, text), words, 60 + 30 * len(shown))
