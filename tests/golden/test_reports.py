"""Whole reports against kept ones. After a wanted change: ``python -m tests.golden.test_reports``."""

import io
from pathlib import Path

import pytest
from openpyxl import load_workbook

from analysis.reports import FORMATS
from surveys.language import languages, words
from tests.data_files import as_text
from tests.unit.report_cases import report

pytestmark = pytest.mark.long

KEPT = Path(__file__).parent / "kept"


def _written(format: str, language: str) -> str:
    return as_text(format, FORMATS[format].write(report(language, sample=True), words(language)))


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("format", sorted(FORMATS))
def test_a_report_is_as_it_was(format: str, language: str) -> None:
    """Every figure, word and number format of the file."""
    kept = (KEPT / f"report.{language}.{format}.txt").read_text("utf-8")
    assert kept == _written(format, language).replace("\r\n", "\n")


@pytest.mark.parametrize("format", sorted(FORMATS))
def test_the_same_request_gives_the_same_bytes(format: str) -> None:
    """A file can be compared with the one that was signed."""
    write = FORMATS[format].write
    assert write(report(), words("vi")) == write(report(), words("vi"))


def test_names_that_look_like_formulas_are_inert() -> None:
    """A unit called =Xã B is text in both files."""
    assert ";'=Xã B" in "\n;" + _written("csv", "vi").replace("\r\n", "\n;")
    book = load_workbook(io.BytesIO(FORMATS["xlsx"].write(report(), words("vi"))))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells if cell.value == "=Xã B"} == {"s"}
    assert [cell.value for cell in cells if cell.data_type == "f" and "Xã" in cell.value] == []


if __name__ == "__main__":
    KEPT.mkdir(exist_ok=True)
    for one in FORMATS:
        for code in languages():
            text = _written(one, code).replace("\r\n", "\n")
            (KEPT / f"report.{code}.{one}.txt").write_text(text, "utf-8")
