"""Word documents as a reader gets them back, for every questionnaire that comes along."""

import io
import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from zipfile import ZipFile

import docx
import pytest
from docx.oxml.ns import qn

from analysis.reports.compose import compose
from analysis.reports.document import Letterhead
from analysis.reports.docx import FINGERPRINT, write
from analysis.reports.form import DOTS
from analysis.reports.laid import inert
from analysis.reports.ledger import fingerprint, ledger
from surveys.language import languages, words
from tests.data_files import docx_as_text
from tests.unit.report_cases import basis_of, report, report_of

QUESTIONNAIRES = ("short-counter@1", "three-level-counter@1", "ministry-service@1", "ministry@1")
KEPT = Path(__file__).parent / "kept"
pytestmark = pytest.mark.long


def outline(content: bytes) -> str:
    """Headings, captions and the shape of each table, without the texts that other files keep."""
    lines = docx_as_text(content).splitlines()
    found = [one for one in lines if re.match(r"<(heading|Heading|Caption|caption|Title|Sub)", one)]
    tables = docx.Document(io.BytesIO(content)).tables
    return "\n".join([*found, *(f"{len(one.rows)} × {len(one.columns)}" for one in tables)]) + "\n"


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("key", QUESTIONNAIRES)
def test_a_document_is_built_as_it_was(key: str, language: str) -> None:
    """Headings, tables and pictures in their order, and every figure in the ledger."""
    made, told = report_of(key, language), words(language)
    content = write(made, told)
    assert outline(content) == (KEPT / f"word.{key}.{language}.txt").read_text("utf-8")
    annex = docx_as_text(content).split(told("report.ledger.title"))[1]
    for entry in ledger(made, told):
        assert inert(f"{entry.column}: {entry.written}") in annex
    assert fingerprint(made, told) in annex


def test_the_same_report_gives_the_same_bytes_whose_times_are_its_own() -> None:
    """No clock is in the file."""
    content = write(report(), words("vi"))
    assert content == write(report(), words("vi"))
    with ZipFile(io.BytesIO(content)) as file:
        assert {one.date_time for one in file.infolist()} == {(2026, 7, 5, 0, 0, 0)}
        assert fingerprint(report(), words("vi")) in file.read("docProps/custom.xml").decode()
        assert FINGERPRINT in file.read("docProps/custom.xml").decode()
    early = write(replace(report(), dated=date(1970, 1, 1)), words("vi"))
    assert docx.Document(io.BytesIO(early)).core_properties.created.year == 1970


@pytest.mark.parametrize(
    "name", ["=1+1", "<b>đậm</b>", "&amp; {PAGE}", "Xã\x00\x0b Ệ", "\u202eXã", "a * b * c"]
)
def test_names_are_text_whatever_they_contain(name: str) -> None:
    """No field, no markup, no sign that a file cannot hold; Vietnamese letters stay."""
    basis = basis_of("short-counter@1")
    part = replace(basis.taking_part[0], unit=name)
    head = replace(basis.letterhead, signer=name, recipients=(name,))
    changed = replace(basis, taking_part=(part,), letterhead=head, legal_basis=name)
    text = docx_as_text(write(compose(changed, words("vi")), words("vi")))
    assert f"| {inert(name)} |" in text
    assert f"- {inert(name)};" in text


def test_pages_say_draft_and_sample_and_rows_stay_whole() -> None:
    """On the first page and on the others; the number from the second page on."""
    made = replace(report(sample=True), draft="DỰ THẢO")
    document = docx.Document(io.BytesIO(write(made, words("vi"))))
    page = document.sections[0]
    assert page.different_first_page_header_footer
    marks = ["DỰ THẢO", words("vi")("common.sample")]
    assert [one.text for one in page.first_page_header.paragraphs] == ["", *marks]
    assert [one.text for one in page.header.paragraphs] == ["2", *marks]
    for row in document.element.body.iter(qn("w:tr")):
        assert row.find(f".//{qn('w:cantSplit')}") is not None
    heads = list(document.element.body.iter(qn("w:tblHeader")))
    assert len(heads) == 2 * len(made.exhibits)
    assert all(one.get("descr") for one in document.element.body.iter(qn("wp:docPr")))


def test_one_font_and_the_language_of_the_report() -> None:
    """Nothing of a theme, so that headings and tables have the letters of the text."""
    for language, code in (("vi", "vi-VN"), ("en", "en-GB")):
        with ZipFile(io.BytesIO(write(report(language), words(language)))) as file:
            parts = [file.read(one).decode() for one in file.namelist() if one.endswith(".xml")]
        fonts = set(re.findall(r'w:(?:ascii|hAnsi|cs|eastAsia)="([^"]+)"', "".join(parts)))
        assert fonts - {"vi-VN", "en-GB"} == {"Times New Roman"}
        assert f'<w:lang w:val="{code}"' in "".join(parts)
        assert "Theme=" not in "".join(parts)


def test_a_report_without_figures_and_without_an_agency_is_a_document() -> None:
    """Dots to be filled in, and the end where the text ends."""
    basis = replace(basis_of("ministry@1", empty=True), letterhead=Letterhead())
    text = docx_as_text(write(compose(basis, words("vi")), words("vi")))
    assert f"Số: {DOTS}/BC-{DOTS}" in text
    assert text.count("./.") == 1


if __name__ == "__main__":
    for one in QUESTIONNAIRES:
        for code in languages():
            text = outline(write(report_of(one, code), words(code)))
            (KEPT / f"word.{one}.{code}.txt").write_text(text, "utf-8")
