"""Targets of units: a file with the columns ``unit,target``, or lines typed into a page."""

import re
from pathlib import Path

from data.imports.table import rows, whole_number
from surveys.errors import Code, SurveyError
from surveys.target import Wanted

NEEDED = ("unit", "target")


def read(path: Path) -> tuple[Wanted, ...]:
    """The lines of a CSV file; raises SurveyError BAD_FILE or BAD_ROW with the number of the line."""
    found = tuple(_wanted(number, row["unit"], row["target"]) for number, row in rows(path, NEEDED))
    if not found:
        why = "không có dòng nào / no rows"
        raise SurveyError(Code.BAD_FILE, file=path.name, why=why)
    return found


def typed(text: str) -> tuple[Wanted, ...]:
    """Lines of unit and number, with ``;`` or a tab between them as a spreadsheet copies them.

    What stands after the number (a name, to help whoever types) is not read. Raises SurveyError
    BAD_ROW with the number of the line.
    """
    found = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        cells = [cell.strip() for cell in re.split(r"[;\t]", line.strip())]
        if len(cells) == 1:
            why = f"cần dấu ; giữa mã và số / a ; between unit and number: {line.strip()[:40]!r}"
            raise SurveyError(Code.BAD_ROW, row=number, why=why)
        found.append(_wanted(number, cells[0], cells[1]))
    return tuple(found)


def _wanted(number: int, unit: str, target: str) -> Wanted:
    if not unit:
        raise SurveyError(Code.BAD_ROW, row=number, why="unit")
    return Wanted(number, unit, whole_number(number, "target", target))
