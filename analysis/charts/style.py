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
    return dressed(
        chart.properties(
            width=WIDTH,
            height=height,
            autosize=alt.AutoSizeParams(type="fit", contains="padding"),
        ),
        words,
    )


def dressed(chart: Chart, words: Words) -> Chart:
    """The chart in the house's colours and letters; charts of several panels have their own sizes."""
    locale: dict[str, Any] = {
        "number": {
            "decimal": words.decimal_sign,
            "thousands": words.thousands_sign,
            "grouping": [3],
            "currency": ["", " ₫"],
        }
    }
    finished: Chart = (
        chart.properties(padding={"left": 8, "right": 24, "top": 8, "bottom": 8})
        .configure(
            locale=locale, font="'Source Sans', 'Source Sans Pro', 'Be Vietnam Pro', sans-serif"
        )
        .configure_view(stroke=None)
        .configure_axis(
            labelColor=INK,
            titleColor=INK,
            gridColor=GRID,
            domainColor=GRID,
            tickColor=GRID,
            labelFontSize=14,
            titleFontSize=14,
            titleFontWeight="normal",
            labelLimit=320,
        )
        .configure_legend(
            labelColor=INK,
            titleColor=INK,
            labelFontSize=14,
            titleFontSize=14,
            orient="top",
            symbolType="square",
            labelLimit=600,
        )
    )
    return finished


def percents(**how: Any) -> alt.Axis:
    """An axis of percentages, their sign apart from the number as everywhere else."""
    return alt.Axis(labelExpr="replace(datum.label, '%', ' %')", format="~%", tickCount=6, **how)


def colours(levels: list[tuple[str, bool, bool]]) -> list[str]:
    """A colour for each level, lowest first, of (id, satisfied, negative)."""
    negative = [id for id, _, negative in levels if negative]
    satisfied = [id for id, satisfied, _ in levels if satisfied]
    shades = dict(zip(negative, NEGATIVE, strict=False))
    shades |= dict(zip(reversed(satisfied), reversed(SATISFIED), strict=False))
    return [shades.get(id, NEUTRAL) for id, _, _ in levels]
