"""Everybody served in one bar: the satisfied, the dissatisfied, and those of whom nothing is known."""

import altair as alt
import pandas as pd

from analysis.charts import style
from analysis.charts.placing import Align
from analysis.statistics.nonresponse import Bounds
from analysis.study.figure import Figure
from surveys.language import Words

_PARTS = {
    "satisfied": style.SATISFIED[1],
    "unknown": style.NEUTRAL,
    "dissatisfied": style.NEGATIVE[0],
}
_HEIGHT, _BAR = 300, 46


def bounds(known: Bounds, index: Figure, target: float, words: Words) -> style.Chart:
    """The bar, its two ends in words, the index of those who answered, and the target."""
    ends = {
        "satisfied": (0.0, known.worst),
        "unknown": (known.worst, known.best),
        "dissatisfied": (known.best, 1.0),
    }
    labels = {part: words(f"charts.bounds_{part}") for part in _PARTS}
    frame = pd.DataFrame(
        [
            {"part": labels[part], "start": start, "end": end, "share": end - start}
            for part, (start, end) in ends.items()
        ]
    )
    bar = (
        alt.Chart(frame)
        .mark_bar(height=_BAR, stroke="#ffffff", strokeWidth=2)
        .encode(
            x=alt.X(
                "start:Q",
                scale=alt.Scale(domain=[0, 1], nice=False),
                axis=style.percents(),
                title=words("charts.bounds_axis"),
            ),
            x2="end:Q",
            color=alt.Color(
                "part:N",
                scale=alt.Scale(domain=list(labels.values()), range=list(_PARTS.values())),
                legend=alt.Legend(title=None, columns=1),
            ),
            tooltip=[
                alt.Tooltip("part:N", title=words("charts.name")),
                alt.Tooltip("share:Q", format=".1%", title=words("charts.share")),
            ],
        )
    )
    low = words("charts.at_least", share=words.percent(known.worst))
    high = words("charts.at_most", share=words.percent(known.best))
    aim = words("charts.target", share=words.percent(target, 0))
    layers: list[alt.Chart] = [
        bar,
        _words(known.worst, low, 38, "right" if known.worst > 0.25 else "left"),
        _words(known.best, high, 38, "left" if known.best < 0.75 else "right", line=2),
        _rule(target),
        _words(target, aim, -52, "right" if target > 0.5 else "left"),
    ]
    if index.value is not None:
        layers += _answered(index, words)
    return style.finish(alt.layer(*layers), words, _HEIGHT)


def _words(at: float, text: str, dy: int, align: Align, line: int = 1) -> alt.Chart:
    frame = pd.DataFrame([{"at": at, "text": text}])
    mark = alt.Chart(frame).mark_text(
        align=align,
        dx=-5 if align == "right" else 5,
        dy=dy + 18 * (line - 1),
        fontSize=14,
        color=style.INK,
    )
    text_at: alt.Chart = mark.encode(x="at:Q", text="text:N")
    return text_at


def _rule(at: float) -> alt.Chart:
    frame = pd.DataFrame([{"at": at}])
    line: alt.Chart = (
        alt.Chart(frame)
        .mark_tick(orient="vertical", size=98, thickness=2, yOffset=-26, color=style.INK)
        .encode(x="at:Q")
    )
    return line


def _answered(index: Figure, words: Words) -> list[alt.Chart]:
    """The index of those who answered, with its interval."""
    value = index.value or 0.0
    low = value if index.low is None else index.low
    high = value if index.high is None else index.high
    frame = pd.DataFrame([{"value": value, "low": low, "high": high}])
    base = alt.Chart(frame)
    text = words("charts.answered", share=words.percent(value))
    return [
        base.mark_rule(strokeWidth=3, color=style.INK).encode(x="low:Q", x2="high:Q"),
        base.mark_point(
            filled=True, shape="diamond", size=160, color="#ffffff", stroke=style.INK, opacity=1
        ).encode(x="value:Q"),
        _words(value, text, -34, "right" if value > 0.5 else "left"),
    ]
