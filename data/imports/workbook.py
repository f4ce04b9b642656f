"""Reads the sheets of a spreadsheet as text, each cell with the place where it stands."""

import re
import warnings
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from data.imports.table import MOST_BYTES
from surveys.errors import Code, SurveyError

MOST_ROWS = 5_000


@dataclass(frozen=True)
class Line:
    """A row of a sheet: its filled cells by heading, and the letter of each heading's column."""

    sheet: str
    number: int
    cells: Mapping[str, str]
    letters: Mapping[str, str]

    def __call__(self, heading: str) -> str:
        """The cell under a heading; empty where there is none."""
        return self.cells.get(heading, "")

    def wrong(self, heading: str, mistake: str, found: str | None = None) -> SurveyError:
        """The refusal of a cell; `mistake` is an entry of `[mistakes]` in the locales."""
        letter = self.letters.get(heading, "")
        return SurveyError(
            Code.BAD_CELL,
            sheet=self.sheet,
            row=self.number,
            column=f"{heading} ({letter})" if letter else heading,
            found=(self(heading) if found is None else found)[:60],
            mistake=mistake,
        )


def sheets(path: Path) -> Mapping[str, tuple[Line, ...]]:
    """The sheets of an .xlsx file by name in small letters.

    Raises SurveyError BAD_FILE when it is none or too large, BAD_CELL for a formula, whose value depends
    on the program that shows it, and for a heading that stands twice.
    """
    from openpyxl import load_workbook  # a quarter of a second that few commands need

    try:
        with zipfile.ZipFile(path) as packed:
            if sum(one.file_size for one in packed.infolist()) > MOST_BYTES:
                raise SurveyError(Code.BAD_FILE, file=path.name, why="> 20 MB")
        with warnings.catch_warnings():
            warnings.simplefilter(
                "ignore"
            )  # of styles and menus that it cannot read: nobody looks at them
            book = load_workbook(path, read_only=True)
    except SurveyError:
        raise
    except Exception as wrong:  # openpyxl lets every fault of a damaged file through as it comes
        why = "không phải tệp .xlsx / not an .xlsx file"
        raise SurveyError(Code.BAD_FILE, file=path.name, why=why) from wrong
    try:
        return {one.title.strip().lower(): tuple(_lines(one)) for one in book.worksheets}
    finally:
        book.close()


def _lines(sheet: Any) -> Iterator[Line]:
    from openpyxl.utils import get_column_letter

    heading: dict[int, str] = {}
    letters: dict[str, str] = {}
    for number, row in enumerate(sheet.iter_rows(), start=1):
        if number > MOST_ROWS:
            raise Line(sheet.title, number, {}, {}).wrong("–", "too_many_rows")
        filled = {cell.column: cell for cell in row if cell.value is not None and _text(cell.value)}
        if not heading:
            for column, cell in filled.items():
                name = _heading(_text(cell.value))
                if name in letters:
                    raise Line(sheet.title, number, {}, letters).wrong(name, "heading_twice", name)
                heading[column], letters[name] = name, get_column_letter(column)
            continue
        cells = {
            heading.get(column, get_column_letter(column)): _text(cell.value)
            for column, cell in filled.items()
        }
        line = Line(sheet.title, number, cells, letters)
        for column, cell in filled.items():
            if cell.data_type == "f":
                raise line.wrong(heading.get(column, get_column_letter(column)), "formula")
        if cells:
            yield line


def _heading(text: str) -> str:
    """``Label :: English (en)`` as ``label::English (en)``: the part before the colons in small letters."""
    name, colons, rest = re.sub(r"\s*::?\s*", "::", text, count=1).partition("::")
    return name.strip().lower().replace(" ", "_") + colons + rest


def _text(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
