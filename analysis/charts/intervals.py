"""Shares beside each other: a point with its interval for each, never a bare rank."""

from collections.abc import Sequence
from dataclasses import dataclass

import altair as alt
import pandas as pd

from analysis.charts import style
from analysis.charts.names import apart, shortened
from surveys.language import Words


@dataclass(frozen=True)
class Line:
    """One share and its interval; `n` is its base in words. The `whole` is drawn as a diamond."""

    name: str
    share: float
    low: float
    high: float
    n: str
    whole: bool = False


def intervals(lines: Sequence[Line], words: Words, axis: str) -> style.Chart:
    """A point and a 95 % interval for each line, in the order given."""
    order = apart(shortened([line.name for line in lines], 42))
    frame = pd.DataFrame(
        [
            {
                "name": name,
                "share": line.share,
                "low": line.low,
                "high": line.high,
                "label": f"n = {line.n}",
                "shape": "diamond" if line.whole else "circle",
                "size": 220 if line.whole else 110,
            }
            for name, line in zip(order, lines, strict=True)
        ]
    )
    base = alt.Chart(frame).encode(
        y=alt.Y("name:N", sort=order, title=None, axis=alt.Axis(**style.LINES)),
        tooltip=style.interval_tooltip(words),
    )
    x = alt.X("low:Q", scale=_reach(frame), axis=style.percents(), title=axis)
    interval = base.mark_rule(color=style.MUTED, strokeWidth=3).encode(x=x, x2="high:Q")
    point = base.mark_point(filled=True, color=style.SATISFIED[1], opacity=1).encode(
        x="share:Q",
        shape=alt.Shape("shape:N", scale=None),
        size=alt.Size("size:Q", scale=None),
    )
    text = base.mark_text(align="left", dx=8, color=style.INK, fontSize=13).encode(
        x="high:Q", text="label:N"
    )
    row = style.ROW if any("\n" in name for name in order) else 30
    return style.finish(alt.layer(interval, point, text), words, 60 + row * len(lines))


def _reach(frame: pd.DataFrame) -> alt.Scale:
    """Room for all intervals, up to 100 % and down to where they begin."""
    lowest = min(float(frame["low"].min()), 0.9)
    return alt.Scale(domain=[max(0.0, lowest - 0.05), 1.0], nice=False)
