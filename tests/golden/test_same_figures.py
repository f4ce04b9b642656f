"""One report in every format: whichever file somebody opens, it has the same figures."""

import csv
import io
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZipFile

import docx
import pyreadstat
import pytest
from docx.table import Table

import settings
from analysis.reports import FORMATS
from analysis.reports.basis import Basis
from analysis.reports.compose import compose
from services import demo
from services.basis import basis_of
from services.program import close_program, open_program
from surveys.language import Words, languages, words
from surveys.questionnaire import find
from tests.conftest import NOW
from tests.tagged import tables_of
from tests.workbooks import Book

pytestmark = pytest.mark.long

CLOSED, ASKED = "2026-H1", "ministry-service@1"
ENDS = ("low", "high")
FORMS = ("handed_out", "received", "valid")
_NO_LEVEL = 900  # above it stand the numbers for no answer

Key = tuple[str, ...]


@dataclass(frozen=True)
class Read:
    """A figure as a file has it: to how many decimals, None where it is not told."""

    value: float | None
    decimals: int = 12


Figures = dict[Key, Read]
Cells = dict[str, list[dict[str, object]]]
"""The rows of each table by its title: what stands under the title of each column."""

_CAPTION = re.compile(r"^(?:Bảng|Table) \d+\. ")


@pytest.fixture(scope="module")
def basis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Basis]:
    """A closed half-year after another, with so few answers that some units are hidden."""
    opened = open_program(
        settings.read({"FEWEST_INSIDE": "9"}, tmp_path_factory.mktemp("same") / "var")
    )
    list(demo.fill(opened, 120, NOW))
    yield basis_of(opened, CLOSED, None, NOW, deep=True)
    close_program(opened)


def _true(basis: Basis, told: Words) -> Figures:
    """The figures as they were worked out, before they have a format."""
    assert basis.study is not None
    language = told.language
    found: dict[Key, float | None] = {}
    for part in (*basis.taking_part, replace(basis.whole, unit=told("report.whole"))):
        found |= {("forms", part.unit, sort): getattr(part, sort) for sort in FORMS}
    for one in basis.summary.criteria:
        found["n", one.question] = one.n
        for level in one.parts:
            found["count", one.question, level.label.in_(language)] = level.count
            found["share", one.question, level.label.in_(language)] = level.share
        assert one.satisfied is not None
        found["satisfied", one.question] = one.satisfied.share
        found |= {(end, one.question): getattr(one.satisfied, end) for end in ENDS}
    index = basis.study.index
    found |= {("index",): index.value, ("index", "n"): index.n}
    found |= {("index", end): getattr(index, end) for end in ENDS}
    for group in basis.study.groups:
        several = sum(unit.ranked is not None for unit in group.units) > 1
        for unit in group.units:
            of = unit.satisfied
            found |= {("unit", unit.name, "n"): of.n, ("unit", unit.name, "index"): of.value}
            found |= {("unit", unit.name, end): getattr(of, end) for end in ENDS}
            for place in ("rank", "best", "worst"):
                given = getattr(unit.ranked, place) if unit.ranked and several else None
                found["unit", unit.name, place] = given
    return {key: Read(value) for key, value in found.items()}


def _of_tables(rows: Cells, told: Words, *, full: bool) -> Figures:
    """The figures of the tables that stand in a report's text, or of those in full."""
    found = _forms(rows, told) | _levels(rows, told, full=full)
    share = told("drawings.share") if full else told("tables.satisfied")
    title = told("drawings.index.title") if full else told("report.index.factors")
    for row in rows[title]:
        if _first(row) == told("drawings.index.name"):
            found |= {
                ("index",): _number(row[share], told),
                ("index", "n"): _number(row["n"], told),
            }
            found |= {("index", end): _number(row[told(f"tables.{end}")], told) for end in ENDS}
    return found | _units(rows, told, full=full)


def _forms(rows: Cells, told: Words) -> Figures:
    return {
        ("forms", _first(row), sort): _number(
            row[told(f"report.participation.{sort}_column")], told
        )
        for row in rows[told("report.participation.by_unit")]
        for sort in FORMS
    }


def _levels(rows: Cells, told: Words, *, full: bool) -> Figures:
    asked = {one.text.in_(told.language): one for one in find(ASKED).criteria}
    found: Figures = {}
    for sort in ("count", "share"):
        title = told("tables.criteria") if full else told(f"report.levels.{sort}s")
        for row in rows[title]:
            if (question := asked.get(_first(row))) is None:
                assert _first(row) == told("report.levels.all")
                continue
            for level in question.rating_scale.levels:
                label = level.label.in_(told.language)
                column = f"{label} (%)" if full and sort == "share" else label
                found[sort, question.id, label] = _number(row[column], told)
            if sort == "count":
                found["n", question.id] = _number(row["n"], told)
                continue
            found["satisfied", question.id] = _number(row[told("tables.satisfied")], told)
            for end in ENDS:
                found[end, question.id] = _number(row[told(f"tables.{end}")], told)
    return found


def _units(rows: Cells, told: Words, *, full: bool) -> Figures:
    title = "drawings.ranks.title" if full else "report.units.table"
    found: Figures = {}
    for kind in ("department", "commune", "counter"):
        for row in rows[told(title, kind=told(f"kinds.{kind}"))]:
            of = ("unit", _first(row))
            found[*of, "n"] = _number(row["n"], told)
            found[*of, "index"] = _number(row[told("drawings.index.name")], told)
            found |= {(*of, end): _number(row[told(f"tables.{end}")], told) for end in ENDS}
            ranked = row[told("drawings.ranks.column")]
            places = re.findall(r"\d+", str(ranked or "")) or [None] * 3
            for name, place in zip(("rank", "best", "worst"), places, strict=True):
                found[*of, name] = Read(None if place is None else float(place))
    return found


def _first(row: Mapping[str, object]) -> str:
    return str(next(iter(row.values())))


def _number(given: object, told: Words) -> Read:
    """A number as it is stored, or as it is written in the language."""
    if given in (None, "", "–"):
        return Read(None)
    if isinstance(given, int | float):
        return Read(float(given))
    text = str(given).replace(told.thousands_sign, "").replace(told.decimal_sign, ".")
    bare = text.removesuffix("%").strip()
    value, decimals = float(bare), len(bare.partition(".")[2])
    if text.endswith("%"):
        return Read(value / 100, decimals + 2)
    return Read(value, decimals)


def _titled(tables: Mapping[str, Sequence[Sequence[object]]]) -> Cells:
    """Tables whose first row has the titles of the columns."""
    found: Cells = {}
    for title, (head, *rows) in tables.items():
        names = [_plain(one) for one in head]
        found[_CAPTION.sub("", _plain(title))] = [
            {
                name: _plain(value) if isinstance(value, str) else value
                for name, value in zip(names, row, strict=False)
            }
            for row in rows
        ]
    return found


def _plain(text: object) -> str:
    """With the same blanks in all formats."""
    return " ".join(str(text).split())


def _docx(content: bytes, told: Words) -> Iterator[Figures]:
    tables: dict[str, list[list[str]]] = {}
    title = ""
    for block in docx.Document(io.BytesIO(content)).iter_inner_content():
        if isinstance(block, Table):
            tables.setdefault(title, [[cell.text for cell in row.cells] for row in block.rows])
        elif block.text:
            title = block.text
    yield _of_tables(_titled(tables), told, full=False)


def _pdf(content: bytes, told: Words) -> Iterator[Figures]:
    yield _of_tables(_titled(tables_of(content)), told, full=False)


def _xlsx(content: bytes, told: Words) -> Iterator[Figures]:
    """The tables of the text; each sheet has its title, a line, the titles of its columns, its rows."""
    tables = {}
    for sheet in Book(content).cells.worksheets:
        [title, _, *rows] = list(sheet.iter_rows(values_only=True))
        kept = list(takewhile(any, rows))
        if kept:
            width = next((at for at, one in enumerate(kept[0]) if one is None), len(kept[0]))
            tables[str(title[0])] = [row[:width] for row in kept]
    yield _of_tables(_titled(tables), told, full=False)


def _csv(content: bytes, told: Words) -> Iterator[Figures]:
    """Shares are percentages there, with the sign in no cell."""
    separator = ";" if told.decimal_sign == "," else ","
    tables, rows = {}, csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=separator)
    shares = {told(one) for one in ("tables.satisfied", "drawings.share", "drawings.index.name")}
    shares |= {told(f"tables.{end}") for end in ENDS}
    for row in rows:
        title, head, found = row[0], next(rows), []
        while len(row := next(rows)) == len(head):
            signed = ("%" if name.endswith("(%)") or name in shares else "" for name in head)
            found.append(
                [one + sign if one else one for one, sign in zip(row, signed, strict=True)]
            )
        tables[title] = [head, *found]
        while row:
            row = next(rows)
    yield _of_tables(_titled(tables), told, full=True)


def _json(content: bytes, told: Words) -> Iterator[Figures]:
    """Both: the tables of the text, and those in full."""
    made = json.loads(content)
    text = [one["table"] for part in made["sections"] for one in part["blocks"] if "table" in one]
    for tables, full in ((text, False), ([one["table"] for one in made["tables"]], True)):
        named = {
            one["title"]: [[column["title"] for column in one["columns"]], *one["rows"]]
            for one in tables
        }
        yield _of_tables(_titled(named), told, full=full)


def _sav(content: bytes, told: Words) -> Iterator[Figures]:
    """What the whole has at each level of each criterion; a missing value is none."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "figures.sav"
        path.write_bytes(content)
        table, about = pyreadstat.read_sav(path, user_missing=True)
    labels = about.variable_value_labels["level"]
    found: Figures = {}
    whole = table[table.unit == 1]
    for row in whole[whole.level < _NO_LEVEL].to_dict("records"):
        asked = str(row["criterion_code"])
        level = (asked, labels[row["level"]])
        given: dict[Key, float] = {(sort, *level): row[sort] for sort in ("count", "share")}
        given |= {("n", asked): row["answers"]}
        given |= {(sort, asked): row[sort] for sort in ("satisfied", *ENDS)}
        found |= {key: Read(value if value >= 0 else None) for key, value in given.items()}
    yield found


def _datapackage(content: bytes, told: Words) -> Iterator[Figures]:
    with ZipFile(io.BytesIO(content)) as archive:
        files = {
            name: list(csv.DictReader(io.StringIO(archive.read(f"data/{name}.csv").decode())))
            for name in ("units", "participation", "criteria", "levels")
        }
    scale = {
        one.id: one.label.in_(told.language) for one in find(ASKED).criteria[0].rating_scale.levels
    }
    names = {one["unit"]: one["name"] for one in files["units"]}
    top = files["units"][0]["unit"]
    names[top] = told("report.whole")
    found: Figures = {("index",): _stored(files["units"][0]["satisfied"])}
    for row in files["participation"]:
        found |= {("forms", names[row["unit"]], sort): _stored(row[sort]) for sort in FORMS}
    for row in files["levels"]:
        if row["unit"] == top:
            level = (row["criterion"], scale[row["level"]])
            found |= {(sort, *level): _stored(row[sort]) for sort in ("count", "share")}
    for row in files["criteria"]:
        if row["unit"] == top:
            asked = row["criterion"]
            found |= {(sort, asked): _stored(row[sort]) for sort in ("satisfied", *ENDS)}
            found["n", asked] = _stored(row["answers"])
    yield found


def _stored(text: str) -> Read:
    return Read(float(text) if text else None)


_READ: Mapping[str, Callable[[bytes, Words], Iterator[Figures]]] = {
    "docx": _docx,
    "pdf": _pdf,
    "xlsx": _xlsx,
    "csv": _csv,
    "json": _json,
    "sav": _sav,
    "datapackage": _datapackage,
}

_LEVELS = {"count", "share", "n", "satisfied", *ENDS}
_IN = {"sav": _LEVELS, "datapackage": _LEVELS | {"forms", "index"}}
"""What is in files for statistics programs: ranks and the interval of the index are in no row there."""


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("format", sorted(FORMATS))
def test_a_report_has_the_same_figures_in_every_format(
    basis: Basis, format: str, language: str
) -> None:
    """Forms, levels, index, units and their ranks: read back, each is the one that was worked out."""
    told = words(language)
    true = _true(basis, told)
    if format in _IN:
        true = {key: one for key, one in true.items() if key[0] in _IN[format]}
    if format == "datapackage":
        true = {key: one for key, one in true.items() if key[0] != "index" or len(key) == 1}
    assert len(true) > 200
    for found in _READ[format](FORMATS[format].write(compose(basis, told), told), told):
        assert found.keys() == true.keys()
        assert {key: one for key, one in found.items() if not _same(one, true[key])} == {}


def test_the_round_has_figures_that_are_hidden(basis: Basis) -> None:
    """Else nothing would be known of how a file tells them."""
    true = _true(basis, words("vi"))
    assert {key[0] for key, one in true.items() if one.value is None} >= {"forms", "unit"}


def _same(found: Read, true: Read) -> bool:
    """To the decimals that a file has."""
    if found.value is None or true.value is None:
        return found.value is true.value
    return abs(found.value - true.value) <= 0.5 * 0.1**found.decimals + 1e-9
