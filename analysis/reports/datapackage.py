"""A report as open data: CSV files in long form with schemas and a codebook (Frictionless Data Package)."""

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from analysis.letters import encodable
from analysis.reports.csv import inert
from analysis.reports.described import Column, field, resource, schema
from analysis.reports.document import Paragraph, Report, Tone
from analysis.reports.ledger import fingerprint, source_line, sources
from analysis.reports.longform import Cell, LongForm, LongTable, Variable, said
from analysis.reports.zipped import zipped
from surveys.language import Text, Words, languages

_UNITS = "units"
_CODEBOOK = "codebook"
_CODEBOOK_COLUMNS = ("table", "variable", "code")


def write(report: Report, words: Words) -> bytes:
    """The zip. Columns and codes have the same names in every language; labels are in the codebook."""
    long = report.long()
    files = {f"data/{one.name}.csv": _csv(_names(one), one.rows) for one in long.tables}
    files[f"data/{_CODEBOOK}.csv"] = _csv(_codebook_names(), _codebook(long))
    described = json.dumps(_package(report, long, words), ensure_ascii=False, indent=1)
    readme = "\r\n".join(_readme(report, long, words))
    return zipped(
        {
            "README.txt": encodable(f"{readme}\r\n").encode("utf-8-sig"),
            "datapackage.json": encodable(f"{described}\n").encode(),
            **files,
        },
        report.dated,
    )


def _names(table: LongTable) -> tuple[str, ...]:
    return tuple(one.name for one in table.variables)


def _csv(names: Iterable[str], rows: Iterable[tuple[Cell, ...]]) -> bytes:
    """RFC 4180: commas, decimal points, no mark in front; what is hidden is empty."""
    out = io.StringIO()
    sheet = csv.writer(out, lineterminator="\r\n")
    sheet.writerow(names)
    sheet.writerows([_cell(value) for value in row] for row in rows)
    return encodable(out.getvalue()).encode()


def _cell(value: Cell) -> str | int | float:
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    return inert(value) if isinstance(value, str) else value


def _codebook_names() -> tuple[str, ...]:
    return (*_CODEBOOK_COLUMNS, *(f"label_{code}" for code in languages()))


def _codebook(long: LongForm) -> Iterator[tuple[Cell, ...]]:
    """A row each variable, and one each of its codes; units stand in a table of their own."""
    for table in long.tables:
        for one in table.variables:
            yield (table.name, one.name, "", *_labels(one.label))
            for code, label in _codes(one).items():
                yield (table.name, one.name, code, *_labels(label))


def _codes(one: Variable) -> dict[str, Text]:
    return {} if one.name in ("unit", "parent") else dict(one.codes)


def _labels(text: Text) -> list[str]:
    return [text.in_(code) for code in languages()]


def _package(report: Report, long: LongForm, words: Words) -> dict[str, Any]:
    """`datapackage.json`: what is in the zip, where it comes from, and what may be done with it."""
    resources = [_resource(one, long, words) for one in long.tables]
    licences = [{"name": long.licence}] if long.licence else []
    agency = report.letterhead.agency
    return {
        "profile": "tabular-data-package",
        "name": re.sub(r"[^a-z0-9.-]+", "-", f"hai-long-{report.name}".lower()),
        "title": report.subject,
        "created": f"{report.dated.isoformat()}T00:00:00+07:00",
        **({"licenses": licences} if licences else {}),
        **({"contributors": [{"title": agency, "role": "publisher"}]} if agency else {}),
        "sources": [{"title": source_line(one, words)} for one in sources(report)],
        "language": report.language,
        "sample": report.sample,
        "draft": report.draft,
        "fewest": long.fewest,
        "ledger": {"sha256": fingerprint(report, words), "language": report.language},
        "resources": [*resources, _codebook_resource(words)],
    }


def _resource(table: LongTable, long: LongForm, words: Words) -> dict[str, Any]:
    told: dict[str, Any] = {
        "fields": [_field(one, table, words) for one in table.variables],
        "missingValues": [""],
        "primaryKey": list(table.key),
    }
    if keys := list(_foreign_keys(table, long)):
        told["foreignKeys"] = keys
    return resource(table.name, f"data/{table.name}.csv", table.title, told, words)


def _field(one: Variable, table: LongTable, words: Words) -> dict[str, Any]:
    required = one.name in (*table.key, "standing")
    told = field(Column(one.name, one.type, one.label, (*_codes(one),), required), words)
    ends = {"minimum": one.ends[0], "maximum": one.ends[1]}
    constraints = told.get("constraints", {}) | {
        name: value for name, value in ends.items() if value is not None
    }
    return told | ({"constraints": constraints} if constraints else {})


def _foreign_keys(table: LongTable, long: LongForm) -> Iterator[dict[str, Any]]:
    """Every unit stands in the table of units, every level of a criterion in that of criteria."""
    names = {one.name for one in long.tables}
    if table.name == _UNITS:
        yield _refers(["parent"], "", ["unit"])
    elif "unit" in table.key and _UNITS in names:
        yield _refers(["unit"], _UNITS, ["unit"])
    if table.name == "levels":
        yield _refers(["unit", "criterion"], "criteria", ["unit", "criterion"])


def _refers(fields: list[str], resource: str, there: list[str]) -> dict[str, Any]:
    return {"fields": fields, "reference": {"resource": resource, "fields": there}}


def _codebook_resource(words: Words) -> dict[str, Any]:
    told = schema((Column(name) for name in _codebook_names()), words)
    return resource(_CODEBOOK, f"data/{_CODEBOOK}.csv", said("data.codebook"), told, words)


def _readme(report: Report, long: LongForm, words: Words) -> Iterator[str]:
    yield report.title
    yield report.subject
    yield words("data.dated", day=words.date(report.dated))
    yield ""
    for one in report.blocks():
        if isinstance(one, Paragraph) and one.tone is Tone.WARNING:
            yield f"! {one.text}"
    yield from ([f"! {report.draft}"] if report.draft else [])
    yield words("data.readme.hidden", n=words.number(long.fewest))
    yield words("data.readme.inside")
    yield words("data.readme.codes")
    yield ""
    for table in (*long.tables, None):
        name, title = (table.name, table.title) if table else (_CODEBOOK, said("data.codebook"))
        yield f"data/{name}.csv: {title.in_(words.language)}"
    yield ""
    if long.licence:
        yield words("data.readme.licence", licence=long.licence)
    yield words("data.readme.ledger", sha256=fingerprint(report, words))
    yield from (source_line(one, words) for one in sources(report))
