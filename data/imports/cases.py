"""The feed of finished dossiers: ``unit,field,channel,people``, a line a dossier or as many as `people`."""

from collections.abc import Collection, Mapping
from pathlib import Path

from data.imports.table import rows, whole_number
from surveys.errors import Code, SurveyError
from surveys.link import Channel
from surveys.procedure_field import UNSTATED, labels
from surveys.served import Case

NEEDED = ("unit",)


def read(path: Path, units: Collection[str]) -> tuple[Case, ...]:
    """The dossiers of a file; every other column is left unread.

    A field or channel that is empty in a file that has the column is *not stated*; without the
    column it is not told at all. Raises SurveyError BAD_FILE, or BAD_ROW for a unit that is not among
    `units`, for a field or channel that nobody knows, and for a number that is none.
    """
    found = tuple(_case(number, row, units) for number, row in rows(path, NEEDED))
    if not found:
        raise SurveyError(Code.BAD_FILE, file=path.name, why="không có dữ liệu / empty")
    return found


def _case(number: int, row: Mapping[str, str], units: Collection[str]) -> Case:
    if row["unit"] not in units:
        raise SurveyError(Code.BAD_ROW, row=number, why=f"unit: {row['unit'][:40]!r}")
    return Case(
        row["unit"],
        _one_of(number, row, "field", labels()),
        _one_of(number, row, "channel", [*Channel, UNSTATED]),
        whole_number(number, "people", row["people"]) if row.get("people") else 1,
    )


def _one_of(number: int, row: Mapping[str, str], name: str, known: Collection[str]) -> str | None:
    if name not in row:
        return None
    value = row[name] or UNSTATED
    if value not in known:
        why = f"{name}: {value[:40]!r} ({', '.join(known)})"
        raise SurveyError(Code.BAD_ROW, row=number, why=why)
    return value
