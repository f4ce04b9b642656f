"""What every paged format needs to know of a text: italics, widths of columns, the end of a document."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from analysis.cells import written
from analysis.reports.document import Block, Items, Paragraph
from analysis.reports.form import closed
from analysis.tables import Table
from surveys.language import Words

_UNWRITTEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]"
)
"""Signs that break lines or turn the direction of what follows."""
_ITALICS = re.compile(r"\*(?=\S)([^*]+)(?<=\S)\*")
_PERCENT = re.compile(r"(?<=\d) %")
_LONGEST, _NARROWEST = 40, 8
"""Letters that a column without a width of its own is given at most and at least."""


@dataclass(frozen=True)
class Run:
    """Some words of a paragraph, in italics or not."""

    text: str
    italic: bool = False


def inert(text: str) -> str:
    """The text with nothing in it that is more than text; a number stays on its percent sign's line."""
    return _PERCENT.sub("\u00a0%", _UNWRITTEN.sub(" ", text))


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
