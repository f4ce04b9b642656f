"""Every figure of a report on its own line, and one fingerprint over all of them.

An official may edit a document before signing it. The ledger goes along: what was changed by hand
differs from it, and the fingerprint tells whether the ledger itself is the one that was made.
"""

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from itertools import takewhile

from analysis.cells import written
from analysis.letters import encodable
from analysis.reports.document import Exhibit, Report, Source
from analysis.tables import Format, Table
from surveys.language import Words

_DIGIT = re.compile(r"\d")
_HASH_LETTERS = 16
"""Of a questionnaire's hash and of a seal in a line under a table; the ledger has them whole."""


@dataclass(frozen=True)
class Entry:
    """One figure: the table, row and column it stands in, its value, and how it was written there.

    `value` is None where the figure is hidden or does not exist, and where the cell has more than one
    number, as an interval or a range of ranks has. `source` counts from 1.
    """

    table: str
    row: str
    column: str
    value: int | float | None
    written: str
    source: int


@dataclass(frozen=True)
class Recorded:
    """A table of a report's text with its lines of the ledger."""

    exhibit: Exhibit
    rows: tuple[tuple[Entry, ...], ...]


def sources(report: Report) -> tuple[Source, ...]:
    """The sources of all tables and charts, each once, in the order in which they appear."""
    found = [one.source for one in report.exhibits]
    found += [one.source for one in report.pictures]
    found += [one.source for one in report.annex]
    return tuple(dict.fromkeys(found))


def ledger(report: Report, words: Words) -> tuple[Entry, ...]:
    """The figures of the text's tables, in order. Every number in a sentence is among them."""
    return tuple(entry for one in by_table(report, words) for row in one.rows for entry in row)


def by_table(report: Report, words: Words) -> tuple[Recorded, ...]:
    """The figures of each table of the text, row by row; a row without any is left out."""
    numbers = {source: place for place, source in enumerate(sources(report), start=1)}
    return tuple(
        Recorded(one, tuple(_rows(one, numbers[one.source], words))) for one in report.exhibits
    )


def fingerprint(report: Report, words: Words) -> str:
    """SHA-256 over the ledger and its sources as canonical JSON, in hexadecimal."""
    table = {
        "dated": report.dated.isoformat(),
        "sources": [asdict(one) for one in sources(report)],
        "figures": [asdict(one) for one in ledger(report, words)],
    }
    text = json.dumps(table, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(encodable(text).encode()).hexdigest()


def source_line(source: Source, words: Words, *, letters: int = _HASH_LETTERS) -> str:
    """The line under a table or chart: round, unit, filter, questionnaire, formula, n and seal.

    `letters` says how much of the questionnaire's hash and of the seal is written.
    """
    seal = words("report.sources.unsealed")
    if source.seal:
        seal = words("report.sources.sealed", seal=_cut(source.seal, letters))
    return words(
        "report.sources.line",
        round=source.round,
        unit=source.unit,
        filter=source.filter,
        questionnaire=source.questionnaire,
        hash=_cut(source.questionnaire_hash, letters),
        formula=source.formula,
        n="–" if source.n is None else words.number(source.n),
        seal=seal,
    )


def _cut(hashes: str, letters: int) -> str:
    """The beginning of each of several."""
    return "; ".join(one[:letters] for one in hashes.split("; "))


def _rows(one: Exhibit, source: int, words: Words) -> Iterator[tuple[Entry, ...]]:
    """One line for each cell of a column of numbers, and for each with numbers within words."""
    table, names = one.table, _names(one.table)
    for row in table.rows:
        name = " – ".join(str(text or "") for text in row[:names])
        cells = list(zip(table.columns, row, strict=True))[names:]
        found = tuple(
            Entry(
                table.title,
                name,
                column.title,
                value if isinstance(value, int | float) else None,
                written(value, column.format, words),
                source,
            )
            for column, value in cells
            if column.format is not Format.TEXT or _DIGIT.search(str(value or ""))
        )
        if found:
            yield found


def _names(table: Table) -> int:
    """How many columns name a row: the leading ones of words."""
    return len(list(takewhile(lambda column: column.format is Format.TEXT, table.columns)))
