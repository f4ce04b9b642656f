"""The files of micro-data as whoever gets them uses them: the R script, the codebook, the weights."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from zipfile import ZipFile

import pytest
from frictionless import Package, Resource, Schema

import settings
from analysis.microdata import HIDDEN
from analysis.reports.microdata import write
from services import demo, results
from services.microdata import micro_data
from services.program import Program, close_program, open_program
from services.results import find_round
from surveys.language import words
from surveys.round import Design
from tests.acts import ACT
from tests.conftest import NOW

pytestmark = pytest.mark.long

CLOSED = "2026-H1"
DESIGNS = (Design.OPT_IN, Design.SIMPLE, Design.STRATIFIED, Design.TWO_STAGE)
_OF = {"d": "data", "levels": "levels", "figures": "figures"}
_OWN = {"row", "answers", "satisfied"}
"""Columns that the script makes itself."""

Tables = dict[str, list[dict[str, str]]]


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """A closed half-year with the number of people served at each unit."""
    opened = open_program(settings.read({}, tmp_path_factory.mktemp("script") / "var"))
    list(demo.fill(opened, 500, NOW))
    units, tree = find_round(opened, CLOSED).units, opened.store.tree(CLOSED)
    own = {unit: 400 + 90 * n for n, unit in enumerate(units)}
    served = {unit: sum(own.get(one.code, 0) for one in tree.below(unit)) for unit in units}
    opened.store.save_served({(CLOSED, unit): people for unit, people in served.items()}, ACT)
    yield opened
    close_program(opened)


def _files(program: Program, patch: pytest.MonkeyPatch, design: Design) -> dict[str, bytes]:
    round = replace(find_round(program, CLOSED), design=design)
    with patch.context() as drawn:
        drawn.setattr(results, "find_round", lambda program, id: round)
        content = write(micro_data(program, round, NOW), words("vi"))
    with ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _tables(files: dict[str, bytes]) -> Tables:
    return {
        name.removesuffix(".csv"): list(csv.DictReader(io.StringIO(content.decode())))
        for name, content in files.items()
        if name.endswith(".csv")
    }


def test_the_script_names_columns_and_files_that_there_are(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that is not there would stop whoever runs it, or be taken for nothing."""
    files = _files(program, monkeypatch, Design.TWO_STAGE)
    script, tables = files["analysis.R"].decode(), _tables(files)
    assert set(re.findall(r'read\.csv\("(.+?)"', script)) == {f"{one}.csv" for one in _OF.values()}
    named = re.findall(r"\b(d|levels|figures)\$(\w+)", script)
    designed = re.findall(
        r"(?:~|\+ )(place|stratum|fpc1|fpc2|weight|row|answers|satisfied)\b", script
    )
    used = {(_OF[table], column) for table, column in named}
    used |= {("data", column) for column in (*re.findall(r"~(\w+)", script), *designed)}
    used -= {("data", one) for one in _OWN}
    assert used >= {("data", one) for one in ("place", "weight", "stratum", "fpc1", "fpc2")}
    known = {(name, column) for name, rows in tables.items() for column in rows[0]}
    assert used - known == {("data", "1")}
    asked = {id for one in tables["figures"] for id in one["criteria"].split()}
    assert asked <= set(tables["data"][0])
    assert f"none <- {HIDDEN}" in script


@pytest.mark.parametrize("design", DESIGNS)
def test_rows_and_weights_give_the_shares_of_the_report(
    program: Program, monkeypatch: pytest.MonkeyPatch, design: Design
) -> None:
    """By the sum that the script makes: weighted satisfied answers over weighted answers."""
    tables = _tables(_files(program, monkeypatch, design))
    good = {row["level"] for row in tables["levels"] if row["satisfied"] == "1"}
    same = [one for one in tables["figures"] if one["reproduced"] == "1"]
    assert {"overall"} < {one["figure"] for one in same}
    for one in same:
        answers = satisfied = 0.0
        for row in tables["data"]:
            given = [row[id] for id in one["criteria"].split() if int(row[id]) < HIDDEN]
            answers += float(row["weight"]) * len(given)
            satisfied += float(row["weight"]) * sum(rating in good for rating in given)
        assert satisfied / answers == pytest.approx(float(one["share"]), abs=1e-9), one["figure"]
    drawn = design is not Design.OPT_IN
    assert all(bool(row["fpc1"]) is drawn for row in tables["data"])
    assert all(bool(row["fpc2"]) is (design is Design.TWO_STAGE) for row in tables["data"])


@pytest.mark.parametrize("design", DESIGNS)
def test_the_file_is_a_data_package(
    program: Program, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, design: Design
) -> None:
    """The reference implementation finds every column of every file as it is described."""
    for name, content in _files(program, monkeypatch, design).items():
        (tmp_path / name).write_bytes(content)
    package = Package(str(tmp_path / "datapackage.json"))
    assert {one.path for one in package.resources} == {p.name for p in tmp_path.glob("*.csv")}
    assert package.validate().flatten(["type", "note"]) == []
    labelled = [one.title for one in package.get_resource("data").schema.fields]
    assert all(labelled)
    data = tmp_path / "data.csv"
    data.write_text(data.read_text("utf-8").replace(",999,", ",995,", 1), "utf-8")
    assert package.validate().flatten(["type"]) == [["constraint-error"]]


def test_every_value_stands_in_the_codebook(
    program: Program, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """By the reference implementation of tabular data: names, types, lists of codes."""
    files = _files(program, monkeypatch, Design.TWO_STAGE)
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    fields: dict[str, dict[str, object]] = {}
    for row in _tables(files)["codebook"]:
        field = fields.setdefault(row["variable"], {"name": row["variable"], "type": "string"})
        if row["code"]:
            constraints: dict[str, list[str]] = field.setdefault("constraints", {"enum": []})  # type: ignore[assignment]
            constraints["enum"].append(row["code"])
    for name in ("weight", "fpc1", "fpc2"):
        fields[name]["type"] = "number"

    def wrong() -> set[str]:
        schema = Schema.from_descriptor({"fields": list(fields.values())})
        made = Resource(path="data.csv", basepath=str(tmp_path), schema=schema).validate()
        return {error.type for task in made.tasks for error in task.errors}

    assert wrong() == set()
    text = files["data.csv"].decode()
    (tmp_path / "data.csv").write_text(text.replace(",999,", ",995,", 1), "utf-8")
    assert wrong() == {"constraint-error"}
