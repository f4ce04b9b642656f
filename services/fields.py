"""The list of data fields for the agency's impact file: the real schema, and what each column is for."""

import csv
import io
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from analysis.reports.csv import inert
from services.program import Program
from surveys.response import Response

DESCRIBED = Path(__file__).resolve().parent.parent / "data" / "fields.toml"
CATEGORIES = ("none", "basic", "sensitive")
WHOSE = ("nobody", "citizen", "staff", "asker")
MISSING = "?"
"""What stands for a column that nobody has described; a test allows none."""


@dataclass(frozen=True)
class Field:
    """One column, or one part of a response's record."""

    table: str
    column: str
    purpose: str
    category: str
    whose: str
    kept: str
    protected: str


def data_fields(program: Program) -> list[Field]:
    """Every column of the database as it is now, with what `data/fields.toml` says of it."""
    table = tomllib.loads(DESCRIBED.read_text("utf-8"))
    return [_field(table, *place) for place in real_columns(program)]


def real_columns(program: Program) -> list[tuple[str, str]]:
    """Tables and columns from the database, and the parts of a response's record."""
    found: list[tuple[str, str]] = []
    for name, column in program.store.columns():
        found.append((name, column))
        if (name, column) == ("response", "record"):
            parts = [one.name for one in fields(Response) if one.name != "id"]
            found += [("response", f"record.{part}") for part in (*parts, "standing")]
    return found


def described_columns(engine: str) -> list[tuple[str, str]]:
    """Tables and columns that `data/fields.toml` has a line for, without those of another engine."""
    table = tomllib.loads(DESCRIBED.read_text("utf-8"))
    others = {one for name, own in table["engines"].items() if name != engine for one in own}
    return [
        (name, column)
        for name, lines in table["tables"].items()
        for column in lines
        if column != "defaults" and not others & {name, f"{name}.{column}"}
    ]


def as_markdown(found: Sequence[Field]) -> str:
    """The list as one table to put into a document."""
    titles = ("Bảng", "Cột", "Để làm gì", "Loại", "Của ai", "Giữ bao lâu", "Bảo vệ")
    lines = ["| " + " | ".join(titles) + " |", "|---" * len(titles) + "|"]
    lines += ["| " + " | ".join(_cells(one)) + " |" for one in found]
    return "\n".join(lines)


def as_csv(found: Sequence[Field]) -> str:
    """The list for spreadsheets, as Vietnamese ones read it."""
    out = io.StringIO()
    sheet = csv.writer(out, delimiter=";", lineterminator="\r\n")
    sheet.writerow([one.name for one in fields(Field)])
    for one in found:
        sheet.writerow([inert(cell) for cell in _cells(one)])
    return out.getvalue()


def _cells(one: Field) -> list[str]:
    return [str(cell) for cell in asdict(one).values()]


def _field(table: Mapping[str, Any], name: str, column: str) -> Field:
    lines = table["tables"].get(name, {})
    line = lines.get(column)
    if line is None:
        return Field(name, column, *[MISSING] * 5)
    own = {"for": line} if isinstance(line, str) else line
    said = lines["defaults"] | own
    return Field(
        name,
        column,
        said["for"],
        said["category"],
        said["whose"],
        table["kept"][said["kept"]],
        table["protected"][said["protected"]],
    )
