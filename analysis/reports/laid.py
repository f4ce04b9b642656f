"""What every paged format needs to know of a text: italics, widths of columns, the end of a document."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

from analysis.cells import written
from analysis.letters import one_line
from analysis.reports.document import Block, Exhibit, Items, Paragraph
from analysis.reports.form import closed
from analysis.tables import Table
from surveys.language import Words

_ITALICS = re.compile(r"\*(?=\S)([^*]+)(?<=\S)\*")
_TOGETHER = re.compile(r"(?<=\d) (?=%)|(?<=\bn) (?== )|(?<=\bn =) ")
"""``92,5 %`` and ``n = 12`` are not torn apart by the end of a line."""
_LONGEST, _NARROWEST = 40, 8
"""Letters that a column without a width of its own is given at most and at least."""


@dataclass(frozen=True)
class Run:
    """Some words of a paragraph, in italics or not."""

    text: str
    italic: bool = False


def inert(text: str) -> str:
    """The text with nothing in it that is more than text; a number stays with its sign."""
    return _TOGETHER.sub("\u00a0", one_line(text))


def runs(text: str) -> list[Run]:
    """The words of a paragraph; those between asterisks are in italics."""
    parts = enumerate(_ITALICS.split(text))
    return [Run(inert(part), place % 2 == 1) for place, part in parts if part]


def cells(table: Table, words: Words) -> list[list[str]]:
    """The rows of a table as they are written on paper."""
    return [
        [
            inert(written(value, column.format, words))
            for column, value in zip(table.columns, row, strict=True)
        ]
        for row in table.rows
    ]


def spans(one: Exhibit) -> list[int]:
    """Over how many rows the first cell of each row goes; 0 where it is that of a row above."""
    rows = one.table.rows
    if not one.grouped:
        return [1] * len(rows)
    found: list[int] = []
    for _, alike in groupby(rows, key=itemgetter(0)):
        many = len(list(alike))
        found += [many, *[0] * (many - 1)]
    return found


def by_content(table: Table, words: Words) -> Sequence[float]:
    """Widths of columns by their longest text, and never narrower than the longest word above."""
    rows, found = cells(table, words), []
    for place, column in enumerate(table.columns):
        longest = max((len(row[place]) for row in rows), default=0)
        word = max(len(word) for word in (column.title or " ").split(" "))
        found.append(float(max(_NARROWEST, word + 1, min(longest, _LONGEST))))
    return found


def ended(blocks: Iterable[Block]) -> Iterator[Block]:
    """The blocks of a whole report, the last words with the sign that nothing follows."""
    *before, last = blocks
    yield from before
    match last:
        case Paragraph():
            yield Paragraph(closed(last.text), last.tone)
        case Items():
            yield Items((*last.texts[:-1], closed(last.texts[-1])))
        case _:
            yield last
            yield Paragraph(closed(""))
