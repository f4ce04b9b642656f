"""The breakdown of each criterion as a bar that parts at satisfied.

Satisfied levels go to the right of nought and all others to the left, so that the right end of a bar
is the satisfied share itself, and its 95 % interval can be drawn on it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

import altair as alt
import pandas as pd

from analysis.charts import style
from analysis.charts.names import shortened
from analysis.shares import Distribution
from analysis.summary import Summary
from surveys.language import Words

_ROOM = 0.09
"""The share from which a bar has room for its own figure."""

_WHITE_ON = frozenset({style.SATISFIED[1], style.NEGATIVE[0]})
"""Letters on the two darkest colours are white."""


@dataclass(frozen=True)
class Piece:
    """One level of a bar; `count` people chose it."""

    label: str
    share: float
    count: float
    satisfied: bool
    negative: bool


@dataclass(frozen=True)
class Bar:
    """One criterion: its levels, lowest first, and the satisfied share of `n` with its interval."""

    text: str
    pieces: tuple[Piece, ...]
    share: float
    low: float
    high: float
    n: int


def diverging(summary: Summary, words: Words) -> style.Chart:
    """One bar for each criterion of a summary that has figures."""
    return bars([_of(one, words) for one in summary.criteria if one.parts], words)


def bars(given: Sequence[Bar], words: Words) -> style.Chart:
    """One bar for each criterion, with n, the satisfied share and its interval."""
    order = shortened([bar.text for bar in given], 42)
    named = list(zip(order, given, strict=True))
    colours = _colours(given)
    frame = pd.DataFrame([row for name, bar in named for row in _pieces(name, bar, colours, words)])
    ends = pd.DataFrame([_end(name, bar, words) for name, bar in named])
    y = alt.Y(
        "criterion:N",
        sort=order,
        title=None,
        axis=alt.Axis(**style.LINES),
    )
    colour = alt.Color(
        "level:N",
        sort=list(colours),
        scale=alt.Scale(domain=list(colours), range=list(colours.values())),
        legend=alt.Legend(title=None, columns=3),
    )
    layers = [*_levels(frame, y, colour, words), *_intervals(ends, y)]
    # Each layer keeps its own colours: those of the letters are no levels.
    chart = alt.layer(*layers).resolve_scale(color="independent")
    return style.finish(chart, words, 110 + style.ROW * len(given))


def _of(criterion: Distribution, words: Words) -> Bar:
    satisfied = criterion.satisfied
    if satisfied is None or satisfied.share is None:
        raise ValueError(f"{criterion.question} has no figures to draw")
    pieces = (
        Piece(part.label.in_(words.language), part.share, part.count, part.satisfied, part.negative)
        for part in criterion.parts
    )
    return Bar(
        criterion.text.in_(words.language),
        tuple(pieces),
        satisfied.share,
        satisfied.low or 0.0,
        satisfied.high or 0.0,
        satisfied.n or 0,
    )


def _colours(given: Sequence[Bar]) -> dict[str, str]:
    """A colour for each level of all scales, lowest first."""
    found: dict[str, str] = {}
    for bar in given:
        levels = [(piece.label, piece.satisfied, piece.negative) for piece in bar.pieces]
        found |= dict(zip([label for label, _, _ in levels], style.colours(levels), strict=True))
    return found


def _levels(frame: pd.DataFrame, y: alt.Y, colour: alt.Color, words: Words) -> list[alt.Chart]:
    """The bars, and their own figures where there is room."""
    left = min(float(frame["start"].min()), -0.05)
    x = alt.X(
        "start:Q",
        scale=alt.Scale(domain=[left - 0.02, 1.42], nice=False),
        axis=alt.Axis(
            format="%",
            labelExpr="replace(format(abs(datum.value), '.0%'), '%', ' %')",
            values=_ticks(left),
            grid=True,
        ),
        title=words("charts.share_axis"),
    )
    tooltip = [
        alt.Tooltip("criterion:N", title=words("charts.criterion")),
        alt.Tooltip("level:N", title=words("charts.level")),
        alt.Tooltip("share:Q", format=".1%", title=words("charts.share")),
        alt.Tooltip("count:Q", format=",.0f", title=words("charts.count")),
    ]
    base = alt.Chart(frame).encode(y=y)
    bar = base.mark_bar(height=22).encode(x=x, x2="end:Q", color=colour, tooltip=tooltip)
    figures = base.transform_filter(f"datum.share >= {_ROOM}").mark_text(fontSize=13)
    ink = alt.Color("ink:N", scale=None, legend=None)
    return [bar, figures.encode(x="middle:Q", text="label:N", color=ink)]


def _intervals(ends: pd.DataFrame, y: alt.Y) -> list[alt.Chart]:
    """The interval at the end of each bar, and the words beside it."""
    base = alt.Chart(ends).encode(y=y)
    rule = base.mark_rule(color=style.INK, strokeWidth=2).encode(x="low:Q", x2="high:Q")
    cap = base.mark_tick(color=style.INK, thickness=2, size=14)
    text = base.mark_text(
        align="left", dx=8, dy=-8, color=style.INK, fontSize=14, lineHeight=16, lineBreak="\n"
    )
    return [
        rule,
        cap.encode(x="low:Q"),
        cap.encode(x="high:Q"),
        text.encode(x="high:Q", text="label:N"),
    ]


def _pieces(name: str, bar: Bar, colours: dict[str, str], words: Words) -> list[dict[str, object]]:
    lower = [piece for piece in bar.pieces if not piece.satisfied]
    upper = [piece for piece in bar.pieces if piece.satisfied]
    left = [-edge for edge in accumulate((piece.share for piece in reversed(lower)), initial=0.0)]
    right = list(accumulate((piece.share for piece in upper), initial=0.0))
    edges = [*pairwise(left), *pairwise(right)]
    return [
        {
            "criterion": name,
            "level": piece.label,
            "start": min(start, end),
            "end": max(start, end),
            "middle": (start + end) / 2,
            "ink": "#ffffff" if colours[piece.label] in _WHITE_ON else style.INK,
            "label": words.percent(piece.share, 0),
            "share": piece.share,
            "count": piece.count,
        }
        for piece, (start, end) in zip([*reversed(lower), *upper], edges, strict=True)
    ]


def _end(name: str, bar: Bar, words: Words) -> dict[str, object]:
    numbers = {
        "share": words.percent(bar.share),
        "low": words.number(100 * bar.low, 1),
        "high": words.number(100 * bar.high, 1),
        "n": words.number(bar.n),
    }
    return {
        "criterion": name,
        "low": bar.low,
        "high": bar.high,
        "label": words("charts.end_label", **numbers),
    }


def _ticks(left: float) -> list[float]:
    return [tick / 4 for tick in range(-4, 5) if tick / 4 >= left - 0.02]
