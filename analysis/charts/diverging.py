"""The breakdown of each criterion as a bar that parts at satisfied.

Satisfied levels go to the right of nought and all others to the left, so that the right end of a bar
is the satisfied share itself, and its 95 % interval can be drawn on it.
"""

from itertools import accumulate, pairwise

import altair as alt
import pandas as pd

from analysis.charts import style
from analysis.summary import Distribution, Summary
from surveys.language import Words

_ROOM = 0.09
"""The share from which a bar has room for its own figure."""

_INK_ON = {"very_satisfied": "#ffffff", "very_dissatisfied": "#ffffff"}
"""Letters on the two darkest colours are white."""


def diverging(summary: Summary, words: Words) -> style.Chart:
    """One bar for each criterion that has figures, with n, the satisfied share and its interval."""
    shown = [criterion for criterion in summary.criteria if criterion.parts]
    order = _names([criterion.text.in_(words.language) for criterion in shown])
    named = list(zip(order, shown, strict=True))
    bars = pd.DataFrame([row for name, one in named for row in _bar(name, one, words)])
    ends = pd.DataFrame([_end(name, one, words) for name, one in named])
    levels = [(part.id, part.satisfied, part.negative) for part in shown[0].parts]
    y = alt.Y(
        "criterion:N",
        sort=order,
        title=None,
        axis=alt.Axis(labelExpr="split(datum.label, '\\n')", labelLineHeight=16, ticks=False),
    )
    colour = alt.Color(
        "level:N",
        sort=[part.label.in_(words.language) for part in shown[0].parts],
        scale=alt.Scale(
            domain=[part.label.in_(words.language) for part in shown[0].parts],
            range=style.colours(levels),
        ),
        legend=alt.Legend(title=None, columns=3),
    )
    layers = [*_levels(bars, y, colour, words), *_intervals(ends, y)]
    # Each layer keeps its own colours: those of the letters are no levels.
    chart = alt.layer(*layers).resolve_scale(color="independent")
    return style.finish(chart, words, 110 + style.ROW * len(shown))


def _levels(bars: pd.DataFrame, y: alt.Y, colour: alt.Color, words: Words) -> list[alt.Chart]:
    """The bars, and their own figures where there is room."""
    left = min(float(bars["start"].min()), -0.05)
    x = alt.X(
        "start:Q",
        scale=alt.Scale(domain=[left - 0.02, 1.42], nice=False),
        axis=alt.Axis(
            format="%", labelExpr="format(abs(datum.value), '.0%')", values=_ticks(left), grid=True
        ),
        title=words("charts.share_axis"),
    )
    tooltip = [
        alt.Tooltip("criterion:N", title=words("charts.criterion")),
        alt.Tooltip("level:N", title=words("charts.level")),
        alt.Tooltip("share:Q", format=".1%", title=words("charts.share")),
        alt.Tooltip("count:Q", format=",", title=words("charts.count")),
    ]
    base = alt.Chart(bars).encode(y=y)
    bar = base.mark_bar(height=22).encode(x=x, x2="end:Q", color=colour, tooltip=tooltip)
    figures = base.transform_filter(f"datum.share >= {_ROOM}").mark_text(fontSize=13)
    ink = alt.Color("ink:N", scale=None, legend=None)
    return [bar, figures.encode(x="middle:Q", text="label:N", color=ink)]


def _intervals(ends: pd.DataFrame, y: alt.Y) -> list[alt.Chart]:
    """The interval at the end of each bar, and the words beside it."""
    base = alt.Chart(ends).encode(y=y)
    rule = base.mark_rule(color=style.INK, strokeWidth=2).encode(x="low:Q", x2="high:Q")
    cap = base.mark_tick(color=style.INK, thickness=2, size=14)
    text = base.mark_text(align="left", dx=8, color=style.INK, fontSize=14, lineHeight=16)
    return [
        rule,
        cap.encode(x="low:Q"),
        cap.encode(x="high:Q"),
        text.encode(x="high:Q", text="label:N"),
    ]


def _names(texts: list[str]) -> list[str]:
    """The texts shortened to two lines, or to as many as tell them apart."""
    lines = 2
    names = [_wrap(text, 42, lines) for text in texts]
    while len(set(names)) < len(set(texts)):
        lines += 1
        names = [_wrap(text, 42, lines) for text in texts]
    return names


def _bar(name: str, criterion: Distribution, words: Words) -> list[dict[str, object]]:
    lower = [part for part in criterion.parts if not part.satisfied]
    upper = [part for part in criterion.parts if part.satisfied]
    left = [-edge for edge in accumulate((part.share for part in reversed(lower)), initial=0.0)]
    right = list(accumulate((part.share for part in upper), initial=0.0))
    edges = [*pairwise(left), *pairwise(right)]
    return [
        {
            "criterion": name,
            "level": part.label.in_(words.language),
            "start": min(start, end),
            "end": max(start, end),
            "middle": (start + end) / 2,
            "ink": _INK_ON.get(part.id, style.INK),
            "label": words.percent(part.share, 0),
            "share": part.share,
            "count": part.count,
        }
        for part, (start, end) in zip([*reversed(lower), *upper], edges, strict=True)
    ]


def _end(name: str, criterion: Distribution, words: Words) -> dict[str, object]:
    satisfied = criterion.satisfied
    if satisfied is None or satisfied.share is None:
        raise ValueError(f"{criterion.question} has no figures to draw")
    low, high = satisfied.low or 0.0, satisfied.high or 0.0
    numbers = {
        "share": words.percent(satisfied.share),
        "low": words.number(100 * low, 1),
        "high": words.number(100 * high, 1),
        "n": words.number(satisfied.n or 0),
    }
    return {
        "criterion": name,
        "low": low,
        "high": high,
        "label": words("charts.end_label", **numbers),
    }


def _ticks(left: float) -> list[float]:
    return [tick / 4 for tick in range(-4, 5) if tick / 4 >= left - 0.02]


def _wrap(text: str, width: int, most: int) -> str:
    """The text in at most `most` lines of about `width` letters, the rest as an ellipsis."""
    lines = [""]
    for word in text.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > width:
            if len(lines) == most:
                lines[-1] += "…"
                break
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return "\n".join(lines)
