"""The tables of a report on several rounds: never two scales in one table, nor two formulas."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

from analysis.drawings import figures
from analysis.drawings.changes import verdict
from analysis.estimate import Estimate
from analysis.reports.basis import Basis
from analysis.reports.breaks import Break, breaks, scales_of
from analysis.reports.document import Block, Exhibit, Paragraph, Picture, Source
from analysis.reports.sections.wording import interval
from analysis.study.changes import INDEX, Changed, Comparable
from analysis.study.study import Study
from analysis.tables import Column, Format, Table, Value
from surveys.language import Words
from surveys.round import Origin

if TYPE_CHECKING:
    from analysis.charts.style import Chart
    from analysis.charts.trend import Stop

Legs = tuple[Basis, ...]
T = TypeVar("T")


@dataclass(frozen=True)
class _Part:
    """A criterion or group of criteria in one round; `scale` is what two of them must share."""

    id: str
    scale: Hashable
    title: str
    estimate: Estimate
    leg: Basis


def source_of(legs: Sequence[Basis], words: Words) -> Source:
    """Where figures of several rounds come from: all of them, each named once."""
    each = [one.source(words) for one in legs]
    known = [one.n for one in each if one.n is not None]
    alike = len({one.summary.round.origin for one in legs}) == 1 and len(known) == len(each)
    return replace(
        each[-1],
        round="; ".join(one.summary.round.id for one in legs),
        questionnaire=_joined(one.questionnaire for one in each),
        questionnaire_hash=_joined(one.questionnaire_hash for one in each),
        n=sum(known) if alike else None,
        seal=_joined(one.seal for one in each) if all(one.seal for one in each) else "",
    )


def overall(legs: Legs, words: Words) -> Iterator[Block]:
    """The satisfied share of every round, scale by scale, with its line; then the index by its formula."""
    groups = _grouped((one, scales_of(one)) for one in legs)
    if len(groups) > 1:
        yield Paragraph(words("report.trend.scales"))
    for number, group in enumerate(groups, start=1):
        yield Exhibit(_shares(group, number, words), source_of(group, words), _WIDTHS)
        stops = _stops(group, legs, words)
        if len(stops) > 1:
            said = "; ".join(_said(one, words) for one in group if one.summary.overall.shown)
            cut = [one.name for one in stops if one.broken]
            alt = words("charts.trend_alt", shares=said)
            if cut:
                alt += " " + words("charts.trend_cut", rounds=", ".join(cut))
            caption = words("report.trend.picture")
            source = source_of(group, words)
            yield Picture(f"trend_{number}", caption, alt, _drawn(stops, legs, words), source)
    yield from _indices(legs, words)


def parts(legs: Legs, words: Words) -> Iterator[Block]:
    """The groups of criteria and the criteria that are the same in two rounds or more."""
    found = False
    for name, every in (("factors", _factors(legs, words)), ("criteria", _criteria(legs, words))):
        for number, (table, group) in enumerate(_tables(name, every, legs, words), start=1):
            found = True
            numbered = replace(table, id=f"{table.id}_{number}")
            widths = (0.34, 0.12, 0.1, 0.1, 0.1, 0.1, 0.14)
            yield Exhibit(numbered, source_of(group, words), widths, grouped=True)
    if not found and len(legs) > 1:
        yield Paragraph(words("report.trend.nothing_shared"))


_WIDTHS = (0.16, 0.12, 0.12, 0.12, 0.12, 0.12, 0.24)


def _shares(group: Legs, number: int, words: Words) -> Table:
    columns = (
        Column(words("report.trend.round")),
        Column(words("tables.responses"), Format.COUNT),
        Column("n", Format.COUNT),
        *figures.ends(words, words("tables.satisfied")),
        Column(words("tables.note")),
    )
    rows = tuple(
        (
            one.summary.round.id,
            one.summary.responses,
            *_cells(one.summary.overall),
            _note(one, one.summary.overall, words),
        )
        for one in group
    )
    title = words("report.trend.shares")
    notes = (words("report.field.n"), *_covered(group, words))
    return Table(f"report_trend_shares_{number}", title, columns, rows, notes)


def _covered(group: Iterable[Basis], words: Words) -> tuple[str, ...]:
    """What the intervals cover, each sentence once."""
    found = dict.fromkeys(one.summary.overall.covers for one in group)
    return tuple(words(f"covers.{one}") for one in found)


def _note(leg: Basis, one: Estimate, words: Words) -> str:
    """What a row may not be leant on for: few answers, an unfinished round, published totals."""
    told = [words(f"standing.{one.standing}")]
    if leg.provisional:
        told.append(words("report.trend.unfinished"))
    if leg.summary.round.origin is Origin.PUBLISHED:
        told.append(words("report.trend.published"))
    return "; ".join(text for text in told if text)


def _cells(one: Estimate) -> tuple[Value, ...]:
    return (one.n, one.share, one.low, one.high)


def _stops(group: Legs, legs: Legs, words: Words) -> "list[Stop]":
    """The rounds of one scale that have a share, at their places among all rounds."""
    from analysis.charts.trend import Stop

    found = []
    for at, leg in enumerate(legs):
        one = leg.summary.overall
        if (
            not any(leg is other for other in group)
            or one.share is None
            or one.low is None
            or one.high is None
        ):
            continue
        broken = at > 0 and bool(breaks(legs[at - 1], leg))
        n = words.number(one.n or 0)
        found.append(Stop(leg.summary.round.id, one.share, one.low, one.high, n, at, broken))
    return found


def _drawn(stops: "list[Stop]", legs: Legs, words: Words) -> "Callable[[], Chart]":
    places = [one.summary.round.id for one in legs]

    def draw() -> "Chart":
        from analysis.charts.trend import trend

        return trend(stops, places, words)

    return draw


def _said(one: Basis, words: Words) -> str:
    return f"{one.summary.round.id}: {interval(one.summary.overall, words)}"


def _indices(legs: Legs, words: Words) -> Iterator[Block]:
    """The index of each closed round, formula by formula, and what may be said of the one before."""
    studied = [(at, leg, leg.study) for at, leg in enumerate(legs) if leg.study is not None]
    keys = [((at, leg, study), (study.formula, scales_of(leg))) for at, leg, study in studied]
    for number, group in enumerate(_grouped(keys), start=1):
        rows = tuple(
            (
                leg.summary.round.id,
                study.index.n,
                *figures.cells(study.index),
                _verdict(study, legs[at - 1] if at else None, INDEX, words),
                "; ".join(
                    text
                    for text in (
                        figures.note(study.index.state, words),
                        words("report.trend.unfinished") if leg.provisional else "",
                    )
                    if text
                ),
            )
            for at, leg, study in group
        )
        columns = (
            Column(words("report.trend.round")),
            Column("n", Format.COUNT),
            *figures.ends(words, words("drawings.index.name")),
            Column(words("report.trend.since")),
            Column(words("tables.note")),
        )
        formula = group[0][2].formula
        notes = (words("drawings.index.formula", formula=words(f"formulas.{formula}")),)
        title = words("report.trend.indices")
        table = Table(f"report_trend_index_{number}", title, columns, rows, notes)
        source = replace(
            source_of([leg for _, leg, _ in group], words), formula=words(f"formulas.{formula}")
        )
        yield Exhibit(table, source, (0.14, 0.1, 0.12, 0.12, 0.12, 0.22, 0.18))


def _verdict(study: Study, before: Basis | None, id: str, words: Words) -> str:
    """What the study of a round says of a figure and the round before it, if that is the neighbour."""
    given = study.changes
    if before is None or given.earlier != before.summary.round.id:
        return ""
    both: tuple[Changed, ...] = (*given.headline, *given.criteria)
    found = next((one for one in both if one.id == id), None)
    if found is None:
        return words("report.trend.not_compared")
    said = words(f"verdicts.{verdict(found)}")
    if given.comparable is Comparable.OTHER_UNITS:
        return f"{said} ({words(f'breaks.{Break.UNITS}')})"
    return said


def _factors(legs: Legs, words: Words) -> list[_Part]:
    """The groups of criteria, told apart by which criteria they have on which scales."""
    return [
        _Part(one.id, _made_of(leg, one.id), one.title.in_(words.language), one.satisfied, leg)
        for leg in legs
        for one in leg.summary.factors
        if one.title is not None
    ]


def _made_of(leg: Basis, section: str) -> Hashable:
    asked = [one.question for one in leg.summary.criteria if one.section == section]
    return frozenset((id, leg.scales.get(id, "")) for id in asked)


def _criteria(legs: Legs, words: Words) -> list[_Part]:
    return [
        _Part(
            one.question,
            leg.scales.get(one.question, ""),
            one.text.in_(words.language),
            one.satisfied,
            leg,
        )
        for leg in legs
        for one in leg.summary.criteria
        if one.satisfied is not None
    ]


def _tables(
    name: str, every: list[_Part], legs: Legs, words: Words
) -> Iterator[tuple[Table, Sequence[Basis]]]:
    """One table for each scale; in it the parts that two rounds or more have alike."""
    rows_of: dict[tuple[str, Hashable], list[_Part]] = {}
    for one in every:
        rows_of.setdefault((one.id, one.scale), []).append(one)
    shared = [found for found in rows_of.values() if len(found) > 1]
    columns = (
        Column(words("tables.factor" if name == "factors" else "charts.criterion")),
        Column(words("report.trend.round")),
        Column("n", Format.COUNT),
        *figures.ends(words, words("tables.satisfied")),
        Column(words("report.trend.since")),
    )
    for group in _grouped((found, _scale(found[0])) for found in shared):
        listed = [one for found in group for one in found]
        rows = tuple(_row(one, legs, words) for one in listed)
        notes = (words("report.field.n"),) if name == "factors" else ()
        table = Table(f"report_trend_{name}", words(f"report.trend.{name}"), columns, rows, notes)
        inside = [leg for leg in legs if any(one.leg is leg for one in listed)]
        yield table, inside


def _scale(one: _Part) -> Hashable:
    """The scales of a part, whatever its criteria are called."""
    if isinstance(one.scale, frozenset):
        return frozenset(scale for _, scale in one.scale)
    return frozenset({one.scale})


def _row(one: _Part, legs: Legs, words: Words) -> tuple[Value, ...]:
    at = next(place for place, leg in enumerate(legs) if leg is one.leg)
    said = ""
    if one.leg.study is not None:
        said = _verdict(one.leg.study, legs[at - 1] if at else None, one.id, words)
    return (one.title, one.leg.summary.round.id, *_cells(one.estimate), said)


def _grouped(pairs: Iterable[tuple[T, Hashable]]) -> list[tuple[T, ...]]:
    """What has the same key together, in the order in which the keys appear."""
    found: dict[Hashable, list[T]] = {}
    for one, key in pairs:
        found.setdefault(key, []).append(one)
    return [tuple(group) for group in found.values()]


def _joined(texts: Iterable[str]) -> str:
    return "; ".join(dict.fromkeys(texts))
