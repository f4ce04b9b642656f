"""What goes along with satisfaction as a whole: importance beside performance, never a cause."""

from typing import TYPE_CHECKING

from analysis.cells import share
from analysis.drawings import figures
from analysis.drawings.drawing import Drawing
from analysis.statistics.drivers import State
from analysis.study.matters import Mattering, Matters
from analysis.study.study import Study
from analysis.tables import Column, Format, Table, Value
from surveys.language import Words

if TYPE_CHECKING:
    from analysis.charts.style import Chart


def drivers(study: Study, words: Words) -> Drawing:
    """The factors by the part of the whole that goes along with them; none under 200 answers."""
    rated = [one for one in study.matters.factors if one.satisfied.low is not None]
    return Drawing(
        "drivers",
        _title(study.matters, words),
        _means(study.matters, words),
        words("drawings.drivers.means_not"),
        _table(study, words),
        (lambda: _chart(rated, words)) if rated else None,
        words("charts.drivers_alt"),
    )


def _title(given: Matters, words: Words) -> str:
    """What the parts go along with: satisfaction as a whole, or what stands in for it."""
    if not given.stands_in:
        return words("drawings.drivers.title")
    return words("drawings.drivers.about", outcome=_outcome(given, words))


def _outcome(given: Matters, words: Words) -> str:
    return given.outcome.in_(words.language).rstrip(".") if given.outcome else ""


def _means(given: Matters, words: Words) -> str:
    if given.state is not State.SHOWN or not given.factors:
        return words(f"drivers.{given.state}", n=words.number(given.n))
    first = given.factors[0]
    outcome = _outcome(given, words)
    told = words(
        "drawings.drivers.means",
        outcome=outcome,
        first=first.title.in_(words.language),
        part=_part(first, words),
        explained=share(given.explained, words),
        count=words.number(len(given.factors)),
        n=words.number(given.n),
    )
    others = sum(one.driver.high >= first.driver.low for one in given.factors[1:])
    parts = [words("drawings.drivers.instead", outcome=outcome)] if given.stands_in else []
    parts.append(told)
    if others:
        parts.append(words("drawings.drivers.overlap", count=words.number(others)))
    return " ".join(parts)


def _part(one: Mattering, words: Words) -> str:
    return figures.between(one.driver.part, one.driver.low, one.driver.high, words)


def _table(study: Study, words: Words) -> Table:
    given = study.matters
    columns = (
        Column(words("tables.factor")),
        Column("n", Format.COUNT),
        *figures.ends(words, words("tables.satisfied")),
        Column(words("drawings.drivers.part"), Format.SHARE),
        Column(words("drawings.drivers.part_low"), Format.SHARE),
        Column(words("drawings.drivers.part_high"), Format.SHARE),
        Column(words("drawings.drivers.direction")),
        Column(words("tables.note")),
    )
    rows = tuple(_row(one, words) for one in given.factors)
    notes: tuple[str, ...] = ()
    if rows:
        total = {"explained": share(given.explained, words), "n": words.number(given.n)}
        notes = (words("drawings.drivers.explained", **total), words("drawings.drivers.within"))
    return Table("study_drivers", _title(given, words), columns, rows, notes)


def _row(one: Mattering, words: Words) -> tuple[Value, ...]:
    direction = {1: "same", -1: "opposite"}.get(one.driver.sign, "neither")
    return (
        one.title.in_(words.language),
        one.satisfied.n,
        *figures.cells(one.satisfied),
        one.driver.part,
        one.driver.low,
        one.driver.high,
        words(f"drawings.drivers.{direction}"),
        figures.note(one.satisfied.state, words),
    )


def _chart(rated: list[Mattering], words: Words) -> "Chart":
    from analysis.charts.importance import Factor, importance

    return importance(
        [
            Factor(
                one.title.in_(words.language),
                (one.satisfied.low or 0.0, one.satisfied.value or 0.0, one.satisfied.high or 0.0),
                (one.driver.low, one.driver.part, one.driver.high),
            )
            for one in rated
        ],
        words,
    )
