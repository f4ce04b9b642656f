"""A report as a page shows it before it is made: the text, tables and charts that the file will have."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from analysis.reports.document import Block, Exhibit, Items, Paragraph, Picture, Section
from analysis.reports.laid import inert
from analysis.reports.ledger import source_line
from services.drawing import printed
from services.program import Program
from services.reporting import composed_report
from services.rights import need
from surveys.account import Actor, Right
from surveys.language import Words, words
from surveys.report_order import ReportOrder

if TYPE_CHECKING:
    from analysis.charts.style import Chart

HEADING, TEXT, WARNING, REMARK, LIST, TABLE, CHART = (
    "heading", "body", "warning", "remark", "list", "table", "chart",
)  # fmt: skip


@dataclass(frozen=True)
class Piece:
    """One piece of the preview, in reading order; `what` says which of the other fields it has.

    `lines` are the items of a list, or the notes of a table and its source.
    """

    what: str
    text: str
    lines: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    draw: "Callable[[], Chart] | None" = None


def preview(program: Program, order: ReportOrder, by: Actor, now: datetime) -> tuple[Piece, ...]:
    """What the report would say. Raises SurveyError as `services.reporting.report` does."""
    need(program, by, Right.DOWNLOAD, [order.unit])
    told = words(order.language)
    made = composed_report(program, order, now)
    return tuple(piece for section in made.sections for piece in _section(section, told))


def _section(section: Section, told: Words) -> Iterator[Piece]:
    """A section, under its heading where it has one."""
    if section.title:
        yield Piece(HEADING, section.title)
    for block in section.blocks:
        yield from _pieces(block, told)


def _pieces(block: Block, told: Words) -> Iterator[Piece]:
    """Numbers stay with their signs at the end of a line, as on paper."""
    match block:
        case Paragraph():
            yield Piece(str(block.tone), inert(block.text))
        case Items():
            yield Piece(LIST, "", _inert(block.texts))
        case Exhibit():
            table = block.table
            yield Piece(
                TABLE,
                inert(table.title),
                _inert((*table.notes, source_line(block.source, told))),
                _inert(column.title for column in table.columns),
                tuple(map(_inert, printed(table, told))),
            )
        case Picture():
            texts = _inert((block.alt, source_line(block.source, told)))
            yield Piece(CHART, inert(block.caption), texts, draw=block.draw)


def _inert(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(map(inert, texts))
