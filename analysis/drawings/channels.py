"""The ways of answering beside each other: scanned, at the kiosk, with help, on paper."""

from typing import TYPE_CHECKING

from analysis.drawings import figures
from analysis.drawings.drawing import Drawing
from analysis.estimate import Covers
from analysis.study.silent import ChannelFigure, Silent
from analysis.study.study import Study
from analysis.tables import Column, Format, Table, Value
from surveys.language import Words

if TYPE_CHECKING:
    from analysis.charts.style import Chart

_LEVEL = 0.05


def channels(study: Study, words: Words) -> Drawing:
    """Each way with its interval, and how it differs from all the others together."""
    shown = [one for one in study.silent.channels if one.share is not None]
    telling = any(one.share not in (0.0, 1.0) for one in shown)
    return Drawing(
        "channels",
        words("drawings.channels.title"),
        _means(study.silent, shown, words),
        words("drawings.channels.means_not"),
        _table(study, words),
        (lambda: _chart(shown, words)) if len(shown) > 1 and telling else None,
        words("charts.rows_alt", dimension=words("dimensions.channel").lower()),
    )


def _said(one: ChannelFigure, words: Words) -> str:
    return figures.between(one.share or 0.0, one.low or 0.0, one.high or 0.0, words)


def _means(given: Silent, shown: list[ChannelFigure], words: Words) -> str:
    if not shown:
        return words("drawings.channels.none")
    if len(shown) == 1:
        one = shown[0]
        label = one.label.in_(words.language)
        return words("drawings.channels.one", channel=label, said=_said(one, words))
    ordered = sorted(shown, key=lambda one: one.share or 0.0)
    best, worst = ordered[-1], ordered[0]
    parts = [
        words(
            "drawings.channels.means",
            best=best.label.in_(words.language),
            best_said=_said(best, words),
            worst=worst.label.in_(words.language),
            worst_said=_said(worst, words),
        )
    ]
    apart = [
        words(
            "drawings.channels.apart",
            channel=one.label.in_(words.language),
            gap=figures.gap(one.rest, words),
        )
        for one in shown
        if one.rest is not None and one.adjusted is not None and one.adjusted <= _LEVEL
    ]
    named = {"tests": words.number(given.tests)}
    if apart:
        parts.append(words("drawings.channels.differing", apart="; ".join(apart), **named))
    else:
        parts.append(words("drawings.channels.alike", **named))
    return " ".join(parts)


def _table(study: Study, words: Words) -> Table:
    given = study.silent
    columns = (
        Column(words("dimensions.channel")),
        Column(words("tables.responses"), Format.COUNT),
        *figures.ends(words, words("tables.satisfied")),
        *figures.difference_columns(words, words("drawings.channels.difference")),
        Column(words("tables.note")),
    )
    rows = tuple(_row(one, words) for one in given.channels)
    notes = [words("drawings.channels.holm", tests=words.number(given.tests))]
    notes.append(words("drawings.uncorrected"))
    if given.channels_cover is not Covers.POOLED:
        notes.append(words("drawings.channels.one_answer"))
    notes.append(words(f"covers.{given.channels_cover}"))
    if given.apart:
        notes.append(words("tables.apart", n=words.number(given.apart)))
    return Table("study_channels", words("drawings.channels.title"), columns, rows, tuple(notes))


def _row(one: ChannelFigure, words: Words) -> tuple[Value, ...]:
    return (
        one.label.in_(words.language),
        one.responses,
        one.share,
        one.low,
        one.high,
        *figures.difference(one.rest, one.adjusted),
        "" if one.share is not None else words("drawings.channels.not_shown"),
    )


def _chart(shown: list[ChannelFigure], words: Words) -> "Chart":
    from analysis.charts.intervals import Line, intervals

    lines = [
        Line(
            one.label.in_(words.language),
            one.share or 0.0,
            one.low or 0.0,
            one.high or 0.0,
            words.number(one.responses or 0),
        )
        for one in shown
    ]
    return intervals(lines, words, words("charts.satisfied_axis"))
