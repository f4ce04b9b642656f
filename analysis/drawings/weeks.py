"""The weeks of a round around their common share: signals open an inquiry, they are no verdict."""

from datetime import date
from typing import TYPE_CHECKING

from analysis.cells import share
from analysis.drawings import figures
from analysis.drawings.drawing import Drawing
from analysis.statistics.monitoring import FEWEST_PERIODS, RunChart, drift_limit
from analysis.study.study import Study
from analysis.tables import Column, Format, Table, Value
from surveys.language import Words

if TYPE_CHECKING:
    from analysis.charts.style import Chart


def weeks(study: Study, words: Words) -> Drawing:
    """The run chart; there is none of fewer than eight weeks, or where everybody agrees."""
    return weeks_drawn(study.weeks, words, figures.unweighted(study.covers, words))


def weeks_drawn(made: RunChart | None, words: Words, more: tuple[str, ...] = ()) -> Drawing:
    """The drawing of a run chart, of a closed round or of one that is still open; `more` are its notes."""
    few = words.number(FEWEST_PERIODS)
    return Drawing(
        "weeks",
        words("drawings.weeks.title"),
        _means(made, words) if made else words("drawings.weeks.none", few=few),
        words("drawings.weeks.means_not"),
        _table(made, words, more),
        (lambda: _chart(made, words)) if made else None,
        words("charts.weeks_alt"),
    )


def _day(day: str, words: Words) -> str:
    return words.date(date.fromisoformat(day))


def _means(made: RunChart, words: Words) -> str:
    shown = {"count": words.number(len(made.periods)), "centre": share(made.centre, words)}
    parts = [words("drawings.weeks.centre", **shown)]
    outside = [_day(one.day, words) for one in made.periods if one.outside]
    drifting = [_day(one.day, words) for one in made.periods if one.drifting]
    if outside:
        parts.append(words("drawings.weeks.outside", days=", ".join(outside)))
    if drifting:
        parts.append(words("drawings.weeks.drifting", day=drifting[0]))
    if not outside and not drifting:
        parts.append(words("drawings.weeks.calm"))
    return " ".join(parts)


def _table(made: RunChart | None, words: Words, more: tuple[str, ...]) -> Table:
    columns = (
        Column(words("drawings.weeks.week")),
        Column("n", Format.COUNT),
        Column(words("tables.satisfied"), Format.SHARE),
        Column(words("drawings.weeks.low"), Format.SHARE),
        Column(words("drawings.weeks.high"), Format.SHARE),
        Column(words("drawings.weeks.drift"), Format.DECIMAL),
        Column(words("drawings.weeks.drift_limit"), Format.DECIMAL),
        Column(words("drawings.weeks.signal")),
    )
    rows: list[tuple[Value, ...]] = []
    notes: tuple[str, ...] = ()
    if made is not None:
        for place, one in enumerate(made.periods, start=1):
            signs = [("outside", one.outside), ("drifting", one.drifting)]
            told = [words(f"drawings.weeks.sign_{name}") for name, held in signs if held]
            rows.append(
                (
                    _day(one.day, words), one.n, one.share, one.low, one.high, one.drift,
                    drift_limit(place), "; ".join(told),
                )
            )  # fmt: skip
        notes = (words("drawings.weeks.how", sigma=words.number(made.sigma_z, 2)), *more)
    return Table("study_weeks", words("drawings.weeks.title"), columns, tuple(rows), notes)


def _chart(made: RunChart, words: Words) -> "Chart":
    from analysis.charts.weeks import weeks

    return weeks(made, words)
