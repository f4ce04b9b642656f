"""The units of one kind against what chance alone would do to units of their size."""

from typing import TYPE_CHECKING

from analysis.cells import share
from analysis.drawings import figures
from analysis.drawings.drawing import Drawing
from analysis.statistics.funnel import Funnel, Point, Shrunken
from analysis.study.units import Group, UnitFigure
from analysis.tables import Column, Format, Table, Value
from surveys.language import Words

if TYPE_CHECKING:
    from analysis.charts.style import Chart

REACHES = {"within": 0.0, "beyond_95": 1.959964, "beyond_998": 3.090232}
"""Standard errors from which a point is outside the limits of 95 % and of 99.8 %."""

_CHANCE = 0.05
_NAMED = 8


def funnel(group: Group, words: Words) -> Drawing:
    """The funnel of one kind of unit; there is none of fewer than three units, or of all alike."""
    made = group.funnel
    kind = words(f"kinds.{group.kind}")
    return Drawing(
        f"funnel_{group.kind}",
        words("drawings.funnel.title", kind=kind),
        _means(group, made, words) if made else words("drawings.funnel.none"),
        words("drawings.funnel.means_not"),
        _table(group, words),
        (lambda: _chart(group, made, words)) if made else None,
        words("charts.funnel_alt", kind=kind),
    )


def position(point: Point) -> str:
    """Where a unit stands. Keys of words (``funnel.…``)."""
    return [name for name, reach in REACHES.items() if abs(point.adjusted) >= reach][-1]


def _means(group: Group, made: Funnel, words: Words) -> str:
    names = {unit.code: unit.name for unit in group.units}
    inside = sum(position(point) == "within" for point in made.points)
    parts = [
        words(
            "drawings.funnel.means",
            inside=words.number(inside),
            count=words.number(len(made.points)),
            target=share(made.target, words),
            expected=words.number(_CHANCE * len(made.points), 1),
        )
    ]
    for side, sign in (("higher", 1), ("lower", -1)):
        far = [
            names[point.unit]
            for point in made.points
            if position(point) == "beyond_998" and sign * point.adjusted > 0
        ]
        if far:
            parts.append(words(f"drawings.funnel.{side}", names=_listed(far, words)))
    if made.dispersion > 1:
        times = words.number(made.dispersion, 1)
        parts.append(words("drawings.funnel.dispersion", times=times))
    return " ".join(parts)


def _listed(names: list[str], words: Words) -> str:
    """The first few names, and how many more there are."""
    told = ", ".join(names[:_NAMED])
    rest = len(names) - _NAMED
    return words("drawings.and_more", names=told, rest=words.number(rest)) if rest > 0 else told


def _table(group: Group, words: Words) -> Table:
    columns = (
        Column(words("dimensions.unit")),
        Column(words("drawings.base"), Format.COUNT),
        *figures.ends(words, words("drawings.index.name")),
        Column(words("drawings.funnel.limit_low"), Format.SHARE),
        Column(words("drawings.funnel.limit_high"), Format.SHARE),
        Column(words("drawings.funnel.far_low"), Format.SHARE),
        Column(words("drawings.funnel.far_high"), Format.SHARE),
        Column(words("drawings.funnel.position")),
        Column(words("drawings.funnel.shrunken"), Format.SHARE),
        Column(words("drawings.funnel.reliability"), Format.DECIMAL),
        Column(words("tables.note")),
    )
    points = {point.unit: point for point in group.funnel.points} if group.funnel else {}
    rows = tuple(_row(unit, group.funnel, points.get(unit.code), words) for unit in group.units)
    able = [unit for unit in group.units if unit.shrunken is not None and unit.shrunken.comparable]
    notes = (
        words("drawings.funnel.internal"),
        words("drawings.funnel.bar", able=words.number(len(able))),
    )
    title = words("drawings.funnel.title", kind=words(f"kinds.{group.kind}"))
    return Table(f"study_funnel_{group.kind}", title, columns, rows, notes)


def _row(
    unit: UnitFigure, made: Funnel | None, point: Point | None, words: Words
) -> tuple[Value, ...]:
    limits: tuple[Value, ...] = (None, None, None, None)
    where = None
    if made is not None and point is not None:
        near, far = (made.limits(point.base, reach) for reach in list(REACHES.values())[1:])
        limits, where = (*near, *far), words(f"funnel.{position(point)}")
    return (
        unit.name,
        unit.satisfied.base,
        *figures.cells(unit.satisfied),
        *limits,
        where,
        *_drawn_in(unit.shrunken),
        figures.note(unit.satisfied.state, words),
    )


def _drawn_in(one: Shrunken | None) -> tuple[Value, ...]:
    return (one.value, one.reliability) if one is not None else (None, None)


def _chart(group: Group, made: Funnel, words: Words) -> "Chart":
    from analysis.charts.funnel import Dot, funnel

    names = {unit.code: unit.name for unit in group.units}
    dots = [
        Dot(names[point.unit], point.share, point.base, position(point)) for point in made.points
    ]
    near, far = list(REACHES.values())[1:]
    return funnel(made, dots, (near, far), words)
