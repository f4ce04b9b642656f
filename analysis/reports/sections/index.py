"""The index and its factors, what changed since the round before, and what may be said of it."""

from collections.abc import Iterator

from analysis.cells import points, share
from analysis.drawings import figures
from analysis.drawings.changes import changes as drawing_of
from analysis.drawings.changes import compared_notes, name, verdict
from analysis.drawings.index import index as index_drawing
from analysis.reports.basis import Basis
from analysis.reports.document import Block, Exhibit, Paragraph, Picture, Section, Source, Tone
from analysis.reports.sections.wording import interval
from analysis.study.changes import INDEX, Changed
from analysis.study.study import Study
from analysis.summary import Summary
from analysis.tables import Column, Format, Table, Value
from surveys.language import Words

_TENTH = 0.1
"""Of a percentage point: as closely as the text tells a share."""


def index(basis: Basis, words: Words) -> Section:
    """The headline figures; without a study the pooled share alone."""
    study, blocks = basis.study, headline(basis, words)
    if study is not None:
        source = basis.source(words, formula=study.formula)
        blocks += [*_picture(study, source, words), *_since(study, source, words)]
    return Section("index", words("report.index.title"), tuple(blocks))


def headline(basis: Basis, words: Words) -> list[Block]:
    """The index with its base and interval, and the table of what it is made of."""
    study = basis.study
    if study is None:
        return _from_summary(basis, words)
    return _headline(study, basis.source(words, formula=study.formula), words)


def since(study: Study, words: Words) -> str:
    """What may be said of the index and the round before, in one sentence."""
    given = study.changes
    whole = next((one for one in given.headline if one.id == INDEX), None)
    return _compared(whole, given.earlier, words) if whole else drawing_of(study, words).means


def _from_summary(basis: Basis, words: Words) -> list[Block]:
    made, source = basis.summary, basis.source(words)
    if not made.overall.shown:
        return [Paragraph(words("report.index.none"))]
    said = interval(made.overall, words)
    return [
        Paragraph(words("report.index.pooled", said=said)),
        Exhibit(_factors(made, words), source, (0.46, 0.12, 0.14, 0.14, 0.14)),
        Paragraph(words(f"covers.{made.overall.covers}"), Tone.REMARK),
    ]


def _factors(made: Summary, words: Words) -> Table:
    named = [
        (one.title.in_(words.language), one.satisfied)
        for one in made.factors
        if one.title is not None
    ]
    rows = tuple(
        (title, one.n, one.share, one.low, one.high)
        for title, one in [*named, (words("tables.overall"), made.overall)]
    )
    return Table("report_factors", words("report.index.factors"), _columns(words), rows)


def _columns(words: Words) -> tuple[Column, ...]:
    shown = figures.ends(words, words("tables.satisfied"))
    return (Column(words("tables.factor")), Column("n", Format.COUNT), *shown)


def _headline(study: Study, source: Source, words: Words) -> list[Block]:
    named = [(words("drawings.index.name"), study.index)]
    named += [(one.title.in_(words.language), one.satisfied) for one in study.factors]
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (title, one.n, *figures.cells(one)) for title, one in named
    )
    notes = (
        words("drawings.index.formula", formula=words(f"formulas.{study.formula}")),
        words("drawings.index.factors"),
        words(f"covers.{study.covers}"),
    )
    table = Table("report_index", words("report.index.factors"), _columns(words), rows, notes)
    return [
        Paragraph(index_drawing(study, words).means),
        Exhibit(table, source, (0.46, 0.12, 0.14, 0.14, 0.14)),
    ]


def _picture(study: Study, source: Source, words: Words) -> Iterator[Block]:
    drawn = index_drawing(study, words)
    if drawn.chart is not None:
        caption = words("report.index.picture")
        yield Picture("index", caption, f"{drawn.alt} {drawn.means}", drawn.chart, source)


def _since(study: Study, source: Source, words: Words) -> list[Block]:
    """What may be said of the round before: nothing, where the two cannot be held together."""
    drawn = drawing_of(study, words)
    given = study.changes
    blocks: list[Block] = [Paragraph(since(study, words))]
    if not given.headline and not given.criteria:
        return blocks
    blocks.append(Exhibit(_table(study, words), source, (0.3, 0.11, 0.11, 0.12, 0.17, 0.19)))
    blocks.append(Paragraph(drawn.means_not, Tone.REMARK))
    if drawn.chart is not None:
        caption = words("report.index.changes_picture", earlier=given.earlier, now=study.round)
        alt = f"{drawn.alt} {drawn.means}"
        blocks.append(Picture("changes", caption, alt, drawn.chart, source))
    return blocks


def _compared(one: Changed, earlier: str, words: Words) -> str:
    """The index in two rounds, with the verdict that the figures bear."""
    gap = one.change.difference
    shown = {
        "earlier": earlier,
        "before": share(one.before.value or 0.0, words),
        "now": share(one.now.value or 0.0, words),
        "gap": _written(one, words),
        "low": points(gap.low, words),
        "high": points(gap.high, words),
    }
    said = words(f"report.index.since.{verdict(one)}", **shown)
    return said if _adds_up(one) else f"{said} {words('report.index.rounded')}"


def _adds_up(one: Changed) -> bool:
    """Whether the two shares, as they are printed, differ by as much as the change that is printed."""
    ends = [round(100 * (given.value or 0.0), 1) for given in (one.now, one.before)]
    return abs(ends[0] - ends[1] - round(100 * one.change.difference.value, 1)) < _TENTH / 2


def _written(one: Changed, words: Words) -> str:
    """The size of a change; with its sign where the sentence does not say which way it goes."""
    value = one.change.difference.value
    if verdict(one) in ("up", "down"):
        return words.number(abs(100 * value), 1)
    return points(value, words)


def _table(study: Study, words: Words) -> Table:
    columns = (
        Column(words("charts.name")),
        Column(words("drawings.changes.before"), Format.SHARE),
        Column(words("drawings.changes.now"), Format.SHARE),
        Column(words("report.index.gap"), Format.POINTS),
        Column(words("report.index.gap_range")),
        Column(words("drawings.changes.verdict")),
    )
    given = study.changes
    rows = tuple(_row(one, words) for one in (*given.headline, *given.criteria))
    title = words("report.index.changes", earlier=given.earlier)
    return Table("report_changes", title, columns, rows, compared_notes(given, words))


def _row(one: Changed, words: Words) -> tuple[Value, ...]:
    gap = one.change.difference
    ends = {"low": points(gap.low, words), "high": points(gap.high, words)}
    return (
        name(one, words),
        one.before.value,
        one.now.value,
        gap.value,
        words("drawings.range", **ends),
        words(f"verdicts.{verdict(one)}"),
    )
