"""An .xlsx file as tests look at it: its cells, its formulas worked out anew, its charts."""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

from openpyxl import Workbook, load_workbook
from openpyxl.utils import range_boundaries

_PLACE = re.compile(r"(?:'((?:[^']|'')+)'!|([^\W\d]\w*)!)?(\$?[A-Z]+\$?\d+(?::\$?[A-Z]+\$?\d+)?)")
_SUM = re.compile(r"SUM\(([^()]*)\)")


@dataclass(frozen=True)
class Formula:
    """A formula of a sheet, the value kept with it, and its place."""

    sheet: str
    place: str
    text: str
    kept: object


class Book:
    """A workbook with the values that it keeps and the formulas that stand behind them."""

    def __init__(self, content: bytes) -> None:
        self.parts = zipfile.ZipFile(io.BytesIO(content))
        self.cells: Workbook = load_workbook(io.BytesIO(content), data_only=True)
        self._written: Workbook = load_workbook(io.BytesIO(content))

    def formulas(self) -> Iterator[Formula]:
        """All formulas of figures, of all sheets."""
        return (one for one in self._formulas() if not one.text.startswith("=IF("))

    def names(self) -> Iterator[Formula]:
        """All formulas of names."""
        return (one for one in self._formulas() if one.text.startswith("=IF("))

    def _formulas(self) -> Iterator[Formula]:
        for sheet in self._written.worksheets:
            for row in sheet.iter_rows():
                for cell in row:
                    if cell.data_type == "f":
                        kept = self.cells[sheet.title][cell.coordinate].value
                        yield Formula(sheet.title, cell.coordinate, str(cell.value), kept)

    def behind(self, one: Formula) -> list[object]:
        """The values of every cell that a formula reaches."""
        return [value for found in _PLACE.finditer(one.text) for value in self._at(found, one)]

    def works_out(self, one: Formula) -> float:
        """What the formula gives: sums, quotients and differences of cells."""

        def total(found: re.Match[str]) -> str:
            places = [part for part in found[1].split(",") if part]
            return str(
                sum(value for part in places for value in self._numbers(part, one))  # type: ignore[misc]
            )

        text = _SUM.sub(total, one.text.removeprefix("="))
        text = _PLACE.sub(lambda found: repr(self._at(found, one)[0]), text)
        left, sign, right = re.fullmatch(r"([\d.e-]+?)(?:(?<!e)([/-])([\d.e-]+))?", text).groups()  # type: ignore[union-attr]
        if not sign:
            return float(left)
        return float(left) / float(right) if sign == "/" else float(left) - float(right)

    def range(self, reference: str) -> list[object]:
        """The values of a range that names its sheet."""
        found = _PLACE.fullmatch(reference)
        assert found is not None, reference
        return self._at(found, None)

    def text(self, name: str) -> str:
        """A part of the file as text."""
        return self.parts.read(name).decode()

    def named(self, start: str) -> list[str]:
        """The parts of the file whose names begin so."""
        return [name for name in self.parts.namelist() if name.startswith(start)]

    def _numbers(self, part: str, one: Formula) -> list[object]:
        found = _PLACE.fullmatch(part)
        assert found is not None, part
        return self._at(found, one)

    def _at(self, found: re.Match[str], one: Formula | None) -> list[object]:
        name = (found[1] or found[2] or (one.sheet if one else "")).replace("''", "'")
        first, top, last, bottom = range_boundaries(found[3].replace("$", ""))
        rows = self.cells[name].iter_rows(top, bottom, first, last, values_only=True)
        return [value for row in rows for value in row]
