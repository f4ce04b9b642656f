"""The tables of a summary: the same rows for pages, spreadsheets and text files."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from analysis.estimate import Estimate
from analysis.shares import Distribution
from analysis.summary import Summary
from surveys.formula import Formula
from surveys.language import Words
from surveys.round import Origin
from surveys.standing import definition

Value = str | int | float | None
"""None is a figure that is hidden or does not exist; the row's note says which."""


class Format(StrEnum):
    """How the values of a column are written."""

    TEXT = "text"
    COUNT = "count"
    PERCENT = "percent"
    SHARE = "share"
    """A share with one decimal: what a study shows is seldom known better than to a point."""
    POINTS = "points"
    """A difference of two shares, kept as -1 to 1 and written in percentage points with its sign."""
    DECIMAL = "decimal"
    P = "p"
    """A probability of chance alone."""


@dataclass(frozen=True)
class Column:
    title: str
    format: Format = Format.TEXT


@dataclass(frozen=True)
class Table:
    """A titled table; shares are between 0 and 1 and written as percentages."""

    id: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        titles = [column.title for column in self.columns]
        if len(set(titles)) != len(titles):
            raise ValueError(f"table {self.id}: two columns with one title in {titles}")


def tables(summary: Summary, words: Words) -> tuple[Table, ...]:
    """All tables of a summary that have rows, in the order of a report."""
    made = [
        _overview(summary, words),
        _criteria(summary, words),
        _factors(summary, words),
        *(_breakdown(summary, index, words) for index in range(len(summary.breakdowns))),
        _others(summary, words),
        _course(summary, words),
        _mismatches(summary, words),
        _excluded(summary, words),
    ]
    return tuple(table for table in made if table.rows)


def _overview(summary: Summary, words: Words) -> Table:
    round = summary.round
    rows: list[tuple[Value, ...]] = [
        (words("tables.round"), f"{round.id} – {round.title}"),
        (words("tables.unit"), summary.unit.name),
        (
            words("tables.questionnaire"),
            f"{summary.title.in_(words.language)} ({summary.questionnaire})",
        ),
        (words("tables.questionnaire_hash"), summary.questionnaire_hash[:16]),
        (words("tables.period"), f"{words.date(round.opens)} – {words.date(round.closes)}"),
        (words("tables.as_of"), f"{summary.as_of:%d/%m/%Y %H:%M} (UTC+7)"),
        (words("tables.counted", unit=summary.counted.in_(words.language)), summary.responses),
        (words("tables.received"), summary.received),
        *_apart(summary, words),
        (words("tables.served"), summary.served),
        (words("tables.formula"), words(f"formulas.{Formula.POOLED}")),
    ]
    if round.formula is not Formula.POOLED:
        rows.append((words("tables.index_formula"), words(f"formulas.{round.formula}")))
    if round.origin is Origin.COLLECTED:
        rows.append((words("tables.valid"), definition(round.valid, words)))
        rows.append((words("tables.design"), words(f"designs.{round.design}")))
    notes = [words(f"warnings.{warning}") for warning in summary.warnings]
    notes.append(words(f"covers.{summary.overall.covers}"))
    columns = (Column(words("tables.item")), Column(words("tables.value")))
    return Table("overview", words("tables.overview"), columns, _given(rows), tuple(notes))


def _apart(summary: Summary, words: Words) -> list[tuple[Value, ...]]:
    """What was received and is not in the figures, by its reason."""
    if summary.apart is None:
        return []
    numbers = summary.apart
    return [
        (words("apart.late"), numbers.late),
        (words("apart.incomplete"), numbers.incomplete),
        (words("apart.excluded"), numbers.excluded),
        (words("apart.double"), numbers.double),
    ]


def _given(rows: Sequence[tuple[Value, ...]]) -> tuple[tuple[Value, ...], ...]:
    return tuple(row for row in rows if row[1] is not None)


def _interval_columns(words: Words) -> tuple[Column, ...]:
    return (
        Column(words("tables.satisfied"), Format.PERCENT),
        Column(words("tables.low"), Format.PERCENT),
        Column(words("tables.high"), Format.PERCENT),
    )


def _interval(estimate: Estimate | None) -> tuple[Value, ...]:
    if estimate is None:
        return (None, None, None)
    return (estimate.share, estimate.low, estimate.high)


def _criteria(summary: Summary, words: Words) -> Table:
    first = next((criterion for criterion in summary.criteria if criterion.parts), None)
    levels = [part.label.in_(words.language) for part in reversed(first.parts)] if first else []
    columns = (
        Column(words("charts.criterion")),
        Column("n", Format.COUNT),
        *(Column(level, Format.COUNT) for level in levels),
        *(Column(f"{level} (%)", Format.PERCENT) for level in levels),
        *_interval_columns(words),
        Column(words("tables.not_applicable"), Format.COUNT),
        Column(words("tables.skipped"), Format.COUNT),
        Column(words("tables.note")),
    )
    rows = tuple(_criterion(criterion, len(levels), words) for criterion in summary.criteria)
    return Table(
        "criteria",
        words("tables.criteria"),
        columns,
        rows,
        (words("tables.rounding"), words("tables.base")),
    )


def _criterion(criterion: Distribution, levels: int, words: Words) -> tuple[Value, ...]:
    parts = list(reversed(criterion.parts))
    counts: list[Value] = [part.count for part in parts] or [None] * levels
    shares: list[Value] = [part.share for part in parts] or [None] * levels
    return (
        criterion.text.in_(words.language),
        criterion.n,
        *counts,
        *shares,
        *_interval(criterion.satisfied),
        criterion.not_applicable,
        criterion.skipped,
        words(f"standing.{criterion.standing}"),
    )


def _estimates(
    rows: Sequence[tuple[str, int | None, Estimate]], words: Words
) -> tuple[tuple[Value, ...], ...]:
    return tuple(
        (name, n, *_interval(estimate), words(f"standing.{estimate.standing}"))
        for name, n, estimate in rows
    )


def _factors(summary: Summary, words: Words) -> Table:
    columns = (
        Column(words("tables.factor")),
        Column(words("tables.answers"), Format.COUNT),
        *_interval_columns(words),
        Column(words("tables.note")),
    )
    named = [
        (factor.title.in_(words.language), factor.satisfied.n, factor.satisfied)
        for factor in summary.factors
        if factor.title is not None
    ]
    whole = (words("tables.overall"), summary.overall.n, summary.overall)
    rows = _estimates([*named, whole], words)
    return Table(
        "factors",
        words("tables.factors"),
        columns,
        rows,
        (words(f"covers.{summary.overall.covers}"),),
    )


def _breakdown(summary: Summary, index: int, words: Words) -> Table:
    breakdown = summary.breakdowns[index]
    columns = (
        Column(words(f"dimensions.{breakdown.dimension}")),
        Column(words("tables.responses"), Format.COUNT),
        *_interval_columns(words),
        Column(words("tables.note")),
    )
    rows = _estimates(
        [(row.label.in_(words.language), row.responses, row.satisfied) for row in breakdown.rows],
        words,
    )
    notes = (words("tables.apart", n=words.number(breakdown.apart)),) if breakdown.apart else ()
    named = words(f"dimensions.{breakdown.dimension}").lower()
    title = words("tables.by", dimension=named)
    return Table(f"by_{breakdown.dimension}", title, columns, rows, notes)


def _others(summary: Summary, words: Words) -> Table:
    columns = (
        Column(words("tables.question")),
        Column(words("tables.answer")),
        Column(words("charts.count"), Format.COUNT),
        Column("n", Format.COUNT),
        Column(words("charts.share"), Format.PERCENT),
    )
    rows = tuple(
        (
            other.text.in_(words.language),
            part.label.in_(words.language),
            part.count,
            other.n,
            part.share,
        )
        for other in summary.others
        for part in other.parts
    )
    return Table("others", words("tables.others"), columns, rows, (words("tables.base"),))


def _course(summary: Summary, words: Words) -> Table:
    course = summary.course
    columns = (
        Column(words(f"periods.{course.period}")),
        Column(words("tables.responses"), Format.COUNT),
    )
    rows = tuple((words.date(point.first), point.responses) for point in course.points)
    notes = (words("tables.apart", n=words.number(course.apart)),) if course.apart else ()
    return Table("course", words(f"course.{course.period}"), columns, rows, notes)


def _excluded(summary: Summary, words: Words) -> Table:
    columns = (
        Column(words("dimensions.unit")),
        Column(words("tables.responses"), Format.COUNT),
        Column(words("excluded.reason")),
        Column(words("excluded.by")),
        Column(words("excluded.on")),
    )
    rows = tuple(
        (one.unit, one.responses, one.reason, one.by, words.date(one.on))
        for one in summary.excluded
    )
    note = words("excluded.note")
    return Table("excluded", words("excluded.title"), columns, rows, (note,))


def _mismatches(summary: Summary, words: Words) -> Table:
    columns = (
        Column(words("charts.criterion")),
        Column(words("tables.printed"), Format.COUNT),
        Column(words("tables.derived"), Format.COUNT),
        Column(words("tables.difference"), Format.COUNT),
    )
    rows = tuple(
        (one.question or words("tables.all_contents"), one.printed, one.derived, one.difference)
        for one in summary.mismatches
    )
    return Table(
        "mismatches",
        words("tables.mismatches"),
        columns,
        rows,
        (words("warnings.does_not_add_up"),),
    )
