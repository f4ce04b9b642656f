"""The catalogue of units: ``code,name,kind,parent,valid_from,valid_to`` and ``served:2026-H1`` columns."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from data.imports.table import day, rows, whole_number
from surveys.errors import Code, SurveyError
from surveys.unit import Unit, UnitKind

NEEDED = ("code", "name", "kind", "parent")
SERVED = "served:"


@dataclass(frozen=True)
class UnitsFile:
    """Units in the order of the file, and people served by (round, unit)."""

    units: tuple[Unit, ...]
    served: dict[tuple[str, str], int]


def read(path: Path) -> UnitsFile:
    """The file's content; raises SurveyError BAD_FILE or BAD_ROW with the number of the line."""
    units: list[Unit] = []
    served: dict[tuple[str, str], int] = {}
    for number, row in rows(path, NEEDED):
        unit = _unit(number, row)
        units.append(unit)
        for column, text in row.items():
            if column.startswith(SERVED) and text:
                round = column.removeprefix(SERVED)
                served[round, unit.code] = whole_number(number, column, text)
    return UnitsFile(tuple(units), served)


def _unit(number: int, row: Mapping[str, str]) -> Unit:
    if not row["code"] or not row["name"]:
        raise SurveyError(Code.BAD_ROW, row=number, why="code, name")
    if row["kind"] not in list(UnitKind):
        known = ", ".join(UnitKind)
        raise SurveyError(Code.BAD_ROW, row=number, why=f"kind: {row['kind'][:40]!r} ({known})")
    start = day(number, "valid_from", row.get("valid_from", ""))
    end = day(number, "valid_to", row.get("valid_to", ""))
    if start and end and end < start:
        raise SurveyError(Code.BAD_ROW, row=number, why="valid_to < valid_from")
    return Unit(row["code"], row["name"], UnitKind(row["kind"]), row["parent"] or None, start, end)
