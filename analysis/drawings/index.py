"""The index of a round: its formula, its base, its interval, and the groups of criteria in it."""

from typing import TYPE_CHECKING

from analysis.drawings import figures
from analysis.drawings.drawing import Drawing
from analysis.study.figure import Figure, State
from analysis.study.study import Study
from analysis.tables import Column, Format, Table, Value
from surveys.language import Words

if TYPE_CHECKING:
    from analysis.charts.style import Chart


def index(study: Study, words: Words) -> Drawing:
    """The index and its factors; the chart only where the index has an interval that says something."""
    drawable = study.index.low is not None and study.index.state is not State.UNANIMOUS
    return Drawing(
        "index",
        words("drawings.index.title"),
        _means(study, words),
        words("drawings.index.means_not"),
        _table(study, words),
        (lambda: _chart(study, words)) if drawable else None,
        words("charts.index_alt"),
    )


def _means(study: Study, words: Words) -> str:
    one = study.index
    if one.value is None or one.low is None or one.high is None:
        return words(f"drawings.index.{one.state}", said=figures.said(one, words))
    shown = {"said": figures.said(one, words), "n": words.number(one.n or 0)}
    if one.state is State.UNANIMOUS:
        return words("drawings.index.unanimous", **shown)
    parts = [words("drawings.index.means", **shown)]
    parts.append(words("drawings.index.drawn" if study.covers.drawn else "drawings.index.came"))
    if one.effective is not None and one.n and one.effective < 0.95 * one.n:
        enough = words.number(one.effective)
        parts.append(words("drawings.index.effective", n=shown["n"], effective=enough))
    if one.state is not State.SOUND:
        parts.append(f"{words(f'figures.{one.state}')}.")
    return " ".join(parts)


def _table(study: Study, words: Words) -> Table:
    columns = (
        Column(words("charts.criterion")),
        Column("n", Format.COUNT),
        *figures.ends(words, words("drawings.share")),
        Column(words("drawings.base"), Format.COUNT),
        Column(words("drawings.design_effect"), Format.DECIMAL),
        Column(words("tables.note")),
    )
    named = [(words("drawings.index.name"), study.index)]
    named += [(one.title.in_(words.language), one.satisfied) for one in study.factors]
    notes = (
        words("drawings.index.formula", formula=words(f"formulas.{study.formula}")),
        words("drawings.index.factors"),
        words(f"covers.{study.covers}"),
        words("drawings.index.effect"),
    )
    rows = tuple(_row(name, one, words) for name, one in named)
    return Table("study_index", words("drawings.index.title"), columns, rows, notes)


def _row(name: str, one: Figure, words: Words) -> tuple[Value, ...]:
    return (
        name,
        one.n,
        *figures.cells(one),
        one.base,
        one.design_effect,
        figures.note(one.state, words),
    )


def _chart(study: Study, words: Words) -> "Chart":
    from analysis.charts.intervals import Line, intervals

    whole = (words("drawings.index.name"), study.index)
    parts = [(one.title.in_(words.language), one.satisfied) for one in study.factors]
    lines = [
        Line(name, one.value, one.low, one.high, words.number(one.n or 0), whole=place == 0)
        for place, (name, one) in enumerate([whole, *parts])
        if one.value is not None and one.low is not None and one.high is not None
    ]
    return intervals(lines, words, words("drawings.share_axis"))
