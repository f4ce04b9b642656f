"""What must hold before figures leave the house: sums, shares, what stays hidden, names, the scale.

Each check looks at the finished report as its readers get it, and trusts nothing that made it. A
further check is a function here and a line in CHECKS.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from analysis.reports.basis import Basis
from analysis.reports.document import Items, Paragraph, Report
from analysis.summary import Warning
from analysis.tables import Format, Table, Value
from surveys.language import Words
from surveys.masking import mask

_CLOSE = 1e-9
"""Shares are compared before they are rounded."""

_COUNTS, _SHARES = "report_counts", "report_shares"
_WITH_TOTAL = ("report_participation", "report_trend_received", "report_field_units")
_ADDED = ("report_trend_received",)
"""Tables whose last row is the sum of the others, where there are several."""
_BESIDE = ("report_field_received", "report_field_share")
"""Tables whose first row is a part of the last."""
_PARTS = (("report_channels", 1, None, 2), ("report_respondents", 2, 3, 4))
"""Tables of counts and their shares: the columns of the count, its base, and the share."""


class Wrong(StrEnum):
    """What does not hold. Keys of sentences in `locales/` (``objections.…``)."""

    SUM = "sum"
    SHARE = "share"
    DERIVABLE = "derivable"
    PERSONAL = "personal"
    NO_NEGATIVE = "no_negative"
    MISMATCH = "mismatch"


@dataclass(frozen=True)
class Objection:
    """One thing that does not hold, and the place: a table and its row, or a section and its words."""

    wrong: Wrong
    place: str

    def said(self, words: Words) -> str:
        """The sentence for the official."""
        return words(f"objections.{self.wrong}", place=self.place)


def objections(basis: Basis, report: Report, words: Words) -> tuple[Objection, ...]:
    """Everything that keeps a report from being signed; empty when nothing does."""
    return tuple(one for check in CHECKS for one in check(basis, report, words))


def _sums(basis: Basis, report: Report, words: Words) -> Iterator[Objection]:
    """The levels of a criterion add up to those who answered it, and the criteria to their sum."""
    for table in _called(report, _COUNTS):
        rows = [[_number(value) for value in row[1:]] for row in table.rows]
        for row, numbers in zip(table.rows, rows, strict=True):
            *levels, n = numbers
            if None not in numbers and sum(one or 0 for one in levels) != n:
                yield Objection(Wrong.SUM, _place(table, row))
        if len(rows) > 1:
            together = [sum(one or 0 for one in column) for column in zip(*rows[:-1], strict=True)]
            if together != rows[-1]:
                yield Objection(Wrong.SUM, _place(table, table.rows[-1]))


def _added(basis: Basis, report: Report, words: Words) -> Iterator[Objection]:
    """A total over rounds is the sum of what is shown of them; where one is not shown there is none."""
    for id in _ADDED:
        for table in _called(report, id):
            *parts, whole = table.rows
            for at, column in enumerate(table.columns):
                if not parts or column.format is not Format.COUNT or whole[at] is None:
                    continue
                numbers = [_number(row[at]) for row in parts]
                if None in numbers or sum(one or 0 for one in numbers) != whole[at]:
                    yield Objection(Wrong.SUM, _place(table, whole))


def _shares(basis: Basis, report: Report, words: Words) -> Iterator[Objection]:
    """A share is its count over its base; of a drawn sample, whose shares are weighted, it sums to one."""
    weighted = Warning.WEIGHTED in basis.summary.warnings
    for counts, shares in zip(_called(report, _COUNTS), _called(report, _SHARES), strict=False):
        for counted, row in zip(counts.rows, shares.rows, strict=False):
            *levels, n = (_number(value) for value in counted[1:])
            given = [_number(value) for value in row[1 : 1 + len(levels)]]
            expected = [(one or 0) / n if n else None for one in levels]
            wrong = (
                abs(sum(one or 0.0 for one in given) - 1) > _CLOSE
                if weighted
                else not _same(given, expected)
            )
            if counted[0] != row[0] or wrong:
                yield Objection(Wrong.SHARE, _place(shares, row))
    if not weighted:
        yield from _parts(basis, report)


def _parts(basis: Basis, report: Report) -> Iterator[Objection]:
    for id, at, base, share in _PARTS:
        for table in _called(report, id):
            for row in table.rows:
                count = _number(row[at])
                n = basis.summary.responses if base is None else _number(row[base])
                expected = count / n if count is not None and n else None
                if not _same([_number(row[share])], [expected]):
                    yield Objection(Wrong.SHARE, _place(table, row))


def _satisfied(basis: Basis, report: Report, words: Words) -> Iterator[Objection]:
    """The satisfied share of each criterion is that of its satisfied levels."""
    unweighted = [
        one.summary
        for one in basis.rounds or (basis,)
        if Warning.WEIGHTED not in one.summary.warnings
    ]
    for one in (criterion for made in unweighted for criterion in made.criteria):
        if one.parts and one.n and one.satisfied is not None:
            count = sum(part.count for part in one.parts if part.satisfied)
            if not _same([one.satisfied.share], [count / one.n]):
                yield Objection(Wrong.SHARE, one.text.in_(words.language))


def _derivable(basis: Basis, report: Report, words: Words) -> Iterator[Objection]:
    """What is left of a total after all that is shown is nobody, or enough people."""
    for id in _WITH_TOTAL:
        for table in _called(report, id):
            for at, column in enumerate(table.columns):
                if column.format is not Format.COUNT or column.title in _never_people(words):
                    continue
                *parts, whole = [_number(row[at]) for row in table.rows]
                if None not in parts or whole is None or set(parts) == {None}:
                    continue  # nothing is hidden, or there is nothing to subtract
                left = whole - sum(one or 0 for one in parts)
                if 0 < left < basis.fewest:
                    place = f"{table.title}: {column.title}"
                    yield Objection(Wrong.DERIVABLE, place)


def _beside(basis: Basis, report: Report, words: Words) -> Iterator[Objection]:
    """What is left of the whole without the one part that is told is nobody, or enough people."""
    for table in (one for id in _BESIDE for one in _called(report, id)):
        for at, column in enumerate(table.columns):
            if column.format is Format.COUNT:
                part, whole = _number(table.rows[0][at]), _number(table.rows[-1][at])
                if part is not None and whole is not None and 0 < whole - part < basis.fewest:
                    yield Objection(Wrong.DERIVABLE, f"{table.title}: {column.title}")


def _people(basis: Basis, report: Report, words: Words) -> Iterator[Objection]:
    """No row of a report on one field is of fewer people than may be shown."""
    for table in (one.table for one in report.exhibits if one.table.id.startswith("report_field_")):
        for row in table.rows:
            counts = zip(table.columns, row, strict=True)
            numbers = [_number(value) for column, value in counts if column.format is Format.COUNT]
            if any(0 < one < basis.fewest for one in numbers if one is not None):
                yield Objection(Wrong.DERIVABLE, _place(table, row))


def _never_people(words: Words) -> tuple[str, ...]:
    """Columns whose numbers are of papers or of everybody served, not of those who answered."""
    named = ("served_column", "handed_out_column")
    return tuple(words(f"report.participation.{one}") for one in named)


def _few(basis: Basis, report: Report, words: Words) -> Iterator[Objection]:
    """No base of a table is of fewer people than may be shown; each round has its own number of them."""
    own = {one.summary.round.id: one.fewest for one in basis.rounds}
    for one in report.exhibits:
        for at, column in enumerate(one.table.columns):
            if column.title != "n":
                continue
            for row in one.table.rows:
                number = _number(row[at])
                fewest = next((own[name] for name in map(str, row) if name in own), basis.fewest)
                if number is not None and 0 < number < fewest:
                    yield Objection(Wrong.DERIVABLE, _place(one.table, row))


def _personal(basis: Basis, report: Report, words: Words) -> Iterator[Objection]:
    """Nothing that people wrote names anybody."""
    for section in report.sections:
        if section.id not in ("themes", "actions"):
            continue
        for block in section.blocks:
            texts: Sequence[str] = ()
            if isinstance(block, Items):
                texts = block.texts
            elif isinstance(block, Paragraph):
                texts = (block.text,)
            for text in texts:
                if mask(text) != text:
                    yield Objection(Wrong.PERSONAL, f"{section.title}: {mask(text)}")


def _declared(basis: Basis, report: Report, words: Words) -> Iterator[Objection]:
    """A scale on which nobody can be dissatisfied is told as one; so are printed sums that do not fit."""
    told = {block.text for block in report.blocks() if isinstance(block, Paragraph)}
    for one in basis.rounds or (basis,):
        yield from _undeclared(one, told, words)


def _undeclared(basis: Basis, told: set[str], words: Words) -> Iterator[Objection]:
    lacking = any(
        one.parts and not any(part.negative for part in one.parts)
        for one in basis.summary.criteria
        if one.satisfied is not None
    )
    if lacking and words(f"warnings.{Warning.NO_NEGATIVE}") not in told:
        yield Objection(Wrong.NO_NEGATIVE, basis.summary.questionnaire)
    if basis.summary.mismatches and words(f"warnings.{Warning.DOES_NOT_ADD_UP}") not in told:
        yield Objection(Wrong.MISMATCH, basis.summary.unit.name)


Check = Callable[[Basis, Report, Words], Iterator[Objection]]

CHECKS: tuple[Check, ...] = (
    _sums,
    _added,
    _shares,
    _satisfied,
    _derivable,
    _beside,
    _people,
    _few,
    _personal,
    _declared,
)


def _called(report: Report, id: str) -> list[Table]:
    """The tables of one kind; several scales have one each (``report_counts_2``)."""
    tables = [one.table for one in report.exhibits]
    return [one for one in tables if one.id == id or one.id.startswith(f"{id}_")]


def _number(value: Value) -> float | None:
    return value if isinstance(value, int | float) else None


def _same(given: Sequence[float | None], expected: Sequence[float | None]) -> bool:
    """Whether all are as they should be; nothing stands for nothing."""
    if len(given) != len(expected):
        return False
    return all(
        one is other is None
        or (one is not None and other is not None and abs(one - other) <= _CLOSE)
        for one, other in zip(given, expected, strict=True)
    )


def _place(table: Table, row: tuple[Value, ...]) -> str:
    return f"{table.title}: {row[0]}"
