"""The weeks of a round: shares within their limits, and below them the slow drift."""

from typing import Any

import altair as alt
import pandas as pd

from analysis.charts import style
from analysis.statistics.monitoring import RunChart, drift_limit
from surveys.language import Words

_TALL, _LOW, _WIDTH = 260, 130, 640


def weeks(made: RunChart, words: Words) -> style.Chart:
    """Two panels over one time axis: p′ with its limits, and the EWMA with its own."""
    calm, signal = words("charts.calm"), words("charts.signal")
    frame = pd.DataFrame(
        [
            {
                "day": one.day,
                "share": one.share,
                "low": one.low,
                "high": one.high,
                "n": one.n,
                "drift": one.drift,
                "drift_low": -drift_limit(place),
                "drift_high": drift_limit(place),
                "outside": signal if one.outside else calm,
                "drifting": signal if one.drifting else calm,
            }
            for place, one in enumerate(made.periods, start=1)
        ]
    )
    ends = [*frame["low"], *frame["high"], *frame["share"]]
    edge = 0.1 * max(max(ends) - min(ends), 0.01)
    domain = [max(0.0, min(ends) - edge), min(1.0, max(ends) + edge)]
    y = {"scale": alt.Scale(domain=domain, nice=False, zero=False), "axis": style.percents()}
    upper = _panel(
        frame, ("share", "low", "high", "outside"), made.centre, words("tables.satisfied"), y, words
    ).properties(width=_WIDTH, height=_TALL)
    lower = _panel(
        frame,
        ("drift", "drift_low", "drift_high", "drifting"),
        0.0,
        words("drawings.weeks.drift"),
        {"axis": alt.Axis(format=".1f", tickCount=5)},
        words,
    ).properties(width=_WIDTH, height=_LOW)
    return style.dressed(alt.vconcat(upper, lower, spacing=18), words)


def _panel(
    frame: pd.DataFrame,
    fields: tuple[str, str, str, str],
    centre: float,
    title: str,
    y: dict[str, Any],
    words: Words,
) -> alt.LayerChart | alt.FacetChart:
    """One row of points with its limits as steps and its middle as a line."""
    value, low, high, sign = fields
    base = alt.Chart(frame).encode(
        x=alt.X(
            "day:T", title=None, axis=alt.Axis(format="%d/%m", labelOverlap="greedy", tickCount=10)
        ),
        tooltip=[
            alt.Tooltip("day:T", format="%d/%m/%Y", title=words("drawings.weeks.week")),
            alt.Tooltip("n:Q", format=",.0f", title="n"),
            alt.Tooltip("share:Q", format=".1%", title=words("tables.satisfied")),
            alt.Tooltip("drift:Q", format=".2f", title=words("drawings.weeks.drift")),
            alt.Tooltip(f"{sign}:N", title=words("drawings.weeks.signal")),
        ],
    )
    signs = [words("charts.calm"), words("charts.signal")]
    ends = [
        base.mark_line(interpolate="step", color=style.INK, strokeDash=[5, 4], strokeWidth=1.2)
        .encode(y=alt.Y(f"{end}:Q", title=title, **y))
        for end in (low, high)
    ]  # fmt: skip
    middle = alt.Chart(pd.DataFrame([{"middle": centre}])).mark_rule(color=style.MUTED)
    point = base.mark_point(filled=True, opacity=1).encode(
        y=alt.Y(f"{value}:Q", title=title, **y),
        color=alt.Color(
            f"{sign}:N",
            scale=alt.Scale(domain=signs, range=[style.SATISFIED[1], style.NEGATIVE[0]]),
            legend=None,
        ),
        shape=alt.Shape(
            f"{sign}:N",
            scale=alt.Scale(domain=signs, range=["circle", "diamond"]),
            legend=alt.Legend(title=None),
        ),
        size=alt.Size(f"{sign}:N", scale=alt.Scale(domain=signs, range=[60, 200]), legend=None),
    )
    line = base.mark_line(color=style.NEUTRAL).encode(y=alt.Y(f"{value}:Q", title=title, **y))
    return alt.layer(*ends, middle.encode(y=alt.Y("middle:Q", **y)), line, point)
