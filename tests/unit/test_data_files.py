"""Files for statistics programs: read back by the libraries that their readers use."""

import io
import json
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pandas as pd
import pyreadstat
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.reports import FORMATS, sav
from analysis.reports.basis import Basis
from analysis.reports.compose import compose
from analysis.reports.ledger import fingerprint
from analysis.reports.longform import Type, long_form
from analysis.summary import Summary
from surveys.language import languages, words
from tests.unit.report_cases import basis, basis_of, report

CASES = ("ministry-service@1", "three-level-counter@1", "short-counter@1")


def _opened(content: bytes, folder: Path) -> tuple[pd.DataFrame, Any]:
    path = folder / "figures.sav"
    path.write_bytes(content)
    found = pyreadstat.read_sav(path, user_missing=True)
    return found[0], found[1]


def _sav(given: Basis, folder: Path, language: str = "vi") -> tuple[pd.DataFrame, Any]:
    told = words(language)
    return _opened(sav.write(compose(given, told), told), folder)


def _package(given: Basis, folder: Path, language: str = "vi") -> Path:
    """The folder that a data package was unpacked into."""
    told = words(language)
    content = FORMATS["datapackage"].write(compose(given, told), told)
    with ZipFile(io.BytesIO(content)) as archive:
        archive.extractall(folder)
    return folder


def _shown(summary: Summary) -> Iterator[tuple[str, str, str, int]]:
    for one in summary.criteria:
        for part in one.parts:
            yield (summary.unit.code, one.question, part.label.in_("vi"), part.count)


@pytest.mark.parametrize("language", languages())
def test_spss_finds_every_count_with_its_labels(tmp_path: Path, language: str) -> None:
    """Weighted by count, each level of each criterion is as on the page, with names and not numbers."""
    table, about = _sav(basis(), tmp_path, language)
    levels = about.variable_value_labels["level"]
    found = {
        (row.unit_code, row.criterion_code, levels[row.level], int(row.count))
        for row in table.itertuples(index=False)
        if row.level < sav.NOT_APPLICABLE and row.count >= 0
    }
    expected = {
        (unit, criterion, label, count)
        for made in (basis().summary, *basis().below)
        for unit, criterion, label, count in _shown(made)
    }
    if language == "vi":
        assert found == expected
    assert len(found) == len(expected)
    names = about.column_names_to_labels
    assert all(names[one] == words(language)(f"data.variables.{one}") for one in table.columns)
    assert set(about.variable_value_labels["unit"].values()) == {"Tỉnh", "Xã A", "=Xã B"}


def test_spss_takes_nothing_hidden_for_a_number(tmp_path: Path) -> None:
    """What is hidden or is none is declared missing, so are *not applicable* and *skipped*."""
    table, about = _sav(basis(), tmp_path)
    hidden = table[table.unit_code == "99002"]
    assert len(hidden) > 0
    for name in ("count", "share", "answers", "satisfied", "low", "high"):
        assert set(hidden[name]) == {sav.HIDDEN}
        declared = {one["lo"] for one in about.missing_ranges[name]}
        assert declared == {sav.HIDDEN, sav.NONE}
    assert {one["lo"] for one in about.missing_ranges["level"]} == {998, 999}
    assert about.variable_measure["level"] == "ordinal"
    assert about.variable_measure["unit"] == "nominal"
    assert about.variable_measure["count"] == "scale"
    blind, _ = pyreadstat.read_sav(tmp_path / "figures.sav")
    assert blind[blind.unit_code == "99002"]["count"].isna().all()


def test_levels_and_what_is_none_add_up_to_everybody_asked(tmp_path: Path) -> None:
    """Answered + not applicable + skipped, criterion by criterion."""
    made = basis_of("ministry-service@1")
    table, _ = _sav(made, tmp_path)
    for one in made.summary.criteria:
        rows = table[(table.unit_code == "99") & (table.criterion_code == one.question)]
        valid = rows[rows.level < sav.NOT_APPLICABLE]["count"].sum()
        apart = (one.not_applicable or 0) + (one.skipped or 0)
        assert (valid, rows["count"].sum()) == (one.n, (one.n or 0) + apart)


def test_the_file_says_what_it_is(tmp_path: Path) -> None:
    """Notes have the weight, the threshold and the fingerprint of the figures; its date is the report's."""
    told = words("vi")
    _, about = _sav(basis(), tmp_path)
    notes = " ".join(about.notes)
    assert "WEIGHT BY count" in notes
    assert fingerprint(report(), told) in notes
    assert all(len(line.encode()) <= sav.NOTE for line in about.notes)
    assert about.creation_time.date() == report().dated
    assert about.file_label == "Hài Lòng 2026-H1-99"


@given(text=st.text(alphabet="ậễxã\u0301🙂 ", max_size=90), most=st.integers(12, 130))
def test_labels_end_with_a_whole_letter(text: str, most: int) -> None:
    """Never half a letter, never an accent without its letter, and whole where there is room."""
    whole = unicodedata.normalize("NFC", text)
    kept = sav.shortened(text, most)
    assert len(kept.encode()) <= most
    if kept != whole:
        assert len(whole.encode()) > most
        left = kept.removesuffix("…")
        assert whole.startswith(left)
        rest = whole[len(left) :]
        assert not rest or not unicodedata.combining(rest[0])


@pytest.mark.parametrize(("letters", "which"), [(60, "value"), (100, "variable"), (40, "file")])
def test_the_format_cuts_nothing_itself(tmp_path: Path, letters: int, which: str) -> None:
    """Names of units and criteria are longer than SPSS keeps; what is left ends with an ellipsis."""
    long = "ậ" * letters
    content = sav.written(
        pd.DataFrame({"unit": [1.0]}),
        date(2026, 7, 5),
        file_label=long if which == "file" else "",
        notes=[long],
        column_labels={"unit": long},
        variable_value_labels={"unit": {1: long}},
    )
    _, about = _opened(content, tmp_path)
    found = {
        "value": about.variable_value_labels["unit"][1.0],
        "variable": about.column_labels[0],
        "file": about.file_label,
    }[which]
    assert set(found) == {"ậ", "…"}
    assert found.endswith("…")


def test_the_hour_of_making_is_not_in_the_file(tmp_path: Path) -> None:
    """pyreadstat dates a file by the clock; another clock must not give other bytes."""
    told = words("vi")
    first = sav.write(report(), told)
    assert first[92:109] == b"05 Jul 2600:00:00"
    other = compose(replace(basis(), dated=date(2026, 12, 31)), told)
    assert sav.write(other, told)[92:109] == b"31 Dec 2600:00:00"


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("key", [*CASES, "small"])
def test_a_data_package_is_valid(tmp_path: Path, key: str, language: str) -> None:
    """By the reference implementation: schemas, types, keys, code lists and references."""
    from frictionless import validate

    made = basis() if key == "small" else basis_of(key, compared=True)
    found = validate(str(_package(made, tmp_path, language) / "datapackage.json"))
    assert found.valid, found.to_summary()
    assert found.stats["tasks"] >= 7


def test_the_reference_implementation_sees_what_is_wrong(tmp_path: Path) -> None:
    """A code that no list has, a share over 1, a unit that is not among the units."""
    from frictionless import validate

    folder = _package(basis(), tmp_path)
    path = folder / "data" / "criteria.csv"
    lines = path.read_text("utf-8").splitlines()
    first = lines[1].split(",")
    broken = ["98", *first[1:-2], "tomorrow", "sound"]
    broken[7] = "1.7"
    path.write_text("\r\n".join([lines[0], ",".join(broken), *lines[2:]]) + "\r\n", "utf-8")
    kinds = {error.type for error in validate(str(folder / "datapackage.json")).tasks[3].errors}
    assert kinds == {"constraint-error", "foreign-key"}


def test_every_column_and_code_stands_in_the_codebook(tmp_path: Path) -> None:
    """In both languages; nothing has to be guessed."""
    made = basis_of("ministry-service@1", compared=True)
    folder = _package(made, tmp_path)
    book = pd.read_csv(folder / "data" / "codebook.csv", dtype=str, keep_default_na=False)
    known = set(zip(book.table, book.variable, book.code, strict=True))
    assert not book[["label_vi", "label_en"]].eq("").any().any()
    for table in long_form(made).tables:
        read = pd.read_csv(folder / "data" / f"{table.name}.csv", dtype=str, keep_default_na=False)
        assert [one.name for one in table.variables] == list(read.columns)
        for one in table.variables:
            assert (table.name, one.name, "") in known
            if one.codes and one.name not in ("unit", "parent"):
                found = set(read[one.name]) - {""}
                assert {(table.name, one.name, code) for code in found} <= known


def test_the_package_has_the_figures_of_the_page_and_no_other(tmp_path: Path) -> None:
    """Every number in a cell is one of the protected summaries."""
    folder = _package(basis(), tmp_path)
    levels = pd.read_csv(folder / "data" / "levels.csv", dtype={"unit": str})
    shown = levels[levels["count"].notna()]
    expected = [
        (unit, criterion, count)
        for made in (basis().summary, *basis().below)
        for unit, criterion, _, count in _shown(made)
    ]
    assert (
        list(zip(shown.unit, shown.criterion, shown["count"].astype(int), strict=True)) == expected
    )
    assert set(levels[levels["count"].isna()].unit) == {"99002"}
    units = pd.read_csv(folder / "data" / "units.csv", dtype={"unit": str, "parent": str})
    assert list(units.responses.fillna(0)) == [40, 34, 0]
    assert list(units.parent.fillna("")) == ["", "99", "99"]


def test_the_package_says_what_may_be_done_with_it(tmp_path: Path) -> None:
    """Licence, sources, threshold, fingerprint; and no licence where the agency gives none."""
    described = _described(_package(basis(), tmp_path / "one"))
    assert described["licenses"] == [{"name": "CC-BY-4.0"}]
    assert described["ledger"]["sha256"] == fingerprint(report(), words("vi"))
    assert described["fewest"] == 5
    assert described["sources"]
    assert "licenses" not in _described(_package(replace(basis(), licence=""), tmp_path / "two"))
    readme = (tmp_path / "one" / "README.txt").read_text("utf-8-sig")
    assert fingerprint(report(), words("vi")) in readme
    assert words("vi")("warnings.no_negative") in readme


def _described(folder: Path) -> Mapping[str, Any]:
    table: Mapping[str, Any] = json.loads((folder / "datapackage.json").read_text("utf-8"))
    return table


def test_no_name_is_a_formula_in_a_package(tmp_path: Path) -> None:
    """Some will open it with a spreadsheet."""
    units = (_package(basis(), tmp_path) / "data" / "units.csv").read_text("utf-8")
    assert "99002,'=Xã B," in units


def test_all_files_in_a_zip_are_dated_like_the_report() -> None:
    """The same request gives the same bytes on any day."""
    told = words("vi")
    content = FORMATS["datapackage"].write(report(), told)
    with ZipFile(io.BytesIO(content)) as archive:
        assert {one.date_time for one in archive.infolist()} == {(2026, 7, 5, 0, 0, 0)}


def test_changes_have_the_signs_and_ends_of_the_study() -> None:
    """Differences may be negative; the rest lies between 0 and 1."""
    made = basis_of("ministry-service@1", compared=True)
    table = long_form(made).table("changes")
    assert made.study is not None
    changes = made.study.changes
    codes = ["index", *(f"factor:{one.id}" for one in changes.headline[1:])]
    codes += [f"criterion:{one.id}" for one in changes.criteria]
    assert [one["figure"] for one in table.records()] == codes
    assert any(float(str(one["difference"])) < 0 for one in table.records())
    for variable in table.variables:
        least, most = variable.ends
        if variable.type is Type.NUMBER:
            assert (least, most) == (-1 if "difference" in variable.name else 0, 1)
