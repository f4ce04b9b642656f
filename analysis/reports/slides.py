"""The report as pictures for a talk: one subject a picture, few enough words to read from the last row."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import ceil

from analysis.charts.legible import ON_PAPER, ends, largest
from analysis.drawings import figures
from analysis.estimate import Estimate
from analysis.reports.basis import Basis
from analysis.reports.compose import composed
from analysis.reports.document import (
    Block,
    Exhibit,
    Items,
    Paragraph,
    Report,
    Section,
    Source,
    Tone,
)
from analysis.reports.sections.index import headline, since
from analysis.reports.sections.levels import totals_by_scale
from analysis.reports.sections.participation import said
from analysis.reports.sections.reading import reading
from analysis.reports.sections.units import ranked_table
from analysis.reports.sections.wording import interval
from analysis.shares import Distribution
from analysis.study.figure import Figure
from analysis.summary import UNIT, Warning
from analysis.tables import Column, Format, Table, Value
from surveys.formula import Formula
from surveys.language import Words, shortened

SLIDES = "slides"
_ROWS = 8
"""Rows of a table that can be read from afar."""
_LINES, _ACROSS = 15, 108
"""Lines of text on a picture, and letters beside each other."""


def compose_slides(basis: Basis, words: Words) -> Report:
    """Title, what must be known, index and change, levels, factors, criteria, units, how to read it."""
    sections = (
        _title(basis, words),
        *_known(basis, words),
        _index(basis, words),
        *_levels(basis, words),
        *_factors(basis, words),
        *_criteria(basis, words),
        *_units(basis, words),
        *_texts(reading(basis, words)),
    )
    return composed(basis, SLIDES, sections, words)


def _title(basis: Basis, words: Words) -> Section:
    """Whose figures, of which days, and on how many responses."""
    round = basis.summary.round
    days = {"opens": words.date(round.opens), "closes": words.date(round.closes)}
    lines = (
        basis.summary.unit.name,
        words("report.slides.days", title=round.title, **days),
        *said(basis, words),
    )
    return Section("title", words("report.slides.title"), tuple(map(Paragraph, lines)))


def _known(basis: Basis, words: Words) -> Iterator[Section]:
    told = [Paragraph(words(f"warnings.{one}"), Tone.WARNING) for one in basis.summary.warnings]
    yield from _texts(Section("known", words("report.slides.known"), tuple(told)))


def _index(basis: Basis, words: Words) -> Section:
    """The one figure in large letters, and what may be said of the round before."""
    study, made = basis.study, basis.summary
    source = basis.source(words, formula=study.formula) if study else basis.source(words)
    one: Figure | Estimate = study.index if study else made.overall
    text = next(block for block in headline(basis, words) if isinstance(block, Paragraph))
    blocks: list[Block] = [Paragraph(text.text)]
    if one.shown:
        named = words("drawings.index.name") if study else words("tables.overall")
        row = (named, one.n, *_ends(one))
        table = Table("slide_index", words("report.brief.index"), _columns(words), (row,))
        blocks = [Exhibit(table, source), *blocks]
    if study is not None:
        blocks.append(Paragraph(since(study, words)))
    return Section("index", words("report.brief.index"), tuple(blocks))


def _levels(basis: Basis, words: Words) -> Iterator[Section]:
    """How often each level was chosen, a picture each scale; of a drawn sample counts alone."""
    found = totals_by_scale(basis, words)
    weighted = Warning.WEIGHTED in basis.summary.warnings
    title, source = words("report.levels.title"), basis.source(words)
    for number, (group, counted) in enumerate(found, start=1):
        n = sum(count for _, count in counted)
        columns = [
            Column(words("charts.level")),
            Column(words("report.poster.count"), Format.COUNT),
        ]
        rows: list[tuple[Value, ...]] = list(counted)
        if n and not weighted:
            columns.append(Column(words("charts.share"), Format.SHARE))
            rows = [(label, count, count / n) for label, count in counted]
        whole = _whole(basis, group)
        blocks: list[Block] = [
            Exhibit(Table("slide_levels", title, tuple(columns), tuple(rows)), source)
        ]
        if whole is not None and whole.shown and len(found) == 1:
            told = words("report.levels.satisfied", said=interval(whole, words))
            blocks.append(Paragraph(told))
        id = "levels" if number == 1 else f"levels-{number}"
        yield Section(id, _part(title, number, len(found), words), tuple(blocks))


def _whole(basis: Basis, group: Sequence[Distribution]) -> Figure | Estimate | None:
    """The satisfied share of these criteria; the index, where it is the same share."""
    if len(group) == 1:
        return group[0].satisfied
    study = basis.study
    pooled = study is not None and study.formula is Formula.POOLED
    return study.index if study is not None and pooled else basis.summary.overall


def _factors(basis: Basis, words: Words) -> Iterator[Section]:
    """The groups of criteria; one alone is the index."""
    study, language = basis.study, words.language
    given: list[tuple[str, Figure | Estimate, str]] = []
    if study is not None:
        given = [
            (one.title.in_(language), one.satisfied, figures.note(one.satisfied.state, words))
            for one in study.factors
        ]
    else:
        given = [
            (one.title.in_(language), one.satisfied, _standing(one.satisfied, words))
            for one in basis.summary.factors
            if one.title is not None
        ]
    rows = tuple((name, one.n, *_ends(one), note) for name, one, note in given)
    if len(rows) > 1:
        source = basis.source(words, formula=study.formula) if study else basis.source(words)
        yield from _tables("factors", words("report.slides.factors"), rows, source, words)


def _criteria(basis: Basis, words: Words) -> Iterator[Section]:
    rows = tuple(
        (
            shortened(one.text.in_(words.language)).rstrip("."),
            one.n,
            *_ends(one.satisfied),
            _standing(one.satisfied, words),
        )
        for one in basis.summary.criteria
        if one.parts and one.satisfied is not None
    )
    title, source = words("report.slides.criteria"), basis.source(words)
    yield from _tables("criteria", title, rows, source, words)


def _units(basis: Basis, words: Words) -> Iterator[Section]:
    """By kind with the ranks that chance leaves open; without a study as they stand in the catalogue."""
    if not basis.taking_part:
        return
    if basis.study is not None:
        source = basis.source(words, formula=basis.study.formula)
        remarks = [Paragraph(words("report.slides.ranks"), Tone.REMARK)]
        if basis.nested:
            remarks.append(Paragraph(words("report.alone"), Tone.REMARK))
        for group in basis.study.groups:
            table = ranked_table(group, words)
            id = f"units-{group.kind}".lower()
            shown, left_out = _first_and_last(table, words)
            yield from _chunks(id, table.title, shown, source, words, *left_out, *remarks)
        return
    found = next(one for one in basis.summary.breakdowns if one.dimension == UNIT)
    columns = [*_columns(words), Column(words("tables.note"))]
    columns[1] = Column(words("tables.responses"), Format.COUNT)
    rows = tuple(
        (
            one.label.in_(words.language),
            one.responses,
            *_ends(one.satisfied),
            _standing(one.satisfied, words),
        )
        for one in found.rows
    )
    table = Table("slide_units", words("report.units.shares"), tuple(columns), rows)
    shown, left_out = _largest(table, words)
    below = [Paragraph(words("report.with_below"), Tone.REMARK)] if basis.nested else []
    source = basis.source(words)
    yield from _chunks("units", table.title, shown, source, words, *left_out, *below)


def _first_and_last(table: Table, words: Words) -> tuple[Table, tuple[Paragraph, ...]]:
    """The ends of a long table of ranks, and what is said of the rest: nobody looks at all."""
    if len(table.rows) <= ON_PAPER:
        return table, ()
    column = next(
        at for at, one in enumerate(table.columns) if one.title == words("drawings.ranks.column")
    )
    ranked = [row for row in table.rows if row[column] is not None]
    if len(ranked) <= ON_PAPER:
        return _largest(table, words)
    rows = tuple(ends(ranked))
    said = {"few": words.number(len(rows) // 2), "count": words.number(len(ranked))}
    return replace(table, rows=rows), (Paragraph(words("charts.ends", **said), Tone.REMARK),)


def _largest(table: Table, words: Words) -> tuple[Table, tuple[Paragraph, ...]]:
    """Of a long table without ranks the rows with the most responses, and what is said of the rest."""
    if len(table.rows) <= ON_PAPER:
        return table, ()
    rows = tuple(largest(table.rows, lambda row: row[1] if isinstance(row[1], int) else 0))
    said = {"few": words.number(len(rows)), "count": words.number(len(table.rows))}
    remark = Paragraph(words("charts.most_responses", **said), Tone.REMARK)
    return replace(table, rows=rows), (remark,)


def _tables(
    id: str, title: str, rows: tuple[tuple[Value, ...], ...], source: Source, words: Words
) -> Iterator[Section]:
    columns = (*_columns(words), Column(words("tables.note")))
    yield from _chunks(id, title, Table(f"slide_{id}", title, columns, rows), source, words)


def _chunks(
    id: str, title: str, table: Table, source: Source, words: Words, *below: Block
) -> Iterator[Section]:
    """A table on as many pictures as it needs, about as many rows on each."""
    parts = ceil(len(table.rows) / _ROWS)
    for number in range(1, parts + 1):
        first = (number - 1) * len(table.rows) // parts
        rows = table.rows[first : number * len(table.rows) // parts]
        made = Exhibit(replace(table, rows=rows, notes=()), source)
        name = id if number == 1 else f"{id}-{number}"
        yield Section(name, _part(title, number, parts, words), (made, *below))


def _texts(section: Section) -> Iterator[Section]:
    """Paragraphs on as many pictures as they need."""
    found: list[list[Block]] = []
    used: float = _LINES
    for block in _single(section.blocks):
        text = block.texts[0] if isinstance(block, Items) else getattr(block, "text", "")
        lines = ceil(len(text) / _ACROSS) + 0.5
        if used + lines > _LINES:
            found.append([])
            used = 0
        found[-1].append(block)
        used += lines
    for number, blocks in enumerate(found, start=1):
        id = section.id if number == 1 else f"{section.id}-{number}"
        yield Section(id, section.title, tuple(blocks))


def _single(blocks: Sequence[Block]) -> Iterator[Block]:
    """The blocks, each point of a list by itself."""
    for block in blocks:
        if isinstance(block, Items):
            yield from (Items((text,)) for text in block.texts)
        else:
            yield block


def _columns(words: Words) -> tuple[Column, ...]:
    shown = figures.ends(words, words("tables.satisfied"))
    return (Column(words("charts.name")), Column("n", Format.COUNT), *shown)


def _ends(one: Figure | Estimate | None) -> tuple[Value, ...]:
    if one is None:
        return (None, None, None)
    return (one.share if isinstance(one, Estimate) else one.value, one.low, one.high)


def _standing(one: Estimate | None, words: Words) -> str:
    return words(f"standing.{one.standing}") if one is not None else ""


def _part(title: str, number: int, of: int, words: Words) -> str:
    return words("report.slides.part", title=title, number=number, of=of) if of > 1 else title
