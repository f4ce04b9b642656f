"""How every chart looks, on screen and on paper: size, padding, colours, signs of numbers."""

from typing import Any

import altair as alt

from surveys.language import Words

WIDTH = 760
ROW = 46
INK, MUTED, GRID = "#1b2733", "#5a6b7a", "#d9e1e7"
SATISFIED = ("#5aa9d6", "#0b5c8a")
"""From satisfied to very satisfied. The pairs stay apart for people who see no red or no green."""
NEGATIVE = ("#b2470f", "#e59a62")
"""From very dissatisfied to dissatisfied."""
NEUTRAL = "#c3ccd4"

LINES: dict[str, Any] = {
    "labelExpr": "split(datum.label, '\\n')",
    "labelLineHeight": 16,
    "ticks": False,
}
"""For an axis of names that may stand in several lines."""

Chart = alt.Chart | alt.LayerChart | alt.FacetChart | alt.VConcatChart


def finish(chart: Chart, words: Words, height: int) -> Chart:
    """The chart at its final size, with the reader's decimal sign; the same wherever it is drawn."""
    finished: Chart = chart.properties(
        width=WIDTH,
        height=height,
        autosize=alt.AutoSizeParams(type="fit", contains="padding"),
        **_look(words),
    )
    return finished


def dressed(chart: Chart, words: Words) -> Chart:
    """The chart in the house's colours and letters; charts of several panels have their own sizes."""
    finished: Chart = chart.properties(**_look(words))
    return finished


def _look(words: Words) -> dict[str, Any]:
    # All in one: each property that is set by itself has Altair copy the whole chart.
    return {
        "padding": {"left": 8, "right": 24, "top": 8, "bottom": 8},
        "config": alt.Config(
            locale={
                "number": {
                    "decimal": words.decimal_sign,
                    "thousands": words.thousands_sign,
                    "grouping": [3],
                    "currency": ["", " ₫"],
                }
            },
            font="'Source Sans', 'Source Sans Pro', 'Be Vietnam Pro', sans-serif",
            view=alt.ViewConfig(stroke=None),
            axis=alt.AxisConfig(
                labelColor=INK,
                titleColor=INK,
                gridColor=GRID,
                domainColor=GRID,
                tickColor=GRID,
                labelFontSize=14,
                titleFontSize=14,
                titleFontWeight="normal",
                labelLimit=320,
            ),
            legend=alt.LegendConfig(
                labelColor=INK,
                titleColor=INK,
                labelFontSize=14,
                titleFontSize=14,
                orient="top",
                symbolType="square",
                labelLimit=600,
            ),
        ),
    }


def saying(chart: Chart, what: str) -> Chart:
    """The chart with a line above it: what of a long table is drawn."""
    title = alt.Title(what, anchor="start", fontWeight="normal", fontSize=14, color=INK, offset=12)
    said: Chart = chart.properties(title=title)
    return said


def percents(**how: Any) -> alt.Axis:
    """An axis of percentages, their sign apart from the number as everywhere else."""
    return alt.Axis(labelExpr="replace(datum.label, '%', ' %')", format="~%", tickCount=6, **how)


def interval_tooltip(words: Words) -> list[alt.Tooltip]:
    """What stands beside a share under the pointer: its name, its interval and its base."""
    return [
        alt.Tooltip("name:N", title=words("charts.name")),
        alt.Tooltip("share:Q", format=".1%", title=words("charts.share")),
        alt.Tooltip("low:Q", format=".1%", title=words("tables.low")),
        alt.Tooltip("high:Q", format=".1%", title=words("tables.high")),
        alt.Tooltip("label:N", title=words("charts.base")),
    ]


def colours(levels: list[tuple[str, bool, bool]]) -> list[str]:
    """A colour for each level, lowest first, of (id, satisfied, negative)."""
    negative = [id for id, _, negative in levels if negative]
    satisfied = [id for id, satisfied, _ in levels if satisfied]
    shades = dict(zip(negative, NEGATIVE, strict=False))
    shades |= dict(zip(reversed(satisfied), reversed(SATISFIED), strict=False))
    return [shades.get(id, NEUTRAL) for id, _, _ in levels]
