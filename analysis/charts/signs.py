"""Answers that are exactly alike, unit by unit, beside what chance alone would make alike."""

from collections.abc import Sequence
from dataclasses import dataclass

import altair as alt
import pandas as pd

from analysis.charts import legible, style
from analysis.charts.names import apart
from surveys.language import Words


@dataclass(frozen=True)
class Sign:
    """Shares of a unit's people who answered as another did: found, and by chance (mean, 97.5 %)."""

    name: str
    found: float
    expected: float
    high: float
    conspicuous: bool


def signs(all_units: Sequence[Sign], words: Words) -> style.Chart:
    """A bar up to what chance gives, a tick at its mean, and a point for what was found."""
    units = legible.largest(all_units, lambda unit: unit.found - unit.high)
    order = apart([unit.name for unit in units])
    kinds = [words("charts.by_chance"), words("charts.more_than_chance")]
    frame = pd.DataFrame(
        [
            {
                "name": name,
                "start": 0.0,
                "found": unit.found,
                "expected": unit.expected,
                "high": unit.high,
                "kind": kinds[unit.conspicuous],
            }
            for name, unit in zip(order, units, strict=True)
        ]
    )
    most = max(*frame["found"], *frame["high"], 0.02)
    base = alt.Chart(frame).encode(
        y=alt.Y("name:N", sort=order, title=None, axis=alt.Axis(ticks=False)),
        tooltip=[
            alt.Tooltip("name:N", title=words("dimensions.unit")),
            alt.Tooltip("found:Q", format=".1%", title=words("drawings.quality.duplicates")),
            alt.Tooltip("expected:Q", format=".1%", title=words("drawings.quality.expected")),
            alt.Tooltip("high:Q", format=".1%", title=words("drawings.quality.high")),
        ],
    )
    x = alt.X(
        "start:Q",
        scale=alt.Scale(domain=[-0.03 * most, 1.08 * most], nice=False),
        axis=style.percents(orient="top"),
        title=words("charts.alike_axis"),
    )
    bar = base.mark_bar(height=12, color=style.GRID).encode(x=x, x2="high:Q")
    mean = base.mark_tick(color=style.MUTED, thickness=2, size=14).encode(x="expected:Q")
    point = base.mark_point(filled=True, size=90, opacity=1).encode(
        x="found:Q",
        color=alt.Color(
            "kind:N",
            scale=alt.Scale(domain=kinds, range=[style.SATISFIED[1], style.NEGATIVE[0]]),
            legend=alt.Legend(title=None, symbolType="circle"),
        ),
        shape=alt.Shape("kind:N", scale=alt.Scale(domain=kinds, range=["circle", "triangle-up"])),
    )
    count = len(units)
    height = 90 + (24 if count < legible.ON_PAPER else 19) * count
    chart = style.finish(alt.layer(bar, mean, point), words, height)
    if count == len(all_units):
        return chart
    said = {"few": words.number(count), "count": words.number(len(all_units))}
    return style.saying(chart, words("charts.most_alike", **said))
