"""The parts of the workbook: names of sheets, rows as high as their words, formulas only where true."""

import csv
import io
from dataclasses import replace

import pandas as pd
import pytest

from analysis.reports import FORMATS
from analysis.reports.csv import inert
from analysis.reports.document import Exhibit, Source
from analysis.reports.excel.formulas import Placed, formulas
from analysis.reports.excel.layout import lines
from analysis.reports.excel.names import LONGEST, sheet_names
from analysis.reports.ledger import source_line
from analysis.reports.workings import Derived, Workings
from analysis.tables import Column, Format, Table, Value
from surveys.language import languages, words
from tests.unit.report_cases import report

SOURCE = Source("2026-H1", "99", "", "short-counter@1", "", "", 7)


def exhibit(*rows: tuple[Value, ...], total: bool = False) -> Exhibit:
    """A name, two counts, their sum, and the first one's share of it."""
    titles = ("a", "b", "sum")
    columns = (Column("name"), *(Column(one, Format.COUNT) for one in titles))
    table = Table("t", "t", (*columns, Column("share", Format.SHARE)), rows)
    derived = (Derived(3, (1, 2)), Derived(4, (1,), 3))
    return Exhibit(table, SOURCE, workings=Workings(derived, total=total))


def formulas_of(one: Exhibit) -> dict[tuple[int, int], str]:
    return formulas(one, {"t": Placed("t", one.table)})


def test_sheets_have_names_that_excel_takes() -> None:
    """Short enough, without signs that it forbids, each once whatever its letters' size."""
    titles = [
        "Số người đánh giá theo từng nội dung và mức",
        "Số người đánh giá theo từng nội dung và kênh",
        "Chỉ số hài lòng và khoảng hạng: xã, phường",
        "History",
        "'a/b?*[c]\\d'",
        "",
        "X" * 60,
        "theo đơn vị",
        "Theo đơn vị",
    ]
    names = sheet_names(titles)
    assert names == [
        "Số người đánh giá theo từng…",
        "Số người đánh giá theo… (2)",
        "Chỉ số hài lòng… – xã, phường",
        "History (2)",
        "a b c d",
        "–",
        "X" * 30 + "…",
        "theo đơn vị",
        "Theo đơn vị (2)",
    ]
    assert max(map(len, names)) <= LONGEST


def test_what_follows_from_other_cells_is_a_formula() -> None:
    """Sums of neighbours as a range, shares over a cell, and the last row from those above."""
    found = formulas_of(exhibit(("x", 3, 1, 4, 0.75), ("y", 1, 1, 2, 0.5), ("all", 4, 2, 6, 4 / 6)))
    assert found[0, 3] == "=SUM(B4:C4)"
    assert found[1, 4] == "=B5/D5"
    summed = formulas_of(
        exhibit(("x", 3, 1, 4, 0.75), ("y", 1, 1, 2, 0.5), ("all", 4, 2, 6, 4 / 6), total=True)
    )
    assert (summed[2, 1], summed[2, 3]) == ("=SUM(B4:B5)", "=SUM(B6:C6)")


@pytest.mark.parametrize(
    "row",
    [
        ("y", 1, None, 2, 0.5),
        ("y", 1, 1, 3, 1 / 3),
        ("y", 1, 1, 2, 0.51),
        ("y", None, 2, 2, 0.0),
    ],
)
def test_a_column_in_which_one_figure_does_not_follow_is_given(row: tuple[Value, ...]) -> None:
    """A part that is hidden, a sum that counts others too, a weighted share: no half of a column."""
    found = formulas_of(exhibit(("x", 3, 1, 4, 0.75), row))
    assert {at for _, at in found} != {3, 4}
    for column in {at for _, at in found}:
        assert {line for line, at in found if at == column} == {0, 1}


def test_a_hidden_figure_has_no_formula_and_none_sums_it() -> None:
    """The total of a column with a hidden part is a figure, though its value is known."""
    found = formulas_of(
        exhibit(("x", 3, 1, 4, 0.75), ("y", None, None, None, None), ("all", 4, 2, 6, 4 / 6))
    )
    assert found == {
        (0, 3): "=SUM(B4:C4)",
        (2, 3): "=SUM(B6:C6)",
        (0, 4): "=B4/D4",
        (2, 4): "=B6/D6",
    }
    summed = exhibit(("x", 3, 1, 4, 0.75), ("y", None, None, None, None), ("all", 3, 1, 4, 0.75))
    summed = replace(summed, workings=replace(summed.workings, total=True))
    assert [at for at in formulas_of(summed) if at[0] == 2] == [(2, 3), (2, 4)]


def test_rows_are_as_high_as_their_words() -> None:
    """Words are kept whole; one that is longer than its column is broken."""
    assert lines("ngắn", 20) == 1
    assert lines("một hai ba bốn năm sáu bảy", 12) == 3
    assert lines("x" * 50, 10) > 3


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "＝1", "\t=1", "\n=1", "\r=1"])
def test_no_text_of_a_csv_file_begins_as_a_formula(text: str) -> None:
    """Full-width signs too, which some spreadsheets take for their own."""
    assert inert(text) == f"'{text}"


@pytest.mark.parametrize("language", languages())
def test_csv_can_be_read_by_anybody(language: str) -> None:
    """A mark, the language's signs, line ends of spreadsheets, a source under each table."""
    told, made = words(language), report(language, sample=True)
    content = FORMATS["csv"].write(made, told)
    text = content.decode("utf-8-sig")
    assert content.startswith(b"\xef\xbb\xbf")
    assert text.count("\n") == text.count("\r\n")
    separator = ";" if language == "vi" else ","
    rows = list(csv.reader(io.StringIO(text), delimiter=separator))
    lines_of_source = [row[0] for row in rows if row and row[0].startswith(("Nguồn", "Source"))]
    assert lines_of_source == [source_line(one.source, told) for one in made.annex]
    first = next(one.table for one in made.annex if one.table.id == "criteria")
    frame = pd.read_csv(
        io.BytesIO(content),
        sep=separator,
        decimal=told.decimal_sign,
        skiprows=next(at for at, row in enumerate(rows) if row == [first.title]) + 1,
        nrows=len(first.rows),
        encoding="utf-8-sig",
    )
    assert list(frame.columns) == [column.title for column in first.columns]
    assert list(frame.iloc[:, 1]) == [row[1] for row in first.rows]
    assert frame.iloc[0, 5] == pytest.approx(100 * float(str(first.rows[0][5])))
