"""Units by how much is known of them, within the limits of chance; who is outside has a name."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from analysis.charts import style
from analysis.charts.placing import beside
from analysis.statistics.funnel import Funnel
from surveys.language import Words

_HEIGHT, _INSIDE = 420, (660.0, 340.0)
_LOOKS = {
    "within": ("circle", style.MUTED),
    "beyond_95": ("triangle-up", style.NEGATIVE[1]),
    "beyond_998": ("diamond", style.NEGATIVE[0]),
}
"""By position: a shape and a colour."""


@dataclass(frozen=True)
class Dot:
    """A unit on the funnel, and whether it is outside."""

    name: str
    share: float
    base: float
    position: str


def funnel(
    made: Funnel, dots: Sequence[Dot], reaches: tuple[float, float], words: Words
) -> style.Chart:
    """All units, the limits that each reach gives, and the names of those outside."""
    bases = [dot.base for dot in dots]
    grid = np.linspace(max(1.0, 0.9 * min(bases)), 1.12 * max(bases), 80)
    curves = pd.DataFrame(
        [
            {"base": float(base), "low": low, "high": high, "limit": limit}
            for limit, reach in zip(("95 %", words("charts.limit_998")), reaches, strict=True)
            for base in grid
            for low, high in [made.limits(float(base), reach)]
        ]
    )
    low = min(float(curves["low"].min()), *(dot.share for dot in dots))
    high = max(float(curves["high"].max()), *(dot.share for dot in dots))
    edge = 0.04 * (high - low)
    domain = [max(0.0, low - edge), min(1.0, high + edge)]
    x_scale = alt.Scale(domain=[float(grid[0]), float(grid[-1])], nice=False, zero=False)
    x: dict[str, Any] = {"scale": x_scale, "axis": alt.Axis(format=",.0f", tickCount=6)}
    y: dict[str, Any] = {
        "scale": alt.Scale(domain=domain, nice=False, zero=False),
        "axis": style.percents(),
        "title": words("drawings.index.name"),
    }
    base = alt.Chart(curves)
    dash = alt.StrokeDash(
        "limit:N",
        scale=alt.Scale(range=[[1, 0], [5, 4]], domain=[words("charts.limit_998"), "95 %"]),
        legend=alt.Legend(title=words("charts.limits"), symbolType="stroke"),
    )
    title = words("drawings.base")
    limits = [
        base.mark_line(color=style.INK, strokeWidth=1.5, clip=True).encode(
            x=alt.X("base:Q", title=title, **x), y=alt.Y(f"{side}:Q", **y), strokeDash=dash
        )
        for side in ("low", "high")
    ]
    middle = alt.Chart(pd.DataFrame([{"target": made.target}])).mark_rule(color=style.MUTED)
    names = _named(dots, (x_scale.domain, domain))
    return style.finish(
        alt.layer(
            *limits,
            middle.encode(y=alt.Y("target:Q", **y)),
            _points(dots, words),
            *names,
        ),
        words,
        _HEIGHT,
    )


def _points(dots: Sequence[Dot], words: Words) -> alt.Chart:
    labels = {position: words(f"funnel.{position}") for position in _LOOKS}
    frame = pd.DataFrame(
        [
            {"name": d.name, "share": d.share, "base": d.base, "position": labels[d.position]}
            for d in dots
        ]
    )
    shapes, colours = zip(*_LOOKS.values(), strict=True)
    legend = alt.Legend(title=None)
    points: alt.Chart = (
        alt.Chart(frame)
        .mark_point(filled=True, size=80, opacity=0.9)
        .encode(
            x="base:Q",
            y="share:Q",
            shape=alt.Shape(
                "position:N",
                scale=alt.Scale(domain=list(labels.values()), range=list(shapes)),
                legend=legend,
            ),
            color=alt.Color(
                "position:N",
                scale=alt.Scale(domain=list(labels.values()), range=list(colours)),
                legend=legend,
            ),
            tooltip=[
                alt.Tooltip("name:N", title=words("dimensions.unit")),
                alt.Tooltip("share:Q", format=".1%", title=words("drawings.index.name")),
                alt.Tooltip("base:Q", format=",.0f", title=words("drawings.base")),
                alt.Tooltip("position:N", title=words("drawings.funnel.position")),
            ],
        )
    )
    return points


def _named(
    dots: Sequence[Dot], domains: tuple[Sequence[float], Sequence[float]]
) -> list[alt.Chart]:
    """The names of units outside, the farthest first; one that would cover another is in the table only."""
    outside = [dot for at in ("beyond_998", "beyond_95") for dot in dots if dot.position == at]
    (left, right), (bottom, top) = domains
    places = [
        (
            (dot.base - left) / (right - left) * _INSIDE[0],
            (top - dot.share) / (top - bottom) * _INSIDE[1],
        )
        for dot in outside
    ]
    found = []
    for dot, place in zip(
        outside, beside(places, [dot.name for dot in outside], _INSIDE), strict=True
    ):
        if place.clear:
            frame = pd.DataFrame([{"name": dot.name, "share": dot.share, "base": dot.base}])
            found.append(
                alt.Chart(frame)
                .mark_text(
                    align=place.align, dx=place.dx, dy=place.dy, color=style.INK, fontSize=13
                )
                .encode(x="base:Q", y="share:Q", text="name:N")
            )
    return found
