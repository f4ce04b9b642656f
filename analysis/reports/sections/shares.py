"""The satisfied share of each row of a breakdown, with its base and its interval."""

from analysis.summary import Breakdown
from analysis.tables import Column, Format, Table
from surveys.language import Words


def share_table(found: Breakdown, id: str, title: str, words: Words) -> Table:
    """A row for each that is shown, and how many responses stand in no row."""
    columns = (
        Column(words(f"dimensions.{found.dimension}")),
        Column(words("tables.responses"), Format.COUNT),
        Column(words("tables.satisfied"), Format.SHARE),
        Column(words("report.interval")),
        Column(words("tables.note")),
    )
    rows = tuple(
        (
            row.label.in_(words.language),
            row.responses,
            row.satisfied.share,
            ends(row.satisfied.low, row.satisfied.high, words),
            words(f"standing.{row.satisfied.standing}"),
        )
        for row in found.rows
    )
    notes = (words("tables.apart", n=words.number(found.apart)),) if found.apart else ()
    return Table(id, title, columns, rows, notes)


def ends(low: float | None, high: float | None, words: Words) -> str | None:
    """An interval in one cell."""
    if low is None or high is None:
        return None
    shown = {"low": words.percent(low), "high": words.percent(high)}
    return words("drawings.range", **shown)
