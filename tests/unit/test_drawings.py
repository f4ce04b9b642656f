"""Drawings of a study: what they say is the study's, and where little can be said they say so."""

import json
import math
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import vl_convert
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from analysis.cells import written
from analysis.drawings import drawings
from analysis.drawings.drawing import Drawing
from analysis.drawings.ranks import ranks
from analysis.reports import csv
from analysis.reports.document import Exhibit, Source
from analysis.reports.excel.sheet import TableSheet
from analysis.reports.excel.styles import Styles
from analysis.study.criteria import Formula
from analysis.study.study import Study
from analysis.tables import Column, Format, Table
from surveys.language import SOURCE, Words, languages, words
from surveys.round import Design
from surveys.unit import UnitKind
from tests.unit.study_cases import Case, channels_of, study_of

pytestmark = pytest.mark.long

FEW = Case(communes=1, departments=0, people=(3, 3))
SMALL = Case(communes=1, departments=0, people=(20, 20))
NOBODY = Case(people=(0, 0))
ALIKE = Case(communes=6, level=9.0, spread=0.0, common=0.0)
LONELY = Case(communes=1, departments=1, people=(300, 300), design=Design.TWO_STAGE)

CASES = {
    "usual": (Case(), Case(seed=8)),
    "nobody": (NOBODY, None),
    "few": (FEW, FEW),
    "small": (SMALL, SMALL),
    "alike": (ALIKE, ALIKE),
    "lonely": (LONELY, LONELY),
    "one_unit": (Case(communes=1, departments=0, people=(400, 400)), Case(seed=9)),
    "other_questions": (Case(key="short-counter@1"), Case()),
    "no_outcome": (Case(key="three-level-counter@1"), None),
    "unknown_served": (Case(served=None, design=Design.SIMPLE), Case(served=None)),
    "more_than_served": (Case(served=0.5, design=Design.STRATIFIED), Case()),
    "all_answered": (Case(served=1.0, flags=False, weeks=3), Case(communes=8)),
    "means": (Case(formula=Formula.LINEAR_MEAN), Case(formula=Formula.LINEAR_MEAN)),
    "shares": (Case(formula=Formula.MEAN_OF_SHARES), Case(formula=Formula.POOLED)),
    "two_stage": (Case(design=Design.TWO_STAGE), Case(design=Design.TWO_STAGE, seed=3)),
    "nothing_given": (Case(missing=1.0), Case()),
}


DRAWN = ("usual", "small", "one_unit", "no_outcome", "means")
"""Cases whose pictures are made as well; hypothesis makes those of many more."""


@pytest.fixture(scope="module", params=[*CASES])
def case(request: pytest.FixtureRequest) -> tuple[str, Study]:
    """The name and the study of each case."""
    now, before = CASES[request.param]
    return request.param, study_of(now, before=before)


def drawing(study: Study, id: str, language: str = "vi") -> Drawing:
    """The drawing of a study with this id."""
    return next(one for one in drawings(study, words(language)) if one.id == id)


def numbers(value: Any) -> Iterator[float]:
    """Every number in a piece of JSON."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            yield from numbers(one)
    elif isinstance(value, int | float):
        yield float(value)


def in_order(one: Drawing, told: Words, *, draw: bool) -> None:
    """No sentence, cell or chart of it shows what is not a number; `draw` makes the picture too."""
    said = [one.title, one.means, one.means_not, *one.table.notes]
    for row in one.table.rows:
        assert len(row) == len(one.table.columns)
        said += [
            written(value, column.format, told)
            for value, column in zip(row, one.table.columns, strict=True)
        ]
        assert all(math.isfinite(value) for value in row if isinstance(value, int | float))
    for sentence in said:
        assert not re.search(r"\b(nan|inf|NaN|None)\b|[{}]", sentence), sentence
    assert one.means
    assert one.means_not
    assert one.means[-1] in ".!"
    if one.chart is not None:
        assert one.alt
        drawn = one.chart().to_dict()
        assert any(drawn["datasets"].values())
        assert all(math.isfinite(value) for value in numbers(drawn))
        assert "NaN" not in json.dumps(drawn)
        if draw:
            assert vl_convert.vegalite_to_svg(drawn).startswith("<svg")


@pytest.mark.parametrize("language", languages())
def test_every_state_is_told_and_drawn(case: tuple[str, Study], language: str) -> None:
    """Never a crash, an empty frame, or a figure that is no number."""
    told = words(language)
    name, studied = case
    made = drawings(studied, told)
    for one in made:
        # The words differ by language, the shape of a chart does not.
        in_order(one, told, draw=language == SOURCE and name in DRAWN)
    assert len({one.id for one in made}) == len({one.table.id for one in made}) == len(made)


cases = st.builds(
    Case,
    key=st.sampled_from(["ministry-service@1", "short-counter@1", "three-level-counter@1"]),
    communes=st.integers(0, 4),
    departments=st.integers(0, 2),
    people=st.tuples(st.integers(0, 12), st.integers(12, 70)),
    level=st.sampled_from([-3.0, 0.5, 1.3, 4.0]),
    spread=st.sampled_from([0.0, 0.5]),
    common=st.sampled_from([0.0, 0.8]),
    weeks=st.integers(1, 12),
    missing=st.sampled_from([0.0, 0.1, 0.8, 1.0]),
    served=st.sampled_from([None, 0.5, 1.0, 3.0]),
    design=st.sampled_from([*Design]),
    formula=st.sampled_from([*Formula]),
    threshold=st.sampled_from([5, 10]),
    flags=st.booleans(),
    seed=st.integers(0, 10_000),
)


@settings(max_examples=25, deadline=None)
@given(now=cases, before=st.none() | cases)
def test_no_round_however_small_breaks_a_drawing(now: Case, before: Case | None) -> None:
    """Whatever people answered, every sentence, cell and chart can be read."""
    made = study_of(now, channels_of([("qr", 6, 1.0), ("paper", 3, 0.5)]), before)
    for one in drawings(made, words("vi")):
        in_order(one, words("vi"), draw=True)


@pytest.mark.parametrize("name", ["nobody", "few", "alike", "lonely", "nothing_given"])
def test_an_index_without_a_telling_interval_is_a_sentence(name: str) -> None:
    """No chart of nothing, and no certainty because everybody agrees."""
    made = study_of(CASES[name][0])
    one = drawing(made, "index")
    assert one.chart is None
    assert drawing(made, "criteria").chart is None
    assert "± 0" not in one.means
    if name == "alike":
        low = made.index.low
        assert low is not None
        assert "100,0 %" in one.means
        assert words("vi").percent(low, 1) in one.means


def test_the_index_is_told_with_its_base_and_interval() -> None:
    """The sentence has the figures of the study, one decimal each."""
    made = study_of()
    figure, told = made.index, words("vi")
    one = drawing(made, "index")
    for part in (figure.value, figure.low, figure.high):
        assert told.percent(part or 0) in one.means
    assert told.number(made.n) in one.means
    assert one.table.rows[0][:5] == ("Chỉ số", figure.n, figure.value, figure.low, figure.high)
    assert [row[0] for row in one.table.rows[1:]] == [each.title.in_("vi") for each in made.factors]


def test_bars_of_a_study_end_at_its_satisfied_shares() -> None:
    """What is drawn is what was found, criterion by criterion."""
    made = study_of()
    chart = drawing(made, "criteria").chart
    assert chart is not None
    rows = [row for rows in chart().to_dict()["datasets"].values() for row in rows]
    tops = {row["criterion"]: row["end"] for row in rows if "start" in row and row["end"] > 0}
    found = sorted(each.satisfied.value for each in made.criteria)
    assert sorted(tops.values()) == pytest.approx(found)


def test_tables_and_sentences_do_not_wait_for_charts() -> None:
    """The command line shows a study without a charting library."""
    code = (
        "import sys; from tests.unit.study_cases import study_of;"
        "from analysis.drawings import drawings; from surveys.language import words;"
        "drawings(study_of(), words('vi')); sys.exit('altair' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.fixture(scope="module")
def usual() -> Study:
    """A round with an earlier one, several units of two kinds, and all channels."""
    return study_of(Case(spread=0.6), before=Case(seed=8, level=1.6))


def drawn(one: Drawing) -> list[dict[str, Any]]:
    """Every row that a chart draws."""
    assert one.chart is not None
    return [row for rows in one.chart().to_dict()["datasets"].values() for row in rows]


def test_no_rank_stands_alone(usual: Study) -> None:
    """Wherever a rank is told, the ranks that chance leaves open stand beside it."""
    told = re.compile(r"hạng \d+ \(từ \d+ đến \d+\)")
    for group in usual.groups:
        one = drawing(usual, f"ranks_{group.kind}")
        at = [column.title for column in one.table.columns].index("Hạng")
        assert all(told.fullmatch(str(row[at])) for row in one.table.rows)
        assert all(told.match(row["label"]) for row in drawn(one))
        assert {row["rank"] for row in drawn(one)} == {
            unit.ranked.rank for unit in group.units if unit.ranked
        }
        assert words("vi").number(group.tests) in one.table.notes[0]


def test_one_unit_has_no_rank() -> None:
    """First of one is no result."""
    made = study_of(CASES["one_unit"][0])
    one = drawing(made, f"ranks_{UnitKind.COMMUNE}")
    assert one.chart is None
    assert "xếp hạng" in one.means
    assert "hạng 1" not in " ".join(str(value) for row in one.table.rows for value in row)
    assert drawing(made, f"funnel_{UnitKind.COMMUNE}").chart is None


def test_kinds_of_units_are_never_in_one_list(usual: Study) -> None:
    """Departments and communes do other work."""
    for part in ("ranks", "funnel"):
        communes = drawing(usual, f"{part}_commune").table.rows
        departments = drawing(usual, f"{part}_department").table.rows
        assert len(communes) == 12
        assert len(departments) == 4
        assert not {row[0] for row in communes} & {row[0] for row in departments}


def test_only_units_outside_the_funnel_have_names() -> None:
    """A name on the chart is a question to that unit; the shrunken value is marked as internal."""
    made = study_of(Case(communes=40, spread=0.3, sizes={"99001": 400}, seed=4))
    one = drawing(made, "funnel_commune")
    rows = drawn(one)
    inside = {row["name"] for row in rows if row.get("position") == words("vi")("funnel.within")}
    outside = {row["name"] for row in rows if "position" in row} - inside
    named = {row["name"] for row in rows if "name" in row and "position" not in row}
    assert named
    assert named <= outside
    titles = [column.title for column in one.table.columns]
    assert any("chỉ dùng nội bộ" in title for title in titles)


def test_changes_are_told_with_their_verdict_and_family(usual: Study) -> None:
    """Up and down are counted, what cannot be told is named, and both families have their size."""
    one = drawing(usual, "changes")
    assert len(one.table.rows) == len(usual.changes.headline) + len(usual.changes.criteria)
    at = [column.title for column in one.table.columns].index("Kết luận")
    found = {row[at] for row in one.table.rows}
    assert found <= {"Tăng", "Giảm", "Không đổi đáng kể", "Chưa kết luận được"}
    assert "Giảm" in found
    assert one.table.notes[0].count(str(len(usual.changes.headline)))
    assert one.table.notes[1].count(str(len(usual.changes.criteria)))
    signs = {"Tăng": "▲", "Giảm": "▼", "Không đổi đáng kể": "=", "Chưa kết luận được": "?"}
    assert all(row["label"].startswith(signs[row["verdict"]]) for row in drawn(one))


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("nobody", "Chưa có đợt trước"),
        ("other_questions", "không có nội dung nào hỏi giống nhau"),
        ("few", "Chưa có con số nào đủ phiếu ở cả hai đợt"),
    ],
)
def test_rounds_that_cannot_be_compared_say_why(name: str, said: str) -> None:
    """No chart, and the reason."""
    now, before = CASES[name]
    one = drawing(study_of(now, before=before), "changes")
    assert one.chart is None
    assert said in one.means


def test_what_goes_along_is_called_no_cause(usual: Study) -> None:
    """Nobody reads that anything causes satisfaction; under 200 answers nobody reads anything."""
    one = drawing(usual, "drivers")
    assert one.chart is not None
    assert "đi cùng" in f"{one.means} {one.means_not}".lower()
    for each in drawings(usual, words("vi")):
        text = " ".join([each.means, each.means_not, each.alt, *each.table.notes])
        assert "gây ra" not in text
    few = drawing(study_of(Case(communes=2, departments=0, people=(60, 80))), "drivers")
    assert few.chart is None
    assert not few.table.rows
    assert "200" in few.means


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("unknown_served", "chưa báo số người được phục vụ"),
        ("more_than_served", "nhiều hơn số người được phục vụ"),
        ("all_answered", "đều đã trả lời"),
    ],
)
def test_silence_that_cannot_be_measured_is_named(name: str, said: str) -> None:
    """No bounds are drawn where the rate is unknown, impossible, or leaves nobody silent."""
    one = drawing(study_of(CASES[name][0]), "silent")
    assert one.chart is None
    assert said in one.means


def test_bounds_hold_everybody_served(usual: Study) -> None:
    """The three parts of the bar are everybody."""
    parts = [row for row in drawn(drawing(usual, "silent")) if "part" in row]
    assert sum(row["share"] for row in parts) == pytest.approx(1.0)
    assert [row["end"] for row in parts[:2]] == [
        usual.silent.bounds.worst,
        usual.silent.bounds.best,
    ]


def test_signs_stand_beside_what_chance_gives() -> None:
    """2.5 % of the units judged would be conspicuous without anybody having done anything."""
    made = study_of(Case(key="three-level-counter@1"))
    judged = [one for one in made.quality.units if one.alike is not None]
    told = words("vi")
    assert told.number(0.025 * len(judged), 1) in drawing(made, "quality").means
    assert len(drawn(drawing(made, "quality"))) == len(judged)


def test_every_week_is_in_the_table_with_its_limits(usual: Study) -> None:
    """What the chart draws can be read as figures."""
    one = drawing(usual, "weeks")
    assert usual.weeks is not None
    assert [row[2:5] for row in one.table.rows] == [
        (week.share, week.low, week.high) for week in usual.weeks.periods
    ]
    short = drawing(study_of(Case(weeks=5)), "weeks")
    assert short.chart is None
    assert "8 tuần" in short.means


@pytest.mark.parametrize(
    ("value", "format", "shown"),
    [
        (None, Format.SHARE, "–"),
        (0.865, Format.SHARE, "86,5 %"),
        (1.0, Format.SHARE, "100,0 %"),
        (0.99996, Format.SHARE, "99,996 %"),
        (0.0004, Format.SHARE, "0,04 %"),
        (0.029, Format.POINTS, "+2,9"),
        (-0.029, Format.POINTS, "−2,9"),
        (-0.0001, Format.POINTS, "0,0"),
        (1.987, Format.DECIMAL, "1,99"),
        (0.00001, Format.P, "< 0,001"),
        (0.0421, Format.P, "0,042"),
        (1758.4, Format.COUNT, "1.758"),
    ],
)
def test_cells_are_written_as_people_read_them(
    value: float | None, format: Format, shown: str
) -> None:
    """One decimal, and never everybody or nobody where that is not so."""
    assert written(value, format, words("vi")) == shown


def test_files_can_hold_every_kind_of_cell(tmp_path: Path) -> None:
    """Spreadsheets and text files know each format."""
    columns = tuple(Column(format.value, format) for format in Format)
    row = ("a", 7, 0.5, 0.25, -0.029, 1.5, 0.0421)
    cells = [
        csv._cell(column, value, words("vi")) for column, value in zip(columns, row, strict=True)
    ]
    assert cells == ["a", "7", "50,00", "25,00", "-2,90", "1,5000", "0,0421"]
    assert csv._cell(columns[-1], 0.0000123, words("vi")) == "1,2E-05"
    source, told = Source("2026-H1", "99", "", "short-counter@1", "", "", 7), words("vi")
    given = Exhibit(Table("cells", "cells", columns, (row,)), source)
    with xlsxwriter.Workbook(str(tmp_path / "cells.xlsx")) as book:
        sheet = book.add_worksheet("cells")
        TableSheet(book, sheet, Styles(book, told), told).write(given, {}, "source")
    cells = load_workbook(tmp_path / "cells.xlsx")["cells"][4][: len(row)]
    assert [cell.value for cell in cells] == ["a", 7, 0.5, 0.25, -2.9, 1.5, 0.0421]
    assert [cell.number_format for cell in cells[1:4]] == ["#,##0", "0.00%", "0.0%"]


@pytest.mark.parametrize("language", languages())
def test_two_units_have_one_lowest_and_none_may_stand_out(language: str) -> None:
    """Neither *1 lowest units* nor *0 higher, 0 lower* is a sentence for a report that is signed."""
    told = words(language)
    made = study_of(Case(communes=2, departments=0, people=(40, 40), spread=0.0), None)
    [group] = made.groups
    alike = replace(group, units=tuple(replace(one, adjusted=1.0) for one in group.units))
    said = ranks(alike, told).means
    lowest = sum(one.may_be_lowest for one in alike.units)
    assert told("drawings.ranks.lowest_one", count=lowest) in said
    assert told("drawings.ranks.rest_none", tests=alike.tests) in said
