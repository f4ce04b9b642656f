"""Signs by unit that answers may not be what they seem, beside what chance alone would give."""

from typing import TYPE_CHECKING

from analysis.drawings.drawing import Drawing
from analysis.statistics.quality import FEWEST
from analysis.study.quality import Quality, UnitQuality
from analysis.study.study import Study
from analysis.tables import Column, Format, Table, Value
from surveys.language import Words

if TYPE_CHECKING:
    from analysis.charts.style import Chart

BY_CHANCE = 0.025
"""The share of honest units that chance alone makes conspicuous."""


def quality(study: Study, words: Words) -> Drawing:
    """The signs of every unit that may be shown; they stand beside the result and delete nothing."""
    judged = [one for one in study.quality.units if one.alike is not None]
    telling = any(one.alike and (one.alike.duplicates or one.alike.high) for one in judged)
    return Drawing(
        "quality",
        words("drawings.quality.title"),
        _means(study.quality, judged, words),
        words("drawings.quality.means_not"),
        _table(study.quality, words),
        (lambda: _chart(judged, words)) if telling else None,
        words("charts.quality_alt"),
    )


def _means(given: Quality, judged: list[UnitQuality], words: Words) -> str:
    parts = []
    if judged:
        copied = sum(one.alike is not None and one.alike.conspicuous for one in judged)
        parts.append(
            words(
                "drawings.quality.means",
                copied=words.number(copied),
                judged=words.number(len(judged)),
                expected=words.number(BY_CHANCE * len(judged), 1),
            )
        )
    else:
        parts.append(words("drawings.quality.none"))
    for sign, count in (
        ("no_variation", sum(one.no_variation for one in given.units)),
        ("more_than_served", sum(one.more_than_served for one in given.units)),
    ):
        if count:
            parts.append(words(f"drawings.quality.{sign}", count=words.number(count)))
    return " ".join(parts)


def _table(given: Quality, words: Words) -> Table:
    columns = (
        Column(words("dimensions.unit")),
        Column(words("tables.responses"), Format.COUNT),
        Column(words("drawings.quality.duplicates"), Format.COUNT),
        Column(words("drawings.quality.expected"), Format.DECIMAL),
        Column(words("drawings.quality.high"), Format.DECIMAL),
        Column(words("drawings.quality.straight"), Format.COUNT),
        Column(words("drawings.quality.at_top"), Format.COUNT),
        *(Column(words(f"flags.{name}"), Format.COUNT) for name in given.flags),
        Column(words("drawings.quality.signs")),
    )
    rows = tuple(_row(one, given, words) for one in given.units)
    fewest = words("drawings.quality.fewest", fewest=words.number(FEWEST))
    notes = (words("drawings.quality.how"), fewest)
    return Table("study_quality", words("drawings.quality.title"), columns, rows, notes)


def _row(one: UnitQuality, given: Quality, words: Words) -> tuple[Value, ...]:
    same = one.alike
    found = {
        "copied": same is not None and same.conspicuous,
        "same": one.no_variation,
        "too_many": one.more_than_served,
    }
    told = [words(f"drawings.quality.sign_{name}") for name, held in found.items() if held]
    return (
        one.name,
        one.n,
        *((same.duplicates, same.expected, same.high) if same else (None, None, None)),
        one.straight.straight,
        one.straight.at_top,
        *(one.flags.get(name, 0) for name in given.flags),
        "; ".join(told),
    )


def _chart(judged: list[UnitQuality], words: Words) -> "Chart":
    from analysis.charts.signs import Sign, signs

    return signs(
        [
            Sign(
                one.name,
                one.alike.duplicates / one.alike.n,
                one.alike.expected / one.alike.n,
                one.alike.high / one.alike.n,
                conspicuous=one.alike.conspicuous,
            )
            for one in judged
            if one.alike is not None
        ],
        words,
    )
