"""Importance against performance: what goes along with the whole, and how it stands, with intervals."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt
import pandas as pd

from analysis.charts import style
from analysis.charts.names import shortened
from analysis.charts.placing import beside
from surveys.language import Words

_HEIGHT, _INSIDE = 460, (670.0, 400.0)

Ends = tuple[float, float, float]
"""Lower end, value, upper end."""


@dataclass(frozen=True)
class Factor:
    """A factor: its satisfied share, and the part of the whole that goes along with it."""

    name: str
    satisfied: Ends
    part: Ends


def importance(factors: Sequence[Factor], words: Words) -> style.Chart:
    """A point for each factor with both its intervals, and its name beside it."""
    names = shortened([factor.name for factor in factors], 26)
    across = _domain([factor.satisfied for factor in factors], 1.0)
    upward = _domain([factor.part for factor in factors], 1.0)
    frame = pd.DataFrame(
        [
            {
                "name": factor.name,
                **dict(zip(("x_low", "x", "x_high"), factor.satisfied, strict=True)),
                **dict(zip(("y_low", "y", "y_high"), factor.part, strict=True)),
            }
            for factor in factors
        ]
    )
    x: dict[str, Any] = {
        "scale": alt.Scale(domain=across, nice=False, zero=False),
        "axis": style.percents(),
        "title": words("charts.satisfied_axis"),
    }
    y: dict[str, Any] = {
        "scale": alt.Scale(domain=upward, nice=False),
        "axis": style.percents(),
        "title": words("charts.importance_axis"),
    }
    base = alt.Chart(frame)
    point = base.mark_point(filled=True, size=120, opacity=1, color=style.SATISFIED[1])
    chart = alt.layer(
        base.mark_rule(color=style.NEUTRAL, strokeWidth=2).encode(
            x=alt.X("x_low:Q", **x), x2="x_high:Q", y=alt.Y("y:Q", **y)
        ),
        base.mark_rule(color=style.NEUTRAL, strokeWidth=2).encode(
            x=alt.X("x:Q", **x), y=alt.Y("y_low:Q", **y), y2="y_high:Q"
        ),
        point.encode(
            x=alt.X("x:Q", **x),
            y=alt.Y("y:Q", **y),
            tooltip=[
                alt.Tooltip("name:N", title=words("tables.factor")),
                alt.Tooltip("x:Q", format=".1%", title=words("tables.satisfied")),
                alt.Tooltip("y:Q", format=".1%", title=words("drawings.drivers.part")),
            ],
        ),
        *_names(factors, names, (across, upward)),
    )
    return style.finish(chart, words, _HEIGHT)


def _domain(ends: Sequence[Ends], most: float) -> list[float]:
    low, high = min(one[0] for one in ends), max(one[2] for one in ends)
    edge = 0.08 * max(high - low, 0.02)
    return [max(0.0, low - edge), min(most, high + edge)]


def _names(
    factors: Sequence[Factor], names: Sequence[str], domains: tuple[list[float], list[float]]
) -> list[alt.Chart]:
    (left, right), (bottom, top) = domains
    places = [
        (
            (factor.satisfied[1] - left) / (right - left) * _INSIDE[0],
            (top - factor.part[1]) / (top - bottom) * _INSIDE[1],
        )
        for factor in factors
    ]
    found = []
    for factor, name, place in zip(factors, names, beside(places, names, _INSIDE), strict=True):
        lines = name.count("\n")
        frame = pd.DataFrame([{"x": factor.satisfied[1], "y": factor.part[1], "text": name}])
        mark = alt.Chart(frame).mark_text(
            align=place.align, dx=place.dx, dy=place.dy - 8 * lines, fontSize=13,
            lineHeight=16, lineBreak="\n", color=style.INK,
        )  # fmt: skip
        found.append(mark.encode(x="x:Q", y="y:Q", text="text:N"))
    return found
