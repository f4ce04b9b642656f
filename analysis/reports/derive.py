"""Which figures of which tables follow from others. Shares of a weighted sample do not.

Tables are known by their ids; what is not known here has no workings.
"""

from dataclasses import replace

from analysis.reports.basis import Basis
from analysis.reports.document import Exhibit, Section
from analysis.reports.workings import Derived, Plot, Shape, Workings
from analysis.shares import Part
from analysis.summary import UNIT, Summary, Warning
from analysis.tables import Table
from surveys.language import Words

_COUNTS, _SHARES = "report_counts", "report_shares"
_INTERVALS = ("report_index", "report_factors", "report_units_", "by_field", "report_field_share")
_FIELD_UNITS = "report_field_units"
_ENDS = (2, 3, 4)
"""Where a share and its interval stand in tables of intervals; they end the tables of levels."""

_AROUND = 8
"""Columns of the full table of criteria that are neither a level's count nor its share."""


def with_workings(section: Section, basis: Basis, words: Words) -> Section:
    """The section with the workings of its tables."""
    blocks = (
        worked(one, basis, words) if isinstance(one, Exhibit) else one for one in section.blocks
    )
    return replace(section, blocks=tuple(blocks))


def worked(one: Exhibit, basis: Basis, words: Words) -> Exhibit:
    """The table with its workings."""
    return replace(one, workings=_workings(one.table, basis, words))


def _workings(table: Table, basis: Basis, words: Words) -> Workings:
    made = basis.summary
    alike = not (made.overall.covers.weighted or Warning.WEIGHTED in made.warnings)
    if table.id.startswith(_COUNTS):
        last = len(table.columns) - 1
        return Workings((Derived(last, tuple(range(1, last))),), total=len(table.rows) > 1)
    if table.id.startswith(_SHARES):
        return _shares(table, made, words, alike=alike)
    if table.id == "criteria":
        return Workings(_criteria(table, made, words) if alike else ())
    if table.id == "report_participation":
        return Workings((Derived(5, (4,), 3),), total=True)
    if table.id in ("report_respondents", "others"):
        return Workings((Derived(4, (2,), 3),) if alike else ())
    if table.id == _FIELD_UNITS:
        return Workings(total=True, plot=_plot(table, ranked=False))
    if table.id == "study_silent":
        return Workings((Derived(3, (1,), 2),))
    return Workings(plot=_plot(table, ranked=basis.study is not None))


def _shares(table: Table, made: Summary, words: Words, *, alike: bool) -> Workings:
    """Each level's count over n, and the satisfied ones' together, of the table of counts."""
    titles = tuple(column.title for column in table.columns)
    parts = _scale(made, titles[1 : -len(_ENDS)], words)
    if parts is None:
        return Workings()
    columns = tuple(range(1, len(parts) + 1))
    levels = tuple((one.id, one.satisfied, one.negative) for one in reversed(parts))
    plot = Plot(Shape.LEVELS, columns, levels)
    if not alike:
        return Workings(plot=plot)
    base, counts = len(parts) + 1, table.id.replace(_SHARES, _COUNTS)
    satisfied = tuple(at for at, one in zip(columns, parts, strict=True) if one.satisfied)
    derived = [Derived(at, (at,), base, counts) for at in columns]
    derived.append(Derived(base, satisfied, base, counts))
    return Workings(tuple(derived), plot=plot)


def _criteria(table: Table, made: Summary, words: Words) -> tuple[Derived, ...]:
    """The same within one table, where all criteria have one scale."""
    scales = {tuple(part.id for part in one.parts) for one in made.criteria if one.parts}
    titles = tuple(column.title for column in table.columns)
    counted = (len(titles) - _AROUND) // 2
    parts = _scale(made, titles[2 : 2 + counted], words)
    if parts is None or len(scales) != 1:
        return ()
    first = 2 + len(parts)
    levels = [Derived(first + at, (2 + at,), 1) for at in range(len(parts))]
    satisfied = tuple(2 + at for at, one in enumerate(parts) if one.satisfied)
    return (*levels, Derived(first + len(parts), satisfied, 1))


def _scale(made: Summary, titles: tuple[str, ...], words: Words) -> tuple[Part, ...] | None:
    """The levels, the highest first, of the scale that these columns name."""
    for one in made.criteria:
        parts = tuple(reversed(one.parts))
        if parts and titles == tuple(part.label.in_(words.language) for part in parts):
            return parts
    return None


def _plot(table: Table, *, ranked: bool) -> Plot | None:
    """Units are drawn once: as they are ranked, and without a study as they stand in the catalogue."""
    if table.id.startswith(_INTERVALS) or (table.id == f"by_{UNIT}" and not ranked):
        return Plot(Shape.INTERVALS, _ENDS)
    if table.id == _FIELD_UNITS:
        return Plot(Shape.INTERVALS, (3, 4, 5))
    if table.id == "study_changes":
        return Plot(Shape.CHANGES, (5, 6, 7))
    return None
