"""A report as JSON: its text, its tables with their sources, nothing of a format."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from analysis.letters import encodable
from analysis.reports.document import Block, Exhibit, Items, Paragraph, Picture, Report
from analysis.tables import Table
from surveys.language import Words


def write(report: Report, words: Words) -> bytes:
    """Shares are between 0 and 1, hidden figures null; keys stand in the order of the report."""
    table = as_table(report)
    return encodable(json.dumps(table, ensure_ascii=False, indent=1) + "\n").encode()


def as_table(report: Report) -> Mapping[str, Any]:
    """The report as plain values."""
    return {
        "name": report.name,
        "kind": report.kind,
        "language": report.language,
        "title": report.title,
        "subject": report.subject,
        "dated": report.dated.isoformat(),
        "draft": report.draft,
        "sample": report.sample,
        "sections": [
            {"id": one.id, "title": one.title, "blocks": [_block(block) for block in one.blocks]}
            for one in report.sections
        ],
        "tables": [_exhibit(one) for one in report.annex],
    }


def _block(block: Block) -> Mapping[str, Any]:
    match block:
        case Paragraph():
            return {"paragraph": block.text, "tone": str(block.tone)}
        case Items():
            return {"items": list(block.texts)}
        case Exhibit():
            return _exhibit(block)
        case Picture():
            return {"picture": block.id, "caption": block.caption, "alt": block.alt}


def _exhibit(one: Exhibit) -> Mapping[str, Any]:
    return {"table": as_rows(one.table), "source": asdict(one.source)}


def as_rows(table: Table) -> Mapping[str, Any]:
    """A table as plain values."""
    return {
        "id": table.id,
        "title": table.title,
        "columns": [{"title": one.title, "format": str(one.format)} for one in table.columns],
        "rows": [list(row) for row in table.rows],
        "notes": list(table.notes),
    }
