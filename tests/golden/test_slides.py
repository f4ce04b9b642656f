"""Pictures for a talk. After a wanted change: ``python -m tests.golden.test_slides``."""

import io
import struct
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from pypdf import PdfReader

from analysis.reports import slide_pictures, typesetting
from analysis.reports.basis import Basis
from analysis.reports.document import Exhibit, Report
from analysis.reports.kinds import KINDS
from analysis.reports.ledger import fingerprint, ledger
from analysis.reports.slide_pictures import README, content
from surveys.language import languages, words
from tests.golden.test_brief import LONG
from tests.golden.test_paper import plain
from tests.golden.test_pdf import KEYS
from tests.golden.test_reports import KEPT
from tests.hostile import SCRIPTS, hostile
from tests.unit.report_cases import basis, basis_of

pytestmark = pytest.mark.long

_FEWEST_DOTS = 28
_SIZE = (1920, 1080)
_MOST_ROWS = 8


def _composed(given: Basis, language: str = "vi") -> Report:
    return KINDS["slides"].compose(given, words(language))


@cache
def _report(key: str, language: str) -> Report:
    return _composed(basis_of(key, compared=True), language)


def _files(made: Report, language: str = "vi") -> dict[str, bytes]:
    with ZipFile(io.BytesIO(slide_pictures.write(made, words(language)))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _size(picture: bytes) -> tuple[int, ...]:
    assert picture.startswith(b"\x89PNG\r\n\x1a\n")
    return struct.unpack(">II", picture[16:24])


def _lines(value: Any, name: str = "") -> list[str]:
    """All texts and figures that a template is given, a line each."""
    if isinstance(value, dict):
        return [line for key, one in value.items() for line in _lines(one, key)]
    if isinstance(value, list):
        return [line for one in value for line in _lines(one, name)]
    return [f"{name}: {value:.4f}" if isinstance(value, float) else f"{name}: {value}"]


def _told(key: str, language: str) -> str:
    made, told = _report(key, language), words(language)
    parts = ["\n".join(_lines(content(made, one, told))) for one in made.sections]
    return "\n\n".join(parts) + "\n"


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("key", KEYS)
def test_each_picture_says_what_it_said(key: str, language: str) -> None:
    """Every word and figure that the pictures are set from."""
    kept = (KEPT / f"slides.{key}.{language}.txt").read_text("utf-8")
    assert kept == _told(key, language)


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("key", KEYS)
def test_one_picture_a_subject_as_large_as_a_screen(key: str, language: str) -> None:
    """In order, under names that every machine can write; the text file has what each one says."""
    made = _report(key, language)
    files = _files(made, language)
    readme = files.pop(README).decode("utf-8-sig")
    names = list(files)
    assert names == [f"{at:02}-{one.id}.png" for at, one in enumerate(made.sections, 1)]
    assert all(name.isascii() for name in names)
    assert names == sorted(names)
    assert {_size(one) for one in files.values()} == {_SIZE}
    told = words(language)
    assert fingerprint(made, told) in readme
    assert [one for one in names if one not in readme] == []
    for entry in ledger(made, told):
        assert f"{entry.column}: {entry.written}" in readme
    for one in made.exhibits:
        assert [row[0] for row in one.table.rows if str(row[0]) not in readme] == []


@pytest.mark.parametrize("key", KEYS)
def test_every_picture_tells_its_source_and_every_satisfied_share_its_interval(key: str) -> None:
    """n, the seal and the ledger at the foot; no share of satisfied people alone."""
    made, told = _report(key, "vi"), words("vi")
    for section in made.sections:
        foot = content(made, section, told)["source"]
        assert "n=" in plain(foot)
        assert "ab" * 8 in foot
        assert fingerprint(made, told)[:16] in foot
        for one in section.blocks:
            if isinstance(one, Exhibit) and one.table.id != "slide_levels":
                for row in content(made, section, told)["blocks"][0]["rows"]:
                    assert bool(row["share"].strip("–")) == bool(row["between"])
                    assert row["n"]


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("key", KEYS)
def test_it_can_be_read_from_the_last_row(key: str, language: str) -> None:
    """No letter is under 28 dots, and none stands outside the picture."""
    made = _report(key, language)
    _legible(made, language)


def test_of_a_whole_country_the_first_and_the_last_units_are_shown() -> None:
    """Nobody looks at four hundred pictures of ranks; each of them says that it is not all."""
    given = basis_of(KEYS[0])
    assert given.study is not None
    group = given.study.groups[0]
    unit = group.units[0]
    assert unit.ranked is not None
    many = tuple(
        replace(unit, name=f"Xã {at}", ranked=replace(unit.ranked, rank=at, best=1, worst=3321))
        for at in range(1, 3322)
    )
    study = replace(given.study, groups=(replace(group, units=many),))
    made = _composed(replace(given, study=study))
    pictures = [one for one in made.sections if one.id.startswith("units-")]
    rows = [
        row
        for one in pictures
        for block in one.blocks
        if isinstance(block, Exhibit)
        for row in block.table.rows
    ]
    assert [row[0] for row in rows] == [f"Xã {at}" for at in [*range(1, 21), *range(3302, 3322)]]
    said = words("vi")("charts.ends", few="20", count="3.321")
    told = ["\n".join(_lines(content(made, one, words("vi")))) for one in pictures]
    assert [plain(said) in plain(one) for one in told] == [True] * 5


@pytest.mark.parametrize("key", KEYS)
def test_every_unit_and_every_criterion_has_a_row(key: str) -> None:
    """Once each, over as many pictures as it takes, the best unit first within its kind."""
    given, made = basis_of(key, compared=True), _report(key, "vi")
    rows = {
        sort: [
            row[0]
            for one in made.exhibits
            if one.table.id.startswith(sort)
            for row in one.table.rows
        ]
        for sort in ("slide_criteria", "report_units_")
    }
    rated = [one for one in given.summary.criteria if one.parts and one.satisfied]
    assert given.study is not None
    units = [one.name for group in given.study.groups for one in group.units]
    assert len(rows["slide_criteria"]) == len(rated)
    assert sorted(map(str, rows["report_units_"])) == sorted(units)
    assert max(len(one.table.rows) for one in made.exhibits) <= _MOST_ROWS


def _legible(made: Report, language: str) -> None:
    for section in made.sections:
        given = content(made, section, words(language))
        pages = PdfReader(io.BytesIO(typesetting._compiled("slides.typ", given, format="pdf")))
        found: list[tuple[float, float, float]] = []

        def look(
            text: str, matrix: Any, inner: Any, _font: Any, size: float, to: Any = found
        ) -> None:
            if text.strip():
                y = inner[5] * matrix[3] + matrix[5]
                to.append((abs(size * inner[0] * matrix[0]), inner[4] * matrix[0] + matrix[4], y))

        for page in pages.pages:
            page.extract_text(visitor_text=look)
        sizes, across, down = zip(*found, strict=True)
        assert min(sizes) >= _FEWEST_DOTS - 0.01
        assert 0 <= min(across) <= max(across) < _SIZE[0]
        assert 20 <= min(down) <= max(down) < _SIZE[1]


@pytest.mark.parametrize("key", KEYS)
def test_nothing_yet_makes_no_figure(key: str) -> None:
    """The pictures of a round without answers say so and have no bar."""
    made = _composed(basis_of(key, empty=True))
    rows = [row for one in made.exhibits for row in one.table.rows if one.table.id != "slide_units"]
    assert [row for row in rows if any(isinstance(value, float) for value in row)] == []
    assert plain(words("vi")("report.index.none")) in plain(
        _files(made)[README].decode("utf-8-sig")
    )


def test_long_names_go_on_in_a_further_picture() -> None:
    """Nothing is left out of the text file, and every picture is of the one size."""
    given = basis_of(KEYS[0], compared=True)
    made = given.summary
    unit = replace(made.unit, name=LONG)
    warned = replace(made, unit=unit, warnings=basis(sample=True).summary.warnings)
    round = replace(warned.round, title=LONG, sample=True)
    report = _composed(replace(given, summary=replace(warned, round=round), provisional=True))
    files = _files(report)
    assert LONG in files.pop(README).decode("utf-8-sig")
    assert {_size(one) for one in files.values()} == {_SIZE}
    _legible(report, "vi")


def test_what_people_write_is_named_where_the_letters_lack() -> None:
    """Pictures are set with the same names as the PDF; the text file keeps the scripts."""
    made = hostile()
    files = _files(made)
    readme = files[README].decode("utf-8-sig")
    assert [one for one in SCRIPTS if one not in readme] == []
    assert len(files) > len(made.sections)
    given = content(made, made.sections[0], words("vi"))
    assert "[GRINNING FACE]" in "\n".join(_lines(given))


def test_the_same_request_gives_the_same_bytes() -> None:
    """The zip is dated on the day of the report, and nothing in it on another."""
    made = _report("short-counter@1", "vi")
    content = slide_pictures.write(made, words("vi"))
    assert content == slide_pictures.write(made, words("vi"))
    with ZipFile(io.BytesIO(content)) as archive:
        assert {one.date_time for one in archive.infolist()} == {(2026, 7, 5, 0, 0, 0)}


if __name__ == "__main__":
    for one in KEYS:
        for code in languages():
            Path(KEPT / f"slides.{one}.{code}.txt").write_text(_told(one, code), "utf-8")
