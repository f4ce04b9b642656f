"""Pictures for a talk as a zip: PNG of 1920 × 1080 dots, and what they say and rest on as text."""

import hashlib
import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

from analysis.cells import written
from analysis.letters import encodable
from analysis.reports.document import Block, Exhibit, Items, Paragraph, Picture, Report, Section
from analysis.reports.form import form_of
from analysis.reports.laid import runs
from analysis.reports.ledger import fingerprint, ledger, source_line, sources
from analysis.reports.lettered import celled, inert
from analysis.reports.typesetting import pngs
from analysis.reports.zipped import zipped
from analysis.tables import Format, Table, Value
from surveys.language import Words

DOTS = 72
"""Dots an inch: a point of the template is then a dot of the picture."""
README = "README.txt"
_SHORT = 16
"""Letters of the fingerprint on a picture."""
_LONGEST = 110
"""Letters of a name on a picture; the text file has all of it."""


def write(report: Report, words: Words) -> bytes:
    """The zip. The same report gives the same bytes."""
    files: dict[str, bytes] = {}
    told: list[str] = []
    for number, section in enumerate(report.sections, start=1):
        made = pngs("slides.typ", content(report, section, words), DOTS)
        for place, picture in enumerate(made, start=1):
            more = f"-{place}" if place > 1 else ""
            name = f"{number:02}-{_ascii(section.id)}{more}.png"
            files[name] = picture
            told += ["", f"{name} · SHA-256 {hashlib.sha256(picture).hexdigest()}"]
            told += alternative(section, words)
    text = "\r\n".join([*_head(report, words), *told, "", *_ledger(report, words)])
    return zipped({README: encodable(f"{text}\r\n").encode("utf-8-sig"), **files}, report.dated)


def content(report: Report, section: Section, words: Words) -> dict[str, Any]:
    """All that the template sets on one picture: plain text, and figures for the bars."""
    given = next((one.source for one in section.blocks if isinstance(one, Exhibit)), None)
    source = given or (report.annex[0].source if report.annex else None)
    mark = words("report.slides.ledger", fingerprint=fingerprint(report, words)[:_SHORT])
    return {
        "language": report.language,
        "id": section.id,
        "agency": inert(report.letterhead.agency),
        "marks": [inert(one) for one in form_of(report, words).marks],
        "title": inert(section.title),
        "blocks": [_block(block, words) for block in section.blocks],
        "source": inert(f"{source_line(source, words)} {mark}" if source else mark),
        "interval": words("report.interval"),
    }


def alternative(section: Section, words: Words) -> Iterator[str]:
    """What a picture says, for who does not see it: its title, its text, and each row with its figures."""
    yield section.title
    for block in section.blocks:
        match block:
            case Paragraph():
                yield block.text.replace("*", "")
            case Items():
                yield from (f"– {text}".replace("*", "") for text in block.texts)
            case Picture():
                yield f"{block.caption}: {block.alt}"
            case Exhibit():
                yield from (_row_said(block.table, row, words) for row in block.table.rows)


def _row_said(table: Table, row: tuple[Value, ...], words: Words) -> str:
    cells = [
        f"{column.title}: {written(value, column.format, words)}"
        for column, value in zip(table.columns[1:], row[1:], strict=True)
        if value not in (None, "")
    ]
    return f"{row[0]} – {'; '.join(cells)}"


def _block(block: Block, words: Words) -> dict[str, Any]:
    match block:
        case Paragraph():
            return {"kind": "paragraph", "tone": str(block.tone), "runs": _runs(block.text)}
        case Items():
            return {"kind": "items", "items": [_runs(text) for text in block.texts]}
        case Picture():
            return {"kind": "paragraph", "tone": "body", "runs": _runs(block.alt)}
        case Exhibit():
            return _figures(block.table, words)


def _runs(text: str) -> list[Mapping[str, Any]]:
    return [{"text": inert(run.text), "italic": run.italic} for run in runs(text)]


def _figures(table: Table, words: Words) -> dict[str, Any]:
    """A row a name: its base, its share with both ends for the bar, and what else is said of it."""
    formats = [column.format for column in table.columns]
    shares = [at for at, one in enumerate(formats) if one is Format.SHARE]
    counts = [at for at, one in enumerate(formats) if one is Format.COUNT]
    others = [at for at, one in enumerate(formats) if at and one is Format.TEXT]
    more = [at for at in others if any(row[at] for row in table.rows)]

    def shown(row: tuple[Value, ...], at: int) -> str:
        return inert(written(row[at], formats[at], words))

    def line(row: tuple[Value, ...]) -> dict[str, Any]:
        ends = [row[at] for at in shares]
        low, high = (shown(row, at) for at in shares[1:]) if len(shares) == 3 else ("", "")
        known = len(ends) == 3 and None not in ends
        return {
            "name": celled(_cut(str(row[0] or ""))),
            "n": shown(row, counts[0]) if counts else "",
            "ends": ends,
            "share": shown(row, shares[0]) if shares else "",
            "between": words("drawings.range", low=low, high=high) if known else "",
            "more": "; ".join(celled(_cut(str(row[at]))) for at in more if row[at]),
        }

    titles = [inert(column.title) for column in table.columns]
    return {
        "kind": "figures",
        "head": {
            "name": titles[0],
            "n": titles[counts[0]] if counts else "",
            "share": titles[shares[0]] if shares else "",
            "more": "; ".join(titles[at] for at in more),
        },
        "rows": [line(row) for row in table.rows],
    }


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST].rstrip()}…"


def _ascii(id: str) -> str:
    plain = unicodedata.normalize("NFKD", id).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9-]+", "-", plain.lower()).strip("-") or "slide"


def _head(report: Report, words: Words) -> Iterator[str]:
    yield words("report.slides.title")
    yield report.subject
    yield words("data.dated", day=words.date(report.dated))
    yield from (f"! {mark}" for mark in form_of(report, words).marks)
    yield ""
    yield words("report.slides.about")


def _ledger(report: Report, words: Words) -> Iterator[str]:
    """Every figure of the pictures with its source, and the fingerprint over all of them."""
    yield words("report.ledger.title")
    yield words("report.ledger.fingerprint", fingerprint=fingerprint(report, words))
    for place, one in enumerate(sources(report), start=1):
        yield words("report.ledger.source", n=place, line=source_line(one, words, letters=64))
    for entry in ledger(report, words):
        yield f"({entry.source}) {entry.table} | {entry.row} | {entry.column}: {entry.written}"
