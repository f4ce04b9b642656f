"""Two rounds beside each other: a line for each figure, told apart by its verdict."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt
import pandas as pd

from analysis.charts import style
from analysis.charts.names import apart, clipped
from analysis.charts.placing import spread
from surveys.language import Words

_LOOKS = {
    "up": ("▲", style.SATISFIED[1], [1, 0]),
    "down": ("▼", style.NEGATIVE[0], [1, 0]),
    "equivalent": ("=", style.INK, [6, 3]),
    "unclear": ("?", style.MUTED, [2, 3]),
}
"""By verdict: a sign, a colour, and the dashes of the line."""

_LABELS, _LEFT, _RIGHT = 46, -0.3, 2.25


@dataclass(frozen=True)
class Slope:
    """A figure in both rounds; `change` is its difference in words."""

    name: str
    before: float
    now: float
    verdict: str
    change: str
    headline: bool


def slope(lines: Sequence[Slope], rounds: tuple[str, str], words: Words) -> style.Chart:
    """A line for each figure from the earlier to the later round, its words beside its end."""
    height = max(300, 19 * len(lines) + 80)
    frame = _frame(lines, height, words)
    reach = [*frame["before"], *frame["now"], *frame["left"], *frame["right"]]
    edge = 0.03 * (max(reach) - min(reach)) + 0.005
    domain = [min(reach) - edge, max(reach) + edge]
    y: dict[str, Any] = {"scale": alt.Scale(domain=domain, nice=False, zero=False), "axis": None}
    verdicts = [words(f"verdicts.{verdict}") for verdict in _LOOKS]
    look = list(_LOOKS.values())
    colour = alt.Color(
        "verdict:N",
        scale=alt.Scale(domain=verdicts, range=[colour for _, colour, _ in look]),
        legend=alt.Legend(title=None, columns=4, symbolType="stroke"),
    )
    dash = alt.StrokeDash(
        "verdict:N",
        scale=alt.Scale(domain=verdicts, range=[dashes for _, _, dashes in look]),
        legend=alt.Legend(title=None, columns=4),
    )
    names = f"datum.value == 0 ? '{rounds[0]}' : '{rounds[1]}'"
    x = alt.X(
        "start:Q",
        scale=alt.Scale(domain=[_LEFT, _RIGHT], nice=False),
        axis=alt.Axis(
            values=[0, 1], labelExpr=names, orient="top", title=None, grid=True, domain=False
        ),
    )
    base = alt.Chart(frame)
    wide = alt.StrokeWidth("width:Q", scale=None)
    line = base.mark_rule(opacity=1).encode(
        x=x, x2="end:Q", y=alt.Y("before:Q", **y), y2="now:Q", color=colour, strokeDash=dash,
        strokeWidth=wide, tooltip=_tooltip(words),
    )  # fmt: skip
    dots = [
        base.mark_point(filled=True, size=50, opacity=1).encode(
            x=f"{at}:Q", y=alt.Y(f"{field}:Q", **y), color=colour
        )
        for at, field in (("start", "before"), ("end", "now"))
    ]
    ink: dict[str, Any] = {"color": style.INK, "fontSize": 13}
    texts = [
        base.mark_text(align="right", dx=-8, **ink).encode(
            x="start:Q", y=alt.Y("left:Q", **y), text="shown_before:N"
        ),
        base.mark_text(align="left", dx=8, **ink).encode(
            x="end:Q", y=alt.Y("right:Q", **y), text="label:N"
        ),
    ]
    return style.finish(alt.layer(line, *dots, *texts), words, height)


def _frame(lines: Sequence[Slope], height: int, words: Words) -> pd.DataFrame:
    values = [value for line in lines for value in (line.before, line.now)]
    gap = max(max(values) - min(values), 0.02) * 17 / (height - 80)
    left = spread([line.before for line in lines], gap)
    right = spread([line.now for line in lines], gap)
    names = apart([clipped(line.name.rstrip("."), _LABELS) for line in lines])
    rows = zip(lines, names, left, right, strict=True)
    return pd.DataFrame(
        [
            {
                "name": name,
                "start": 0,
                "end": 1,
                "before": line.before,
                "now": line.now,
                "left": at_left,
                "right": at_right,
                "verdict": words(f"verdicts.{line.verdict}"),
                "width": 3.5 if line.headline else 1.5,
                "shown_before": words.percent(line.before),
                "label": f"{_LOOKS[line.verdict][0]} {words.percent(line.now)}  {name}",
                "change": line.change,
            }
            for line, name, at_left, at_right in rows
        ]
    )


def _tooltip(words: Words) -> list[alt.Tooltip]:
    return [
        alt.Tooltip("name:N", title=words("charts.name")),
        alt.Tooltip("before:Q", format=".1%", title=words("drawings.changes.before")),
        alt.Tooltip("now:Q", format=".1%", title=words("drawings.changes.now")),
        alt.Tooltip("change:N", title=words("drawings.changes.change")),
        alt.Tooltip("verdict:N", title=words("drawings.changes.verdict")),
    ]
