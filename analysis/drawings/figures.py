"""Figures as sentences and cells: never a value without its interval, or without the name of its state."""

from math import isnan

from analysis.cells import points, share
from analysis.estimate import Covers
from analysis.statistics.change import Difference
from analysis.statistics.scores import Scored
from analysis.study.figure import Figure, State
from analysis.tables import Column, Format, Value
from surveys.language import Words


def said(one: Figure, words: Words) -> str:
    """``86,5 % (từ 84,1 % đến 88,7 %)``, or the state of a figure that has none."""
    if one.value is None:
        return words(f"figures.{one.state}")
    if one.low is None or one.high is None:
        return words("drawings.no_interval", share=share(one.value, words))
    return between(one.value, one.low, one.high, words)


def between(value: float, low: float, high: float, words: Words) -> str:
    """A share with its interval."""
    shown = {"share": share(value, words), "low": share(low, words), "high": share(high, words)}
    return words("drawings.interval", **shown)


def gap(one: Difference, words: Words) -> str:
    """A difference in percentage points with its interval."""
    ends = {"low": points(one.low, words), "high": points(one.high, words)}
    return words("drawings.gap", gap=points(one.value, words), **ends)


def scored(one: Scored | None, words: Words, written: Format) -> tuple[Value, ...]:
    """A value and, as one cell, its interval where there is one."""
    if one is None:
        return (None, None)
    if isnan(one.low):
        return (one.value, None)
    if written is Format.DECIMAL:
        low, high = words.number(one.low, 2), words.number(one.high, 2)
    elif written is Format.POINTS:
        low, high = points(one.low, words), points(one.high, words)
    else:
        low, high = share(one.low, words), share(one.high, words)
    return (one.value, words("drawings.range", low=low, high=high))


def ends(words: Words, title: str) -> tuple[Column, ...]:
    """The columns of a share and its interval."""
    return (
        Column(title, Format.SHARE),
        Column(words("tables.low"), Format.SHARE),
        Column(words("tables.high"), Format.SHARE),
    )


def cells(one: Figure) -> tuple[Value, ...]:
    """The value of a figure and both ends of its interval."""
    return (one.value, one.low, one.high)


def difference_columns(words: Words, title: str) -> tuple[Column, ...]:
    """The columns of a difference, its interval and its corrected p."""
    return (
        Column(title, Format.POINTS),
        Column(words("drawings.gap_low"), Format.POINTS),
        Column(words("drawings.gap_high"), Format.POINTS),
        Column(words("drawings.adjusted"), Format.P),
    )


def difference(one: Difference | None, adjusted: float | None) -> tuple[Value, ...]:
    """The cells of a difference; all empty where there was nothing to compare with."""
    if one is None:
        return (None, None, None, None)
    return (one.value, one.low, one.high, adjusted)


def unweighted(covers: Covers, words: Words) -> tuple[str, ...]:
    """What is to be said of figures in which every response counts alike, where the index is weighted."""
    return (words("drawings.alike_counted"),) if covers.weighted else ()


def note(state: State, words: Words) -> str:
    """What is to be said of how far a figure holds; nothing where it is sound."""
    return words(f"figures.{state}")
