"""The figures of a report in long form, with codes and labels: for statistics programs and open data."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from analysis.drawings.changes import verdict
from analysis.estimate import Estimate
from analysis.reports.basis import Basis, TakingPart
from analysis.study.changes import INDEX
from analysis.study.study import Study
from analysis.summary import Row, Summary
from surveys.language import Text, languages, words
from surveys.tally import CHANNEL, FIELD

Cell = str | int | float | date | None
"""None is a figure that is hidden or does not exist; `standing` in its row says which."""


class Type(StrEnum):
    """What the values of a variable are, by their names in Table Schema."""

    TEXT = "string"
    COUNT = "integer"
    NUMBER = "number"
    DAY = "date"


@dataclass(frozen=True)
class Variable:
    """A column: its stable name, what it means, and what its codes stand for, in their order."""

    name: str
    label: Text
    type: Type = Type.TEXT
    codes: Mapping[str, Text] = field(default_factory=dict)

    @property
    def ends(self) -> tuple[float | None, float | None]:
        """The least and the most that a value can be."""
        if self.type is Type.COUNT:
            return 0, None
        if self.type is Type.NUMBER:
            return (-1 if self.name in _SIGNED else 0), 1
        return None, None


@dataclass(frozen=True)
class LongTable:
    """Rows of one sort; `key` names the variables that tell them apart."""

    name: str
    title: Text
    key: tuple[str, ...]
    variables: tuple[Variable, ...]
    rows: tuple[tuple[Cell, ...], ...]

    def records(self) -> Iterator[Mapping[str, Cell]]:
        """The rows by the names of their variables."""
        names = [one.name for one in self.variables]
        for row in self.rows:
            yield dict(zip(names, row, strict=True))


@dataclass(frozen=True)
class LongForm:
    """All tables in long form, and what must be known before they are used.

    `fewest` people stand behind anything that is told, `licence` is what the agency lets others do.
    """

    tables: tuple[LongTable, ...]
    fewest: int
    licence: str

    def table(self, name: str) -> LongTable:
        """The table called so."""
        return next(one for one in self.tables if one.name == name)


_SIGNED = ("difference", "difference_low", "difference_high")
_COUNTS = frozenset({
    "responses", "answers", "satisfied_answers", "not_applicable", "skipped", "count", "place",
    "served", "handed_out", "received", "valid", "n_before", "n_now",
})  # fmt: skip
_SHARES = frozenset({
    "satisfied", "low", "high", "share", "before", "now", "p", "p_adjusted", "detectable", *_SIGNED,
})  # fmt: skip
_ESTIMATE = ("answers", "satisfied_answers", "satisfied", "low", "high", "covers", "standing")


def said(key: str) -> Text:
    """Words of the interface in every language."""
    return Text({code: words(code)(key) for code in languages()})


def long_form(basis: Basis) -> LongForm:
    """The protected figures of a basis, of its unit and of those below it that it has."""
    every = (basis.summary, *basis.below)
    codes = _codes(every, basis.study)
    made = [
        _table("units", ("unit",), ("unit", "name", "kind", "parent", "responses", *_ESTIMATE),
               _units(every), codes),
        _table("participation", ("unit",), ("unit", "served", "handed_out", "received", "valid"),
               _participation(basis), codes),
        _table("factors", ("unit", "factor"), ("unit", "factor", *_ESTIMATE),
               _factors(every), codes),
        _table("criteria", ("unit", "criterion"),
               ("unit", "criterion", "factor", "not_applicable", "skipped", *_ESTIMATE),
               _criteria(every), codes),
        _table("levels", ("unit", "criterion", "level"),
               ("unit", "criterion", "level", "place", "counts_as", "count", "share", "standing"),
               _levels(every), codes),
        _table("others", ("unit", "question", "option"),
               ("unit", "question", "option", "count", "share", "answers", "standing"),
               _others(every), codes),
        *(_table(f"{one}s", ("unit", one), ("unit", one, "responses", *_ESTIMATE),
                 _values(every, one), codes) for one in (FIELD, CHANNEL)),
        _table("changes", ("figure",),
               ("figure", "sort", "round_before", "before", "n_before", "round", "now", "n_now",
                *_SIGNED, "p", "p_adjusted", "verdict", "detectable"),
               _changes(basis.study), codes),
        _table("course", ("first",), ("first", "period", "responses"),
               _course(basis.summary), codes),
    ]  # fmt: skip
    return LongForm(tuple(one for one in made if one.rows), basis.fewest, basis.licence)


def _table(
    name: str,
    key: tuple[str, ...],
    names: Sequence[str],
    rows: Iterator[tuple[Cell, ...]],
    codes: Mapping[str, Mapping[str, Text]],
) -> LongTable:
    variables = tuple(
        Variable(one, said(f"data.variables.{one}"), _type(one), codes.get(one, {}))
        for one in names
    )
    return LongTable(name, said(f"data.tables.{name}"), key, variables, tuple(rows))


def _type(name: str) -> Type:
    if name in _COUNTS:
        return Type.COUNT
    if name in _SHARES:
        return Type.NUMBER
    return Type.DAY if name == "first" else Type.TEXT


def _estimated(one: Estimate | None, standing: str) -> tuple[Cell, ...]:
    if one is None:
        return (None, None, None, None, None, None, standing)
    return (one.n, one.count, one.share, one.low, one.high, str(one.covers), standing)


def _units(every: Sequence[Summary]) -> Iterator[tuple[Cell, ...]]:
    inside = {one.unit.code for one in every}
    for one in every:
        unit, whole = one.unit, one.overall
        above = unit.parent if unit.parent in inside else None
        told = _estimated(whole, whole.standing)
        yield (unit.code, unit.name, str(unit.kind), above, one.responses, *told)


def _participation(basis: Basis) -> Iterator[tuple[Cell, ...]]:
    yield _part(basis.summary.unit.code, basis.whole)
    inside = {one.unit.code for one in basis.below}
    yield from (_part(one.code, one) for one in basis.taking_part if one.code in inside)


def _part(code: str, one: TakingPart) -> tuple[Cell, ...]:
    return (code, one.served, one.handed_out, one.received, one.valid)


def _factors(every: Sequence[Summary]) -> Iterator[tuple[Cell, ...]]:
    for made in every:
        for one in made.factors:
            told = _estimated(one.satisfied, one.satisfied.standing)
            yield (made.unit.code, one.id, *told)


def _criteria(every: Sequence[Summary]) -> Iterator[tuple[Cell, ...]]:
    for made in every:
        for one in made.criteria:
            told = _estimated(one.satisfied, one.standing)
            yield (
                made.unit.code,
                one.question,
                one.section,
                one.not_applicable,
                one.skipped,
                *told,
            )


def _levels(every: Sequence[Summary]) -> Iterator[tuple[Cell, ...]]:
    """A row each level of each criterion, also where its count is hidden."""
    levels = next((one.parts for made in every for one in made.criteria if one.parts), ())
    for made in every:
        for one in made.criteria:
            given = {part.id: part for part in one.parts}
            for place, level in enumerate(levels, start=1):
                sort = "satisfied" if level.satisfied else "negative"
                sort = sort if level.satisfied or level.negative else "neither"
                part = given.get(level.id)
                told = (part.count, part.share) if part else (None, None)
                key = (made.unit.code, one.question, level.id)
                yield (*key, place, sort, *told, str(one.standing))


def _others(every: Sequence[Summary]) -> Iterator[tuple[Cell, ...]]:
    for made in every:
        for one in made.others:
            for part in one.parts:
                key = (made.unit.code, one.question, f"{one.question}:{part.id}")
                yield (*key, part.count, part.share, one.n, str(one.standing))


def _values(every: Sequence[Summary], dimension: str) -> Iterator[tuple[Cell, ...]]:
    for made in every:
        for row in _rows(made, dimension):
            told = _estimated(row.satisfied, row.satisfied.standing)
            yield (made.unit.code, row.value, row.responses, *told)


def _rows(made: Summary, dimension: str) -> tuple[Row, ...]:
    return next(one.rows for one in made.breakdowns if one.dimension == dimension)


def _changes(study: Study | None) -> Iterator[tuple[Cell, ...]]:
    if study is None:
        return
    given = study.changes
    every = [("headline", one) for one in given.headline]
    every += [("criterion", one) for one in given.criteria]
    for sort, one in every:
        gap = one.change.difference
        before = (given.earlier, one.before.value, one.before.n)
        now = (study.round, one.now.value, one.now.n)
        told = (gap.value, gap.low, gap.high, gap.p, one.adjusted, verdict(one), one.detectable)
        yield (_figure(one.id, sort), sort, *before, *now, *told)


def _figure(id: str, sort: str) -> str:
    """The code of a figure: a factor and its only criterion may have the same id."""
    return id if id == INDEX else f"{'factor' if sort == 'headline' else sort}:{id}"


def _course(made: Summary) -> Iterator[tuple[Cell, ...]]:
    for point in made.course.points:
        yield (point.first, str(made.course.period), point.responses)


def _codes(every: Sequence[Summary], study: Study | None) -> dict[str, Mapping[str, Text]]:
    """What the codes of each variable stand for."""
    first = every[0]
    units = {one.unit.code: Text({"vi": one.unit.name}) for one in every}
    criteria = {one.question: one.text for one in first.criteria}
    factors = {one.id: one.title for one in first.factors if one.title is not None}
    parts = [part for made in every for one in made.criteria for part in one.parts]
    figures: dict[str, Text] = {
        INDEX: said("drawings.index.name"),
        **{f"factor:{id}": title for id, title in factors.items()},
        **{f"criterion:{id}": text for id, text in criteria.items()},
    }
    others: dict[str, Text] = {}
    for made in every:
        for one in made.others:
            others |= {f"{one.question}:{part.id}": part.label for part in one.parts}
    return {
        "unit": units,
        "parent": units,
        "kind": _named("kinds", sorted({str(one.unit.kind) for one in every})),
        "factor": factors,
        "criterion": criteria,
        "level": {part.id: part.label for part in parts},
        "counts_as": _named("data.counts_as", ("satisfied", "neither", "negative")),
        "question": {one.question: one.text for one in first.others},
        "option": others,
        FIELD: {row.value: row.label for made in every for row in _rows(made, FIELD)},
        CHANNEL: {row.value: row.label for made in every for row in _rows(made, CHANNEL)},
        "covers": _named("covers", sorted(_covers(every))),
        "standing": _named("data.standing", ("sound", "small", "hidden", "empty", "lone_unit")),
        "figure": figures if study else {},
        "sort": _named("data.sort", ("headline", "criterion")),
        "verdict": _named("verdicts", ("up", "down", "equivalent", "unclear")),
        "period": _named("periods", ("day", "week", "month")),
    }


def _named(table: str, names: Sequence[str]) -> dict[str, Text]:
    return {one: said(f"{table}.{one}") for one in names}


def _covers(every: Sequence[Summary]) -> set[str]:
    """What the intervals of these summaries cover."""
    found: set[str] = set()
    for made in every:
        told: list[Estimate | None] = [made.overall, *(one.satisfied for one in made.factors)]
        told += [one.satisfied for one in made.criteria]
        told += [row.satisfied for one in made.breakdowns for row in one.rows]
        found |= {str(one.covers) for one in told if one is not None}
    return found
