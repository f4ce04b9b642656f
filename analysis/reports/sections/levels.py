"""What was answered, level by level: all criteria together, and each of them."""

from collections.abc import Sequence
from itertools import groupby

from analysis.cells import share
from analysis.reports.basis import Basis
from analysis.reports.document import Block, Exhibit, Items, Paragraph, Picture, Section, Source
from analysis.reports.sections.wording import counted, interval, part, points
from analysis.shares import Distribution
from analysis.summary import Warning
from analysis.tables import Column, Format, Table, Value
from surveys.language import Words, shortened

_NAME = 0.36
"""The share of the page that the words of a criterion take."""


def levels(basis: Basis, words: Words) -> Section:
    """The counts and shares of every level; scales of different levels are never added up."""
    made, source = basis.summary, basis.source(words)
    groups = _by_scale(made.criteria)
    blocks: list[Block] = []
    if not groups:
        blocks.append(Paragraph(words("report.levels.none")))
    for number, group in enumerate(groups):
        blocks += _group(basis, group, number, source, words)
    if groups:
        blocks.append(_picture(basis, source, words))
    left = [one for one in made.criteria if not one.parts]
    if left and groups:
        blocks.append(Paragraph(words("report.levels.left_out", n=counted(len(left), words))))
    return Section("levels", words("report.levels.title"), tuple(blocks))


def told(basis: Basis, words: Words) -> list[Block]:
    """The levels in sentences alone, scale by scale."""
    groups = _by_scale(basis.summary.criteria)
    if not groups:
        return [Paragraph(words("report.levels.none"))]
    return [block for group in groups for block in _told(basis, group, words)]


def totals(basis: Basis, words: Words) -> list[tuple[str, int]]:
    """How often each level was chosen, the highest first, on the scale that most criteria have."""
    found = totals_by_scale(basis, words)
    return max(found, key=lambda one: len(one[0]))[1] if found else []


def totals_by_scale(
    basis: Basis, words: Words
) -> list[tuple[list[Distribution], list[tuple[str, int]]]]:
    """The criteria of each scale, and how often each of its levels was chosen, the highest first."""
    return [
        (group, list(zip(_labels(group, words), _together(group), strict=True)))
        for group in _by_scale(basis.summary.criteria)
    ]


def _by_scale(criteria: Sequence[Distribution]) -> list[list[Distribution]]:
    """Criteria of one scale together, in the order in which the scales are asked."""
    shown = [one for one in criteria if one.parts]
    order: dict[tuple[str, ...], int] = {}
    for one in shown:
        order.setdefault(_scale(one), len(order))
    ordered = sorted(shown, key=lambda one: order[_scale(one)])
    return [list(group) for _, group in groupby(ordered, key=_scale)]


def _scale(one: Distribution) -> tuple[str, ...]:
    return tuple(part.id for part in one.parts)


def _group(
    basis: Basis, group: list[Distribution], number: int, source: Source, words: Words
) -> list[Block]:
    """The sentences and the tables of one scale."""
    blocks, counts = _told(basis, group, words), _together(group)
    if len(group) == 1 and group[0].satisfied is not None:
        said = interval(group[0].satisfied, words)
        blocks.append(Paragraph(words("report.levels.satisfied", said=said)))
    blocks.append(Exhibit(_counts(group, counts, number, words), source, _widths(len(counts) + 1)))
    shares = _shares(group, number, words)
    blocks.append(Exhibit(shares, source, _widths(len(shares.columns) - 1)))
    return blocks


def _told(basis: Basis, group: list[Distribution], words: Words) -> list[Block]:
    weighted = Warning.WEIGHTED in basis.summary.warnings
    counts = _together(group)
    n = sum(counts)
    named = {"n": counted(n, words), "criteria": counted(len(group), words)}
    key = "one" if len(group) == 1 else "several"
    return [
        Paragraph(words(f"report.levels.{key}", **named)),
        Items(points(_sentences(group, counts, n, words, weighted=weighted))),
    ]


def _together(group: list[Distribution]) -> list[int]:
    """How often each level was chosen over all criteria, the highest level first."""
    ordered = [list(reversed(one.parts)) for one in group]
    return [sum(part.count for part in column) for column in zip(*ordered, strict=True)]


def _labels(group: list[Distribution], words: Words) -> list[str]:
    return [part.label.in_(words.language) for part in reversed(group[0].parts)]


def _sentences(
    group: list[Distribution], counts: list[int], n: int, words: Words, *, weighted: bool
) -> list[str]:
    """One sentence a level, in the pattern of printed reports."""
    unit = words("report.levels.unit_one" if len(group) == 1 else "report.levels.unit_several")
    found = []
    for label, count in zip(_labels(group, words), counts, strict=True):
        shown = {"level": label, "unit": unit, "part": part(count, n, words)}
        if not count:
            found.append(words("report.levels.nobody", **shown))
        elif weighted:
            found.append(words("report.levels.level_count", **shown))
        else:
            found.append(words("report.levels.level", share=share(count / n, words), **shown))
    return found


def _counts(group: list[Distribution], totals: list[int], number: int, words: Words) -> Table:
    columns = (
        Column(words("charts.criterion")),
        *(Column(label, Format.COUNT) for label in _labels(group, words)),
        Column("n", Format.COUNT),
    )
    rows: list[tuple[Value, ...]] = [
        (one.text.in_(words.language), *(part.count for part in reversed(one.parts)), one.n)
        for one in group
    ]
    if len(group) > 1:
        rows.append((words("report.levels.all"), *totals, sum(totals)))
    title = words("report.levels.counts")
    return Table(
        f"report_counts{_nth(number)}", title, columns, tuple(rows), (words("tables.base"),)
    )


def _shares(group: list[Distribution], number: int, words: Words) -> Table:
    columns = (
        Column(words("charts.criterion")),
        *(Column(label, Format.SHARE) for label in _labels(group, words)),
        Column(words("tables.satisfied"), Format.SHARE),
        Column(words("tables.low"), Format.SHARE),
        Column(words("tables.high"), Format.SHARE),
    )
    rows = tuple(_share_row(one, words) for one in group)
    notes = (words("report.levels.rounding"),)
    return Table(
        f"report_shares{_nth(number)}", words("report.levels.shares"), columns, rows, notes
    )


def _share_row(one: Distribution, words: Words) -> tuple[Value, ...]:
    shares = (part.share for part in reversed(one.parts))
    ends = (one.satisfied.share, one.satisfied.low, one.satisfied.high) if one.satisfied else ()
    return (one.text.in_(words.language), *shares, *(ends or (None, None, None)))


def _nth(number: int) -> str:
    return f"_{number + 1}" if number else ""


def _widths(others: int) -> tuple[float, ...]:
    return (_NAME, *((1 - _NAME) / others for _ in range(others)))


def _picture(basis: Basis, source: Source, words: Words) -> Picture:
    from analysis.charts.diverging import diverging

    made = basis.summary
    drawn = [one for one in made.criteria if one.parts and one.satisfied]
    worst = min(drawn, key=lambda one: (one.satisfied.share if one.satisfied else 0) or 0)
    best = max(drawn, key=lambda one: (one.satisfied.share if one.satisfied else 0) or 0)
    named = {"best": _named(best, words), "worst": _named(worst, words)}
    shown = {"n": counted(len(drawn), words), **named}
    return Picture(
        "levels",
        words("report.levels.picture"),
        words("report.levels.picture_alt", **shown),
        lambda: diverging(made, words),
        source,
    )


def _named(one: Distribution, words: Words) -> str:
    name = shortened(one.text.in_(words.language))
    return f"{name} – {interval(one.satisfied, words)}" if one.satisfied else name
