"""The units of one kind by rank: each rank with the ranks that chance leaves open, never alone."""

from typing import TYPE_CHECKING

from analysis.drawings import figures
from analysis.drawings.drawing import Drawing
from analysis.statistics.ranking import Ranked
from analysis.study.units import LOWEST, Group, UnitFigure
from analysis.tables import Column, Format, Table, Value
from surveys.language import Words

if TYPE_CHECKING:
    from analysis.charts.style import Chart

_LEVEL = 0.05


def ranks(group: Group, words: Words) -> Drawing:
    """The ranks of one kind of unit; one unit alone has none."""
    ordered = _ranked(group)
    kind = words(f"kinds.{group.kind}")
    return Drawing(
        f"ranks_{group.kind}",
        words("drawings.ranks.title", kind=kind),
        _means(group, ordered, words),
        words("drawings.ranks.means_not"),
        _table(group, words),
        (lambda: _chart(ordered, words)) if len(ordered) > 1 else None,
        words("charts.ranks_alt", kind=kind),
    )


def rank(one: Ranked, words: Words) -> str:
    """A rank as it may be told: ``hạng 3 (từ 1 đến 9)``."""
    places = {"rank": one.rank, "best": one.best, "worst": one.worst}
    return words("drawings.ranks.rank", **{k: words.number(v) for k, v in places.items()})


def _label(one: Ranked, words: Words) -> str:
    """The rank and the group that the unit is in."""
    tier = words.number(one.tier)
    return words("drawings.ranks.label", rank=rank(one, words), tier=tier)


def _ranked(group: Group) -> list[tuple[UnitFigure, Ranked]]:
    """Units with their ranks, the best first; empty where one alone could be ranked."""
    pairs = [(unit, unit.ranked) for unit in group.units if unit.ranked is not None]
    return sorted(pairs, key=lambda pair: pair[1].rank) if len(pairs) > 1 else []


def _means(group: Group, ordered: list[tuple[UnitFigure, Ranked]], words: Words) -> str:
    if not ordered:
        lone = next((unit for unit in group.units if unit.satisfied.low is not None), None)
        if lone is None:
            return words("drawings.ranks.none")
        return words("drawings.ranks.one", name=lone.name, said=figures.said(lone.satisfied, words))
    tiers = max(one.tier for _, one in ordered)
    shown = {"count": words.number(len(ordered)), "tiers": words.number(tiers)}
    parts = [words("drawings.ranks.tiers" if tiers > 1 else "drawings.ranks.one_tier", **shown)]
    lowest = sum(unit.may_be_lowest for unit, _ in ordered)
    few = min(LOWEST, len(ordered) // 2)
    key = "lowest" if few > 1 else "lowest_one"
    counted = {"count": words.number(lowest), "few": words.number(few)}
    parts.append(words(f"drawings.ranks.{key}", **counted))
    differing = [
        unit.rest.value
        for unit, _ in ordered
        if unit.rest is not None and unit.adjusted is not None and unit.adjusted <= _LEVEL
    ]
    higher = sum(value > 0 for value in differing)
    counts = {"higher": words.number(higher), "lower": words.number(len(differing) - higher)}
    key = "rest" if differing else "rest_none"
    parts.append(words(f"drawings.ranks.{key}", tests=words.number(group.tests), **counts))
    return " ".join(parts)


def _table(group: Group, words: Words) -> Table:
    columns = (
        Column(words("dimensions.unit")),
        Column("n", Format.COUNT),
        *figures.ends(words, words("drawings.index.name")),
        Column(words("drawings.ranks.column")),
        Column(words("drawings.ranks.tier"), Format.COUNT),
        Column(words("drawings.ranks.may_be_lowest")),
        *figures.difference_columns(words, words("drawings.ranks.difference")),
        Column(words("tables.note")),
    )
    several = len(_ranked(group)) > 1
    rows = tuple(_row(unit, words, several=several) for unit in group.units)
    notes = (
        words("drawings.ranks.holm", tests=words.number(group.tests)),
        words("drawings.uncorrected"),
        words("drawings.ranks.how"),
    )
    title = words("drawings.ranks.title", kind=words(f"kinds.{group.kind}"))
    return Table(f"study_ranks_{group.kind}", title, columns, rows, notes)


def _row(unit: UnitFigure, words: Words, *, several: bool) -> tuple[Value, ...]:
    placed = unit.ranked if several else None
    may = words("drawings.yes") if unit.may_be_lowest else words("drawings.no")
    return (
        unit.name,
        unit.satisfied.n,
        *figures.cells(unit.satisfied),
        rank(placed, words) if placed else None,
        placed.tier if placed else None,
        may if placed else None,
        *figures.difference(unit.rest, unit.adjusted),
        figures.note(unit.satisfied.state, words),
    )


def _chart(ordered: list[tuple[UnitFigure, Ranked]], words: Words) -> "Chart":
    from analysis.charts.ranks import Rank, ranks

    return ranks(
        [
            Rank(
                unit.name, one.rank, one.best, one.worst, one.tier, _label(one, words),
                may_be_lowest=unit.may_be_lowest,
            )
            for unit, one in ordered
        ],
        words,
    )  # fmt: skip
