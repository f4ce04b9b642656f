"""Micro-data of a closed round: for whom, of what, and that they open nothing that the figures hide."""

import csv
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from uuid import uuid4
from zipfile import ZipFile

import pyreadstat
import pytest

import settings
from analysis.microdata import HIDDEN, K
from analysis.reports.microdata import figures, share_of
from data.store import Entry
from services import demo, results
from services.counts import import_counts
from services.microdata import has_microdata, micro_data, microdata_file
from services.program import Program, close_program, open_program
from services.results import find_round, summary, tree_of, units_of
from surveys.account import Actor, Role
from surveys.errors import Code, SurveyError
from surveys.questionnaire import find
from surveys.round import Design
from surveys.tally import counts_of
from surveys.unit import Unit
from tests.acts import ACT, BOSS
from tests.conftest import NOW, ROUND, SAMPLES

pytestmark = pytest.mark.long

CLOSED = "2026-H1"
ANALYST = Actor("phan-tich", Role.ANALYST)


def _filled(folder: Path, responses: int) -> Program:
    """Two closed half-years of invented answers, published totals, and the number of people served."""
    began = open_program(settings.read({}, folder / "var"))
    list(demo.fill(began, responses, NOW))
    close_program(began)
    # Shown by fives as they came, and fewer of them shown since.
    told = {"LONELY_UNIT": "centre", "FEWEST_INSIDE": "9"}
    opened = open_program(settings.read(told, folder / "var"))
    import_counts(opened, SAMPLES / "chau-thanh-2023.csv", "2023", BOSS, NOW)
    units, tree = find_round(opened, CLOSED).units, opened.store.tree(CLOSED)
    own = {unit: 400 + 90 * n for n, unit in enumerate(units)}
    served = {unit: sum(own.get(one.code, 0) for one in tree.below(unit)) for unit in units}
    opened.store.save_served({(CLOSED, unit): people for unit, people in served.items()}, ACT)
    return opened


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """A round in which many units have few."""
    opened = _filled(tmp_path_factory.mktemp("few"), 170)
    yield opened
    close_program(opened)


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """A round in which every unit has enough."""
    opened = _filled(tmp_path_factory.mktemp("many"), 900)
    yield opened
    close_program(opened)


@pytest.fixture(scope="module")
def files(filled: Program) -> dict[str, bytes]:
    """The files of the zip by name."""
    made = microdata_file(filled, ANALYST, CLOSED, "vi", NOW)
    assert made.name == f"hai-long-microdata-{CLOSED}-MAU.zip"
    with ZipFile(io.BytesIO(made.content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture(scope="module")
def rows(files: dict[str, bytes]) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(files["data.csv"].decode())))


def _asked(rows: list[dict[str, str]]) -> list[str]:
    return [name for name in rows[0] if name.startswith("q")]


def test_no_combination_has_fewer_than_ten_rows(rows: list[dict[str, str]]) -> None:
    """Place, sex, age in both columns and field, in all subsets."""
    keys = ("round", "place", "sex", "age", "age_group", "field")
    for size in range(1, len(keys) + 1):
        for chosen in combinations(keys, size):
            numbers = Counter(tuple(row[name] for name in chosen) for row in rows)
            assert min(numbers.values()) >= K, chosen


def test_nothing_else_is_in_the_files(files: dict[str, bytes], rows: list[dict[str, str]]) -> None:
    """No comment, time, ethnic group, device, channel or id."""
    ids = {one.id for one in find("ministry-service@1").criteria}
    known = {
        "round",
        "place",
        "sex",
        "age",
        "age_group",
        "field",
        "weight",
        "stratum",
        "fpc1",
        "fpc2",
    }
    assert set(rows[0]) == known | ids
    told = b"".join(files.values()).decode("utf-8", "replace")
    for secret in ("ethnicity", "Kinh", "Dân tộc", "nhiệt tình", "kiosk", "morning", "burst"):
        assert secret not in told, secret


def _left(program: Program, place: Unit, rows: list[dict[str, str]]) -> tuple[int, list[Unit]]:
    """What the summaries leave of a place beside the places below it."""
    round = find_round(program, CLOSED)
    places = {row["place"] for row in rows}
    tree, asked = tree_of(program, round), {one.code for one in units_of(program, round)}
    below = [one for one in tree.children(place.code) if one.code in asked]
    told = [one for one in below if any(u.code in places for u in tree.below(one.code))]
    whole = summary(program, CLOSED, place.code, NOW).responses or 0
    rest = whole - sum(summary(program, CLOSED, one.code, NOW).responses or 0 for one in told)
    return rest, told


def test_every_count_by_place_is_a_difference_of_shown_figures(
    filled: Program, rows: list[dict[str, str]]
) -> None:
    """Rows, and answers to each criterion that is told: nothing that pages do not have already."""
    tree = tree_of(filled, find_round(filled, CLOSED))
    assert len({row["place"] for row in rows}) > 3
    for code in {row["place"] for row in rows}:
        inside = [row for row in rows if row["place"] == code]
        number, beside = _left(filled, tree.unit(code), rows)
        assert len(inside) == number
        pages = [summary(filled, CLOSED, one, NOW) for one in (code, *(u.code for u in beside))]
        for id in _asked(rows):
            if all(row[id] == str(HIDDEN) for row in inside):
                continue
            shown = [next(one for one in page.criteria if one.question == id) for page in pages]
            assert all(one.n is not None for one in shown), (code, id)
            n = (shown[0].n or 0) - sum(one.n or 0 for one in shown[1:])
            assert sum(int(row[id]) < HIDDEN for row in inside) == n


def test_hidden_units_do_not_come_back(filled: Program, rows: list[dict[str, str]]) -> None:
    """Some unit is hidden here, and no row is told under it."""
    round = find_round(filled, CLOSED)
    hidden = {
        unit.code
        for unit in units_of(filled, round)
        if summary(filled, CLOSED, unit.code, NOW).responses is None
    }
    assert hidden
    assert not hidden & {row["place"] for row in rows}
    assert len(rows) == summary(filled, CLOSED, None, NOW).responses


def test_answers_that_no_figure_has_are_not_told(
    filled: Program, rows: list[dict[str, str]]
) -> None:
    """A unit with so few that its figures were never shown is in no figure, so it is in no row."""
    kept = Counter(one.unit for one in filled.store.responses(CLOSED))
    silent = set(kept) - set(filled.store.snapshots(CLOSED))
    assert silent
    assert len(rows) <= sum(kept.values()) - sum(kept[one] for one in silent)


def test_the_report_can_be_worked_out_again_where_the_file_says_so(
    filled: Program, files: dict[str, bytes], rows: list[dict[str, str]]
) -> None:
    """By whoever reads the rows alone; where it says no, criteria are hidden somewhere."""
    good = {
        row["level"]
        for row in csv.DictReader(io.StringIO(files["levels.csv"].decode()))
        if row["satisfied"] == "1"
    }
    told = list(csv.DictReader(io.StringIO(files["figures.csv"].decode())))
    page = summary(filled, CLOSED, None, NOW)
    assert float(told[0]["share"]) == page.overall.share
    assert {row["reproduced"] for row in told} <= {"0", "1"}
    for one in told:
        given = [row[id] for row in rows for id in one["criteria"].split()]
        answers = [value for value in given if int(value) < HIDDEN]
        assert len(answers) == int(one["n_in_file"])
        if not one["share"] or not answers:
            assert one["reproduced"] == "0"
            continue
        share = sum(value in good for value in answers) / len(answers)
        same = len(answers) == int(one["n"]) and abs(share - float(one["share"])) < 1e-9
        assert same == (one["reproduced"] == "1"), one["figure"]
        assert same or str(HIDDEN) in given


@pytest.mark.parametrize(
    "design", [Design.OPT_IN, Design.SIMPLE, Design.STRATIFIED, Design.TWO_STAGE]
)
def test_weights_give_the_figures_of_every_design(
    large: Program, monkeypatch: pytest.MonkeyPatch, design: Design
) -> None:
    """With the rows' own weights the shares of a drawn sample are those of the pages."""
    round = replace(find_round(large, CLOSED), design=design)
    monkeypatch.setattr(results, "find_round", lambda program, id: round)
    made = micro_data(large, round, NOW)
    weights = {one.weight for one in made.drawn.values()}
    assert (len(weights) > 1) == (design in (Design.STRATIFIED, Design.TWO_STAGE))
    for name, criteria, share, n, n_in_file, reproduced in figures(made):
        found, _ = share_of(made, criteria.split())
        assert reproduced, name
        assert n_in_file == n
        assert found == pytest.approx(share, abs=1e-9)


def test_what_is_masked_is_not_counted(filled: Program, large: Program) -> None:
    """How many stated something that a place hides would be a figure that nobody shows."""
    for program in (filled, large):
        made = micro_data(program, find_round(program, CLOSED), NOW)
        told = Counter(row.place for row in made.rows if row.field is not None)
        kept = Counter(one.unit for one in program.store.responses(CLOSED))
        assert made.less["field"] < sum(kept.values()) - sum(told.values())


def test_spss_has_the_same_rows_with_labels(
    files: dict[str, bytes], rows: list[dict[str, str]], tmp_path: Path
) -> None:
    """What is none is declared missing."""
    path = tmp_path / "data.sav"
    path.write_bytes(files["data.sav"])
    table, about = pyreadstat.read_sav(path, user_missing=True)
    assert [row["place"] for row in rows] == list(table.place_code)
    assert about.missing_ranges["q15"] == [{"lo": 996.0, "hi": 999.0}]
    assert [int(row["q15"]) for row in rows] == list(table.q15)
    assert set(about.variable_value_labels["sex"].values()) == {"Nam", "Nữ"}
    assert "Rất hài lòng" in about.variable_value_labels["q15"].values()


def test_the_same_round_gives_the_same_bytes(filled: Program) -> None:
    """Two people who compare their files find them equal."""
    first = microdata_file(filled, ANALYST, CLOSED, "vi", NOW).content
    assert first == microdata_file(filled, BOSS, CLOSED, "vi", NOW).content


def test_who_takes_it_is_logged(filled: Program) -> None:
    """With the name of the format."""
    microdata_file(filled, ANALYST, CLOSED, "en", NOW)
    told = filled.store.log.read()[0].act
    assert (told.actor, told.action, told.object) == ("phan-tich", "report.download", CLOSED)
    assert told.details["format"] == "microdata"


@pytest.mark.parametrize(
    ("by", "code"),
    [
        (Actor("x", Role.VIEWER), Code.NOT_ALLOWED),
        (Actor("x", Role.CLERK), Code.NOT_ALLOWED),
        (Actor("x", Role.ANALYST, "99004"), Code.OTHER_UNITS),
        (Actor("x", Role.ADMINISTRATOR, "99004"), Code.OTHER_UNITS),
    ],
)
def test_only_analysts_of_the_whole_take_it(filled: Program, by: Actor, code: Code) -> None:
    """Files of parts could be subtracted from each other."""
    before = filled.store.log.head()[0]
    with pytest.raises(SurveyError) as refused:
        microdata_file(filled, by, CLOSED, "vi", NOW)
    assert refused.value.code is code
    assert not has_microdata(by, find_round(filled, CLOSED), NOW)
    assert "report.download" not in {
        one.act.action for one in filled.store.log.read() if one.number > before
    }


@pytest.mark.parametrize("id", ["2023", ROUND])
def test_growing_or_foreign_figures_have_none(filled: Program, id: str) -> None:
    """What grows could be watched row by row; others published totals alone."""
    with pytest.raises(SurveyError) as refused:
        microdata_file(filled, ANALYST, id, "vi", NOW)
    assert refused.value.code is Code.NO_MICRODATA
    assert not has_microdata(ANALYST, find_round(filled, id), NOW)


def test_a_place_whose_figures_rest_on_other_answers_has_no_rows(tmp_path: Path) -> None:
    """Else one row more or less than the figures would be somebody's."""
    opened = open_program(settings.read({}, tmp_path / "var"))
    try:
        list(demo.fill(opened, 300, NOW))
        round = find_round(opened, CLOSED)
        before = Counter(row.place for row in micro_data(opened, round, NOW).rows)
        place = max(before, key=lambda one: (before[one], one))
        known = next(one for one in opened.store.responses(CLOSED) if one.unit == place)
        new = replace(known, id=uuid4())
        opened.store.add_counted([Entry(new, counts_of(new, find(new.questionnaire)))])
        after = micro_data(opened, round, NOW)
        assert after.absent == [tree_of(opened, round).unit(place).name]
        del before[place]
        assert Counter(row.place for row in after.rows) == before
    finally:
        close_program(opened)
