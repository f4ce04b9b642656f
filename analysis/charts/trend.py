"""Shares of several rounds: a point with its interval for each, and a line only where it may be drawn."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt
import pandas as pd

from analysis.charts import style
from surveys.language import Words

_TALL = 340


@dataclass(frozen=True)
class Stop:
    """One round; `broken` when no line may come to it from the one before."""

    name: str
    share: float
    low: float
    high: float
    n: str
    at: int
    broken: bool = False


def trend(stops: Sequence[Stop], places: Sequence[str], words: Words) -> style.Chart:
    """The rounds from left to right. `places` names all of them: one without figures leaves its place."""
    frame = _frame(stops)
    ends = [*frame["low"], *frame["high"]]
    edge = 0.1 * max(max(ends) - min(ends), 0.01)
    reach = [max(0.0, min(ends) - edge), min(1.0, max(ends) + edge)]
    named = " : ".join(f"datum.value == {at} ? '{name}'" for at, name in enumerate(places))
    axis = alt.Axis(
        values=list(range(len(places))), labelExpr=f"{named} : ''", grid=False, labelOverlap=False
    )
    x = alt.X(
        "at:Q", title=None, axis=axis, scale=alt.Scale(domain=[-0.5, len(places) - 0.5], nice=False)
    )
    scale = alt.Scale(domain=reach, nice=False, zero=False)
    y: dict[str, Any] = {
        "scale": scale,
        "axis": style.percents(),
        "title": words("charts.satisfied_axis"),
    }
    base = alt.Chart(frame).encode(
        x=x,
        tooltip=style.interval_tooltip(words),
    )
    broken = pd.DataFrame([{"at": one.at - 0.5} for one in stops if one.broken], columns=["at"])
    gap = (
        alt.Chart(broken)
        .mark_rule(color=style.NEGATIVE[0], strokeDash=[6, 5], strokeWidth=1.5)
        .encode(x=x)
    )
    line = base.mark_line(color=style.SATISFIED[0], strokeWidth=2).encode(
        y=alt.Y("share:Q", **y), detail="line:N"
    )
    interval = base.mark_rule(color=style.MUTED, strokeWidth=3).encode(
        y=alt.Y("low:Q", **y), y2="high:Q"
    )
    point = base.mark_point(filled=True, color=style.SATISFIED[1], opacity=1, size=120).encode(
        y=alt.Y("share:Q", **y)
    )
    text = base.mark_text(align="left", dx=8, dy=14, color=style.INK, fontSize=13).encode(
        y=alt.Y("share:Q", **y), text="label:N"
    )
    return style.finish(alt.layer(gap, line, interval, point, text), words, _TALL)


def _frame(stops: Sequence[Stop]) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "at": one.at,
                "name": one.name,
                "share": one.share,
                "low": one.low,
                "high": one.high,
                "label": f"n = {one.n}",
                "line": line,
            }
            for one, line in zip(stops, lines_of(stops), strict=True)
        ]
    )


def lines_of(stops: Sequence[Stop]) -> list[int]:
    """The number of the line that each round is on: another one after a break or a missing round."""
    found: list[int] = []
    for place, one in enumerate(stops):
        follows = place > 0 and not one.broken and one.at == stops[place - 1].at + 1
        found.append(found[-1] if follows else len(set(found)))
    return found
