"""Ranks with the ranks that chance leaves open: a bar for each unit, its place only a point on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt
import pandas as pd

from analysis.charts import legible, style
from analysis.charts.names import apart
from surveys.language import Words


@dataclass(frozen=True)
class Rank:
    """A unit from its `best` to its `worst` rank; `label` says all three."""

    name: str
    rank: int
    best: int
    worst: int
    tier: int
    label: str
    may_be_lowest: bool


def ranks(all_units: Sequence[Rank], words: Words) -> style.Chart:
    """A bar from the best to the worst rank of each unit, the best unit on top.

    Of more units than can be read, as many are drawn of the first as of the last.
    """
    units = legible.ends(all_units)
    signs = [words("drawings.ranks.elsewhere"), words("drawings.ranks.among_lowest")]
    frame = _frame(units, signs)
    order = list(frame["name"])
    count = len(all_units)
    look: dict[str, Any] = {
        "color": alt.Color(
            "lowest:N",
            scale=alt.Scale(domain=signs, range=[style.SATISFIED[1], style.NEGATIVE[0]]),
            legend=alt.Legend(title=None, symbolType="circle"),
        ),
        "shape": alt.Shape(
            "lowest:N", scale=alt.Scale(domain=signs, range=["circle", "triangle-down"])
        ),
    }
    base = alt.Chart(frame).encode(
        y=alt.Y("name:N", sort=order, title=None, axis=alt.Axis(ticks=False)),
        tooltip=[
            alt.Tooltip("name:N", title=words("dimensions.unit")),
            alt.Tooltip("label:N", title=words("drawings.ranks.column")),
            alt.Tooltip("tier:Q", title=words("drawings.ranks.tier")),
            alt.Tooltip("lowest:N", title=words("drawings.ranks.may_be_lowest")),
        ],
    )
    x = alt.X(
        "best:Q",
        scale=alt.Scale(domain=[0.5, 0.5 + 1.6 * count], nice=False),
        axis=alt.Axis(values=_ticks(count), format="d", orient="top"),
        title=words("drawings.ranks.axis"),
    )
    bar = base.mark_rule(strokeWidth=7, color=style.NEUTRAL, strokeCap="round").encode(
        x=x, x2="worst:Q"
    )
    point = base.mark_point(filled=True, size=90, opacity=1).encode(x="rank:Q", **look)
    text = base.mark_text(align="left", dx=8, color=style.INK, fontSize=12).encode(
        x="worst:Q", text="label:N"
    )
    height = 90 + (26 if len(units) < legible.ON_PAPER else 20) * len(units)
    chart = style.finish(alt.layer(bar, point, text), words, height)
    if len(units) == count:
        return chart
    said = {"few": words.number(len(units) // 2), "count": words.number(count)}
    return style.saying(chart, words("charts.ends", **said))


def _frame(units: Sequence[Rank], signs: Sequence[str]) -> pd.DataFrame:
    names = apart([unit.name for unit in units])
    return pd.DataFrame(
        [
            {
                "name": name,
                "rank": unit.rank,
                # A bar of one rank only would be no bar.
                "best": unit.best - 0.3,
                "worst": unit.worst + 0.3,
                "label": unit.label,
                "tier": unit.tier,
                "lowest": signs[unit.may_be_lowest],
            }
            for name, unit in zip(names, units, strict=True)
        ]
    )


def _ticks(count: int) -> list[int]:
    step = next(step for step in (1, 2, 5, 10, 20, 50, 100, 1000) if count / step <= 12)
    return [1, *(tick for tick in range(step, count + 1, step) if tick > 1)]
