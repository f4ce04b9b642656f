"""The workbook: what stands where, formulas that give the figures kept with them, charts that hold.

After a wanted change: ``python -m tests.golden.test_excel``.
"""

import hashlib
import re
from dataclasses import replace
from functools import cache

import pytest
from openpyxl.worksheet.worksheet import Worksheet

from analysis.reports import FORMATS
from analysis.reports.basis import Basis, TakingPart
from analysis.reports.compose import compose
from analysis.reports.ledger import fingerprint, ledger, sources
from analysis.summary import Warning
from surveys.language import languages, words
from tests.golden.test_reports import KEPT
from tests.unit.report_cases import basis, basis_of
from tests.unit.test_summary import made
from tests.workbooks import Book

KEYS = ("three-level-counter@1", "short-counter@1", "ministry-service@1", "ministry@1")
BOTH = pytest.mark.parametrize("language", languages())
FORMS = pytest.mark.parametrize("key", KEYS)
pytestmark = pytest.mark.long


def book_of(given: Basis, language: str = "vi") -> Book:
    """The workbook of a report."""
    told = words(language)
    return Book(FORMATS["xlsx"].write(compose(given, told), told))


@cache
def _book(key: str, language: str = "vi") -> Book:
    return book_of(basis_of(key, compared=True), language)


def hidden() -> Basis:
    """Of one commune it is not told how many are valid, and of no way of answering either."""
    parts = (TakingPart("Xã A", 300, 50, 40, 34), TakingPart("=Xã B", 200, 10, 9, None))
    return replace(basis(), summary=made(threshold=10), taking_part=parts)


def as_text(book: Book) -> str:
    """The cover whole, of each sheet what a person sees first, and a digest over all its cells."""
    cover, *sheets = book.cells.worksheets
    lines = [str(cell) for row in cover.iter_rows(values_only=True) for cell in row if cell]
    counted = {sheet.title: 0 for sheet in sheets}
    for one in book.formulas():
        counted[one.sheet] += 1
    for sheet in sheets:
        across = sheet.print_title_rows, sheet.page_setup.orientation, sheet.page_setup.fitToWidth
        lines.append(
            f"[{sheet.title}] {sheet.sheet_state} {sheet.dimensions} freeze={sheet.freeze_panes}"
            f" area={str(sheet.print_area).rpartition('!')[2]} page={across}"
            f" filter={sheet.auto_filter.ref} formulas={counted[sheet.title]}"
        )
        lines.append(f"  {_first_row(sheet)} #{_digest(sheet)}")
    return "\n".join(lines) + "\n"


def _links(sheet: Worksheet) -> list[str]:
    cells = (cell for row in sheet.iter_rows() for cell in row if cell.hyperlink)
    return [str(cell.hyperlink.location) for cell in cells]


def _first_row(sheet: Worksheet) -> str:
    """Titles and number formats of the columns."""
    pairs = [
        f"{title.value} {cell.number_format}"
        for title, cell in zip(sheet[3], sheet[4], strict=True)
        if title.value
    ]
    return " | ".join(pairs)


def _digest(sheet: Worksheet) -> str:
    """Numbers to six digits: the last ones are those of the machine."""
    told = [
        f"{value:.6g}" if isinstance(value, int | float) else str(value)
        for row in sheet.iter_rows(values_only=True)
        for value in row
    ]
    return hashlib.sha256("\n".join(told).encode()).hexdigest()[:12]


@BOTH
@FORMS
def test_a_workbook_is_as_it_was(key: str, language: str) -> None:
    """Cover, sheets, formats, print settings, and every cell by its digest."""
    kept = (KEPT / f"excel.{key}.{language}.txt").read_text("utf-8")
    assert as_text(_book(key, language)) == kept


@FORMS
def test_formulas_give_the_figures_that_are_kept_with_them(key: str) -> None:
    """A spreadsheet that works all of them out anew shows what was written."""
    book = _book(key)
    found = list(book.formulas())
    assert len({one.sheet for one in found}) > 4
    wrong = [
        one
        for one in found
        if not isinstance(one.kept, int | float)
        or book.works_out(one) != pytest.approx(one.kept, abs=1e-12)
    ]
    assert wrong == []


def test_totals_and_shares_can_be_followed() -> None:
    """n is the sum of the levels, the last row that of the criteria, a share the count over n."""
    book = _book("three-level-counter@1")
    by_sheet = {(one.sheet, one.place): one.text for one in book.formulas()}
    counts, shares = "Số lượt đánh giá theo từng nội…", "Tỷ lệ theo từng nội dung và mức"
    assert by_sheet[counts, "E4"] == "=SUM(B4:D4)"
    assert by_sheet[counts, "B8"] == "=SUM(B4:B7)"
    assert by_sheet[counts, "E8"] == "=SUM(B8:D8)"
    assert by_sheet[shares, "B4"] == f"='{counts}'!$B$4/'{counts}'!$E$4"
    assert by_sheet[shares, "E4"] == f"=SUM('{counts}'!$B$4:$C$4)/'{counts}'!$E$4"


def test_what_is_hidden_stays_empty_and_out_of_every_formula() -> None:
    """A sum over a row with a hidden part would give it away; so would a share of it."""
    book = book_of(hidden())
    sheet = book.cells["Số phiếu phát ra, thu về, hợp…"]
    assert [cell.value for cell in sheet[5]][:6] == ["=Xã B", 200, 10, 9, None, None]
    assert sheet["E6"].value == 40
    for one in book.formulas():
        assert all(isinstance(value, int | float) for value in book.behind(one)), one
    places = {one.place for one in book.formulas() if one.sheet == sheet.title}
    assert places == {"B6", "D6", "F4", "F6"}, (
        "all of what was served and received, not what is valid"
    )


def test_shares_of_a_weighted_sample_are_no_formulas() -> None:
    """They are not counts over n, even where they happen to be equal; counts still add up."""
    given = basis()
    weighted = replace(given.summary, warnings=(*given.summary.warnings, Warning.WEIGHTED))
    plain, book = book_of(given), book_of(replace(given, summary=weighted))
    sheets = {one.sheet for one in book.formulas() if "/" in one.text}
    assert "Tỷ lệ theo từng nội dung và mức" in {one.sheet for one in plain.formulas()}
    assert sheets == {"Số phiếu phát ra, thu về, hợp…"}, "of forms received, not of people"
    assert "Số lượt đánh giá theo từng nội…" in {one.sheet for one in book.formulas()}


@FORMS
def test_charts_draw_cells_that_are_there(key: str) -> None:
    """Every range of every chart has numbers or names; each chart has its words for who cannot see."""
    book = _book(key)
    charts = book.named("xl/charts/chart")
    assert len(charts) >= 3
    for name in charts:
        references = re.findall(r"<c:f>([^<]+)</c:f>", book.text(name))
        assert references
        for one in references:
            assert any(value is not None for value in book.range(one)), one
    drawings = "".join(book.text(name) for name in book.named("xl/drawings/drawing"))
    assert drawings.count('descr="Biểu đồ thanh: ') == len(charts)
    reaching = [name for name in charts if "<c:errBars>" in book.text(name)]
    assert reaching
    assert all('<c:errValType val="cust"/>' in book.text(name) for name in reaching)


@pytest.mark.parametrize("key", KEYS)
def test_a_chart_of_few_bars_is_high_enough_for_their_names(key: str) -> None:
    """LibreOffice leaves out every other name where names of two lines have no room."""
    book = _book(key, "vi")
    found = [book.text(name) for name in book.named("xl/drawings/drawing")]
    rows = [
        [int(row) for row in re.findall(r"<xdr:row>(\d+)</xdr:row>", anchor)]
        for text in found
        for anchor in text.split("<xdr:twoCellAnchor")[1:]
    ]
    assert rows
    assert min(last - first for first, last in rows) >= 18


def test_bars_keep_their_names_when_somebody_sorts_a_table() -> None:
    """What stands beside a bar is worked out from the cell of its own row, and shortened there."""
    book = _book("ministry-service@1")
    found = list(book.names())
    assert found
    for one in found:
        line = re.sub(r"\D", "", one.place)
        assert set(re.findall(r"\b[A-Z]+(\d+)\b", one.text)) == {line}
        whole = str(book.cells[one.sheet][f"A{line}"].value)
        assert one.kept == (whole if len(whole) <= 56 else f"{whole[:28]} … {whole[-25:]}")


def test_levels_have_the_colours_of_all_other_charts() -> None:
    """From very satisfied to very dissatisfied."""
    from analysis.charts import style

    book = _book("ministry-service@1")
    stacked = next(
        book.text(name)
        for name in book.named("xl/charts/chart")
        if "percentStacked" in book.text(name)
    )
    dark, light = style.SATISFIED[1], style.SATISFIED[0]
    colours = (dark, light, style.NEUTRAL, style.NEGATIVE[1], style.NEGATIVE[0])
    series = stacked.split("<c:ser>")[1:]
    for one, colour in zip(series, colours, strict=True):
        assert f'val="{colour.removeprefix("#").upper()}"' in one.upper().replace("VAL", "val")


@FORMS
def test_nothing_leads_outside(key: str) -> None:
    """No macro, no linked workbook, no address; links stay within the file."""
    book = _book(key)
    assert [name for name in book.parts.namelist() if "external" in name.lower()] == []
    assert [name for name in book.parts.namelist() if name.endswith(".bin")] == []
    for name in book.parts.namelist():
        assert 'TargetMode="External"' not in book.text(name)


def test_links_of_the_contents_lead_to_sheets() -> None:
    """Each line of the contents, and the way back from each sheet."""
    book = _book("ministry-service@1")
    cover, *sheets = book.cells.worksheets
    to = {place.rpartition("!")[0].strip("'") for place in _links(cover)}
    assert to == {sheet.title for sheet in sheets if sheet.sheet_state == "visible"}
    for sheet in sheets:
        assert _links(sheet) == [f"'{cover.title}'!A1"]


@BOTH
def test_the_ledger_and_its_sources_are_in_the_file(language: str) -> None:
    """Every figure with its source's number; the sources whole, hidden but for *Unhide*."""
    told = words(language)
    report = compose(basis_of(KEYS[0], compared=True), told)
    book = _book(KEYS[0], language)
    *_, figures, origins = book.cells.worksheets
    assert (figures.sheet_state, origins.sheet_state) == ("visible", "hidden")
    rows = list(figures.iter_rows(min_row=5, values_only=True))
    assert [(row[0], row[1], row[5]) for row in rows] == [
        (one.source, one.table, one.written) for one in ledger(report, told)
    ]
    whole = [[str(cell) for cell in row] for row in origins.iter_rows(min_row=5, values_only=True)]
    for row, one in zip(whole, sources(report), strict=True):
        assert {one.round, one.unit, one.questionnaire_hash, one.formula, one.seal} <= set(row)
    mark = fingerprint(report, told)
    for sheet in (book.cells.worksheets[0], figures, origins):
        assert any(mark in str(cell) for row in sheet.iter_rows(values_only=True) for cell in row)


def test_dates_are_those_of_the_report() -> None:
    """Neither the file nor what it is packed in tells when it was made."""
    book = _book(KEYS[0])
    assert {one.date_time for one in book.parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    about = book.cells.properties
    assert {f"{about.created:%Y-%m-%d %H:%M}", f"{about.modified:%Y-%m-%d %H:%M}"} == {
        "2026-07-05 00:00"
    }


def test_a_table_stands_in_the_file_once() -> None:
    """Of two tables with the same columns the one of the text is kept."""
    report = compose(basis_of(KEYS[2], compared=True), words("vi"))
    titles = [sheet["A1"].value for sheet in _book(KEYS[2]).cells.worksheets]
    assert {one.table.title for one in report.exhibits} <= set(titles)
    left_out = {one.table.id for one in report.annex if one.table.title not in titles}
    assert left_out == {"others"}


def test_an_empty_round_has_a_file_that_says_so() -> None:
    """No figure, no formula, no chart; the draft and the warning stand on the first sheet."""
    book = book_of(basis_of(KEYS[1], empty=True))
    assert list(book.formulas()) == []
    assert book.named("xl/charts/") == []
    cells = [cell for row in book.cells.worksheets[0].iter_rows(values_only=True) for cell in row]
    assert words("vi")("report.draft") in cells
    assert words("vi")("warnings.nothing_yet") in cells
    marked = [sheet["B2"].value for sheet in book.cells.worksheets[1:]]
    assert set(marked) == {words("vi")("report.draft")}


if __name__ == "__main__":
    for one in KEYS:
        for code in languages():
            (KEPT / f"excel.{one}.{code}.txt").write_text(as_text(_book(one, code)), "utf-8")
