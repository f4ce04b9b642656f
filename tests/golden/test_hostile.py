"""What people write is text in every file: no formula, nothing dropped, no sign that breaks it."""

import csv
import io
import json
import re
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import docx
import pyreadstat
import pytest
from openpyxl import load_workbook
from openpyxl.utils.escape import unescape
from pypdf import PageObject, PdfReader

from analysis.letters import encodable, named, one_line
from analysis.reports import FORMATS, laid
from analysis.reports.lettered import celled, inert
from analysis.reports.rows import FACTS, csv_parts, jsonl_parts
from analysis.reports.sav import VALUE_LABEL
from surveys.language import words
from surveys.questionnaire import find
from tests.golden.test_paper import plain
from tests.hostile import FORMULAS, HALVES, LETTERS, SCRIPTS, SIGNS, UNBROKEN, hostile

pytestmark = pytest.mark.long

EVERY = (*LETTERS, *SIGNS, *HALVES)
_MARGIN, _FOOT = 85, 56
"""Points beside and under what is set on a page: 30 mm and 20 mm."""
_LINE = 130
"""More letters than stand beside each other in the smallest size."""
_STARTS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")


def _made(format: str, language: str = "vi") -> bytes:
    return FORMATS[format].write(hostile(), words(language))


def test_a_spreadsheet_has_them_as_text() -> None:
    """Letter by letter in a cell of words; not one formula in the file comes from them."""
    content = _made("xlsx")
    cells = [cell for sheet in load_workbook(io.BytesIO(content)) for row in sheet for cell in row]
    texts = {cell.value for cell in cells if cell.data_type == "s"}
    found = texts | {unescape(one) for one in texts}
    # An end of line is one in XML, however it was written.
    lacking = [
        one for one in EVERY if not {encodable(one), encodable(one).replace("\r", "\n")} & found
    ]
    assert lacking == []
    assert [cell.value for cell in cells if cell.data_type == "f"] == []
    with ZipFile(io.BytesIO(content)) as book:
        assert [name for name in book.namelist() if "externalLink" in name] == []
        assert b"<f>" not in b"".join(
            book.read(name) for name in book.namelist() if name.startswith("xl/worksheets/")
        )


@pytest.mark.parametrize(("language", "separator"), [("vi", ";"), ("en", ",")])
def test_csv_has_them_behind_an_apostrophe(language: str, separator: str) -> None:
    """No cell of the file begins like a formula; without the apostrophe it is what was written."""
    text = _made("csv", language).decode("utf-8-sig")
    cells = [
        one for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator) for one in row
    ]
    assert [one for one in cells if one.startswith(_STARTS)] == []
    assert [one for one in EVERY if _marked(encodable(one)) not in cells] == []


def test_open_data_have_them_behind_an_apostrophe() -> None:
    """In every table of the zip; the description is JSON, where nothing is a formula."""
    with ZipFile(io.BytesIO(_made("datapackage"))) as archive:
        tables = {
            name: archive.read(name).decode()
            for name in archive.namelist()
            if name.endswith(".csv")
        }
        described = json.loads(archive.read("datapackage.json"))
    cells = {
        one
        for text in tables.values()
        for row in csv.reader(io.StringIO(text, newline=""))
        for one in row
    }
    assert [one for one in cells if one.startswith(_STARTS)] == []
    assert [one for one in EVERY if _marked(encodable(one)) not in cells] == []
    assert described["contributors"][0]["title"] == f"{SCRIPTS[2]} [U+DCFF]"


def test_json_has_them_as_they_are() -> None:
    """Halves of characters, which no file can hold, by their number."""
    made = json.loads(_made("json"))
    section = made["sections"][0]["blocks"]
    texts = [one["paragraph"] for one in section if "paragraph" in one]
    assert texts == [encodable(one) for one in EVERY]
    assert [row[0] for row in made["tables"][0]["table"]["rows"]] == texts


@pytest.mark.parametrize(("language", "separator"), [("vi", ";"), ("en", ",")])
def test_single_responses_have_them_too(language: str, separator: str) -> None:
    """A comment is one cell, whatever is in it; as JSON Lines it is as it was written."""
    asked, texts = find("short-counter@1"), (*LETTERS, *SIGNS)
    told = words(language)
    stored = [(_response(text), "counted") for text in texts]
    text = b"".join(csv_parts(stored, asked, {"99001": FORMULAS[0]}, told)).decode("utf-8-sig")
    head, *rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    at = head.index("comment")
    assert [row[at] for row in rows] == [_marked(one) for one in texts]
    assert [one for row in rows for one in row if one.startswith(_STARTS)] == []
    lines = b"".join(jsonl_parts(stored, asked, {}, told)).decode().split("\n")
    assert [json.loads(one)["answers"]["comment"] for one in lines if one] == list(texts)


def _response(comment: str) -> str:
    facts = dict.fromkeys(FACTS, "x")
    return json.dumps(
        {"round": "2026-H1", "unit": "99001", **facts, "answers": {"comment": comment}}
    )


def test_word_has_them_as_text() -> None:
    """Other scripts as they are; ends of lines as blanks, signs that are no letters by their numbers."""
    document = docx.Document(io.BytesIO(_made("docx")))
    paragraphs = {one.text for one in document.paragraphs}
    cells = {row.cells[0].text for table in document.tables for row in table.rows}
    for one in EVERY:
        assert laid.inert(one) in paragraphs
        assert laid.inert(one) in cells
    assert [one for one in SCRIPTS if one_line(one) != one] == []
    codes = [node.text for node in document.element.iter() if node.tag.endswith("}instrText")]
    assert [
        one for one in codes if not re.fullmatch(r" (SEQ \S+ \\\* ARABIC|PAGE) ", one or "")
    ] == []


def test_pdf_names_the_letters_that_its_fonts_lack() -> None:
    """Nothing is dropped: names of signs stand in their place, and long words go over the line."""
    pages = PdfReader(io.BytesIO(_made("pdf"))).pages
    text = plain(
        "".join(page.extract_text().removeprefix(str(n)) for n, page in enumerate(pages, 1))
    )
    found = unicodedata.normalize("NFC", text)
    for one in EVERY:
        assert plain(unicodedata.normalize("NFC", inert(one))) in found, one[:40]
    assert "[GRINNINGFACE]" in found
    assert "[ZEROWIDTHJOINER]" in found
    assert "[KHMERLETTERSA]" in found
    assert "NguyễnThịĐược" in found
    assert "[U+0007]" in found
    assert "[RIGHT-TO-LEFTOVERRIDE]" in found
    left, bottom, longest = _extent(pages)
    assert left >= _MARGIN
    assert bottom >= _FOOT
    assert longest <= _LINE


def _extent(pages: Sequence[PageObject]) -> tuple[float, float, int]:
    """The place farthest left and lowest at which letters are set, and the most on one line."""
    places: list[tuple[float, float, int]] = []

    def look(text: str, matrix: Any, inner: Any, _font: Any, _size: float) -> None:
        if text.strip():
            x = inner[4] * matrix[0] + matrix[4]
            y = inner[5] * matrix[3] + matrix[5]
            places.append((x, y, max(map(len, text.splitlines()))))

    for page in pages:
        page.extract_text(visitor_text=look)
    lefts, bottoms, lengths = zip(*places, strict=True)
    return min(lefts), min(bottoms), max(lengths)


def test_spss_has_them_in_its_labels(tmp_path: Path) -> None:
    """Up to the length of a label, then an ellipsis; signs that are no letters by their numbers."""
    path = tmp_path / "figures.sav"
    path.write_bytes(_made("sav"))
    _, about = pyreadstat.read_sav(path)
    found = {text for labels in about.variable_value_labels.values() for text in labels.values()}
    label = unicodedata.normalize("NFC", SCRIPTS[0])
    assert label in found
    assert one_line(FORMULAS[0]) in found
    assert max(len(text.encode()) for text in found) <= VALUE_LABEL


def test_a_name_for_every_sign() -> None:
    """By Unicode, or by its number; what can be shown stays, also where it was written in parts."""
    shown = frozenset("aệ ")
    assert named("a ệ", shown) == "a ệ"
    assert named(unicodedata.normalize("NFD", "ệ"), shown) == "ệ"
    assert named("a😀\ue000", shown) == "a[GRINNING FACE][U+E000]"
    assert one_line("a\r\nb\x07\u202e") == "a  b[U+0007][RIGHT-TO-LEFT OVERRIDE]"
    assert encodable("\ud83d😀") == "[U+D83D]😀"


def _marked(text: str) -> str:
    return f"'{text}" if text.startswith(_STARTS) else text


def test_long_words_may_break_between_letters_only() -> None:
    """A mark stays with its letter; what is no longer than a word has no place to break."""
    assert inert("a" * 80) == "a" * 80
    assert celled("a" * 20) == "a" * 20
    assert celled("a" * 30) == "\u200b".join(["a" * 10] * 3)
    assert plain(inert(UNBROKEN)) == UNBROKEN
    marked = inert("q\u0323\u0307" * 30)
    assert plain(marked) == "q\u0323\u0307" * 30
    assert [one for one in marked.split("\u200b") if not one.startswith("q")] == []
