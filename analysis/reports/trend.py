"""Several rounds of one unit beside each other: a line is drawn only where the same was asked alike."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from analysis.reports.basis import Basis
from analysis.reports.breaks import breaks
from analysis.reports.compose import composed, numbered
from analysis.reports.document import Block, Exhibit, Items, Paragraph, Report, Section, Tone
from analysis.reports.sections.wording import listed, points
from analysis.reports.trend_tables import overall, parts, source_of
from analysis.tables import Column, Format, Table, Value
from surveys.language import Words
from surveys.period import EVERY, parse
from surveys.round import Origin
from surveys.standing import definition

TREND = "trend"


def compose_trend(basis: Basis, words: Words) -> Report:
    """The report on the rounds of a period; of `rounds` there is at least the one of the basis itself."""
    legs = basis.rounds or (basis,)
    sections = (
        Section("purpose", words("report.purpose.title"), tuple(_purpose(basis, legs, words))),
        Section(
            "participation", words("report.participation.title"), tuple(_received(legs, words))
        ),
        Section("breaks", words("report.trend.breaks"), tuple(_breaks(legs, words))),
        Section("index", words("report.trend.index"), tuple(overall(legs, words))),
        Section("parts", words("report.trend.parts"), tuple(parts(legs, words))),
        Section("reading", words("report.reading.title"), tuple(_reading(basis, legs, words))),
    )
    provisional = any(one.provisional for one in legs)
    written = numbered(section for section in sections if section.blocks)
    made = composed(replace(basis, provisional=provisional), TREND, written, words)
    unit, period = basis.summary.unit, period_name(basis.period or EVERY, words)
    return replace(
        made,
        name=f"{basis.period or EVERY}-{unit.code}",
        subject=words("report.trend.subject", unit=unit.name, period=period),
        sample=any(one.summary.round.sample for one in legs),
        annex=made.exhibits,
    )


def period_name(asked: str, words: Words) -> str:
    """``quý III năm 2026``; of all rounds, that."""
    if asked == EVERY:
        return words(f"report_periods.{EVERY}")
    period = parse(asked)
    return words(f"report_periods.{period.part or 'year'}", year=period.year)


def _purpose(basis: Basis, legs: tuple[Basis, ...], words: Words) -> Iterator[Block]:
    """What was put together, and what a reader must know before any figure."""
    if basis.legal_basis:
        yield Paragraph(words("report.purpose.grounds", grounds=basis.legal_basis.rstrip(". ")))
    named = listed([_titled(one) for one in legs], words)
    period = period_name(basis.period or EVERY, words)
    unit = basis.summary.unit.name
    yield Paragraph(words("report.trend.about", unit=unit, period=period, rounds=named))
    if len(legs) == 1:
        yield Paragraph(words("report.trend.lone"))
    if basis.absent:
        absent = listed(list(basis.absent), words)
        yield Paragraph(words("report.trend.absent", unit=unit, rounds=absent), Tone.WARNING)
    unfinished = [one.summary.round.id for one in legs if one.provisional]
    if unfinished:
        as_of = f"{basis.summary.as_of:%d/%m/%Y %H:%M} (UTC+7)"
        told = {"rounds": listed(unfinished, words), "as_of": as_of}
        yield Paragraph(words("report.trend.provisional", **told), Tone.WARNING)
    for warning in dict.fromkeys(one for leg in legs for one in leg.summary.warnings):
        yield Paragraph(words(f"warnings.{warning}"), Tone.WARNING)


def _titled(one: Basis) -> str:
    round = one.summary.round
    return round.id if round.id in round.title else f"{round.title} ({round.id})"


def _received(legs: tuple[Basis, ...], words: Words) -> Iterator[Block]:
    """What came in each round, and together where every part of the sum may be shown."""
    columns = (
        Column(words("report.trend.round")),
        Column(words("report.trend.days")),
        Column(words("report.participation.received_column"), Format.COUNT),
        Column(words("report.participation.valid_column"), Format.COUNT),
        Column(words("report.trend.counted")),
        Column(words("tables.note")),
    )
    rows: list[tuple[Value, ...]] = [
        (
            one.summary.round.id,
            days_of(one, words),
            one.whole.received,
            one.whole.valid,
            one.summary.counted.in_(words.language),
            words("report.trend.unfinished") if one.provisional else "",
        )
        for one in legs
    ]
    alike = len({(one.summary.round.origin, one.summary.counted) for one in legs}) == 1
    if len(legs) > 1 and alike:
        sums = [_sum([one.whole.received for one in legs]), _sum([one.whole.valid for one in legs])]
        counted = legs[0].summary.counted.in_(words.language)
        rows.append((words("report.whole"), "", *sums, counted, ""))
    elif not alike:
        yield Paragraph(words("report.trend.no_sum"))
    notes = [words("report.trend.sum_note")]
    if any(one.whole.valid is None or one.whole.received is None for one in legs):
        notes.append(words("report.hidden_note"))
    title = words("report.trend.received")
    table = Table("report_trend_received", title, columns, tuple(rows), tuple(notes))
    # Without a sum no row stands for the others, so the gate is not to take the last one for it.
    if not alike:
        table = replace(table, id="report_trend_apart")
    yield Exhibit(table, source_of(legs, words), (0.14, 0.28, 0.12, 0.12, 0.12, 0.22))


def _sum(numbers: list[int | None]) -> int | None:
    """None where one of them is not shown: it could be worked out from the sum."""
    known = [one for one in numbers if one is not None]
    return sum(known) if len(known) == len(numbers) else None


def days_of(one: Basis, words: Words) -> str:
    """The first and the last day of a round."""
    round = one.summary.round
    return f"{words.date(round.opens)} – {words.date(round.closes)}"


def _breaks(legs: tuple[Basis, ...], words: Words) -> Iterator[Block]:
    """Between which rounds something else was asked, or somebody else."""
    if len(legs) == 1:
        return
    lines = [
        words(
            "report.trend.break",
            before=before.summary.round.id,
            now=now.summary.round.id,
            what="; ".join(words(f"breaks.{one}") for one in found),
        )
        for before, now in pairwise(legs)
        if (found := breaks(before, now))
    ]
    if not lines:
        yield Paragraph(words("report.trend.unbroken"))
        return
    yield Paragraph(words("report.trend.broken"))
    yield Items(points(lines))


def _reading(basis: Basis, legs: tuple[Basis, ...], words: Words) -> Iterator[Block]:
    collected = [one for one in legs if one.summary.round.origin is Origin.COLLECTED]
    lines = [
        words("report.trend.how"),
        words("report.reading.interval"),
        words("report.reading.small"),
    ]
    lines += [
        words("report.reading.valid", definition=definition(valid, words))
        for valid in dict.fromkeys(one.summary.round.valid for one in collected)
    ]
    if collected:
        lines.append(words("report.reading.hidden", n=words.number(basis.fewest)))
    if any(one.study is not None and one.study.changes.headline for one in legs):
        lines.append(words("report.reading.changes"))
    yield Items(tuple(lines))
