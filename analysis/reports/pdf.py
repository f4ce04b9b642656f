"""A report as PDF: the official document with its letterhead, to be signed, archived and read aloud.

Page, type and the lines around the text follow annex I of Decree 30/2020/NĐ-CP.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from datetime import datetime, time
from typing import Any

from analysis.reports import laid
from analysis.reports.document import Block, Exhibit, Items, Paragraph, Picture, Report
from analysis.reports.form import form_of
from analysis.reports.laid import by_content, cells, ended, runs, spans
from analysis.reports.ledger import Recorded, by_table, fingerprint, source_line, sources
from analysis.reports.lettered import celled, inert
from analysis.reports.typesetting import pdf
from analysis.tables import Format
from surveys.dates import VIETNAM
from surveys.language import Words

_WHOLE = 64
"""All letters of a SHA-256."""


def write(report: Report, words: Words) -> bytes:
    """The file. The same report gives the same bytes: its only date is the report's own."""
    return pdf("pdf.typ", content(report, words), made_at(report))


def made_at(report: Report) -> datetime:
    """The moment that a file says it was made at: the beginning of the day it is dated on."""
    return datetime.combine(report.dated, time(), VIETNAM)


def content(report: Report, words: Words) -> dict[str, Any]:
    """All that the template sets: plain text in its order, nothing of it read as markup."""
    return {**around(report, words), "parts": parts(report, words), "ledger": _annex(report, words)}


def around(report: Report, words: Words) -> dict[str, Any]:
    """What every kind of page has: the lines of the form, what it is and of what, and its words."""
    named = ("table", "picture", "recipients")
    return {
        "language": report.language,
        "title": inert(report.title),
        "subject": inert(report.subject),
        "day": [report.dated.year, report.dated.month, report.dated.day],
        "form": _inert(asdict(form_of(report, words))),
        "words": {name: words(f"report.form.{name}") for name in named},
    }


def parts(report: Report, words: Words, *, closing: bool = True) -> list[dict[str, Any]]:
    """The sections with their blocks; `closing` puts the sign that nothing follows after the last."""
    return [
        {
            "id": section.id,
            "title": inert(section.title),
            "blocks": [
                _block(block, words)
                for block in (ended(section.blocks) if last and closing else section.blocks)
            ],
        }
        for section, last in _with_last(report.sections)
    ]


def _with_last(found: Iterable[Any]) -> Iterator[tuple[Any, bool]]:
    listed = list(found)
    for place, one in enumerate(listed, start=1):
        yield one, place == len(listed)


def _block(block: Block, words: Words) -> dict[str, Any]:
    from analysis.charts.pictures import svg  # a charting library takes a second to load

    match block:
        case Paragraph():
            return {"kind": "paragraph", "tone": str(block.tone), "runs": _runs(block.text)}
        case Items():
            return {"kind": "items", "items": [_runs(text) for text in block.texts]}
        case Exhibit():
            return _exhibit(block, words)
        case Picture():
            return {
                "kind": "picture",
                "caption": inert(block.caption),
                "alt": laid.inert(block.alt),
                "svg": svg(block.draw()).decode(),
                "source": inert(source_line(block.source, words)),
            }


def _exhibit(one: Exhibit, words: Words) -> dict[str, Any]:
    table = one.table
    return {
        "kind": "table",
        "title": inert(table.title),
        "head": [inert(column.title) for column in table.columns],
        "figures": [column.format is not Format.TEXT for column in table.columns],
        "widths": list(one.widths or by_content(table, words)),
        "rows": [[celled(cell) for cell in row] for row in cells(table, words)],
        "spans": spans(one),
        "notes": [inert(note) for note in table.notes],
        "source": inert(source_line(one.source, words)),
    }


def _runs(text: str) -> list[dict[str, Any]]:
    return [{"text": inert(run.text), "italic": run.italic} for run in runs(text)]


def _inert(lines: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: inert(value) if isinstance(value, str) else [inert(one) for one in value]
        for name, value in lines.items()
    }


def _annex(report: Report, words: Words) -> dict[str, Any]:
    """The ledger: what it is for, its fingerprint, the sources in full, and every figure."""
    told = ("title", "about", "fingerprint_about", "row", "values")
    return {
        **{name: words(f"report.ledger.{name}") for name in told},
        "sources_title": words("report.ledger.sources"),
        "figures_title": words("report.ledger.figures"),
        "fingerprint": words("report.ledger.fingerprint", fingerprint=fingerprint(report, words)),
        "sources": [
            inert(
                words("report.ledger.source", n=place, line=source_line(one, words, letters=_WHOLE))
            )
            for place, one in enumerate(sources(report), start=1)
        ],
        "tables": [
            _figures(place, one, words)
            for place, one in enumerate(by_table(report, words), start=1)
        ],
    }


def _figures(place: int, one: Recorded, words: Words) -> dict[str, Any]:
    """The figures of one table of the text: a line a row."""
    title = one.exhibit.table.title
    shown = {"kind": words("report.form.table"), "n": place, "title": title}
    source = one.rows[0][0].source if one.rows else "–"
    return {
        "title": inert(words("report.ledger.table", source=source, **shown)),
        "rows": [
            [inert(row[0].row), inert("; ".join(f"{each.column}: {each.written}" for each in row))]
            for row in one.rows
        ],
    }
