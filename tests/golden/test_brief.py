"""The results on one page: whatever was asked, and however long a name is."""

import io
from dataclasses import replace

import pytest
from pypdf import PdfReader

from analysis.reports.basis import Basis
from analysis.reports.document import Items, Paragraph
from analysis.reports.form import form_of
from analysis.reports.kinds import KINDS
from surveys.language import languages, words
from tests.golden.test_paper import plain
from tests.golden.test_pdf import KEYS
from tests.unit.report_cases import basis, basis_of

pytestmark = pytest.mark.long

LONG = "Trung tâm Phục vụ hành chính công và Kiểm soát thủ tục hành chính liên xã " * 2


def _pages(given: Basis, language: str) -> list[str]:
    """The words of each page, after a look at the whole of what was to be said."""
    kind, told = KINDS["brief"], words(language)
    made = kind.compose(given, told)
    pages = PdfReader(io.BytesIO(kind.formats["pdf"].write(made, told))).pages
    texts = [plain(page.extract_text()) for page in pages]
    lines = [made.title, made.subject, *form_of(made, told).marks]
    for block in made.blocks():
        lines += [block.text] if isinstance(block, Paragraph) else []
        lines += block.texts if isinstance(block, Items) else []
    found = "".join(texts)
    assert [one for one in lines if plain(one.replace("*", "")) not in found] == []
    return texts


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("key", KEYS)
def test_it_is_one_page(key: str, language: str) -> None:
    """Everything that it says stands on it; with a round before it, and with nothing yet."""
    assert len(_pages(basis_of(key, compared=True), language)) == 1
    assert len(_pages(basis_of(key, empty=True), language)) == 1


@pytest.mark.parametrize("language", languages())
def test_long_names_and_every_warning_leave_it_one_page(language: str) -> None:
    """A name of two lines is no reason for a second sheet."""
    given = basis_of(KEYS[0], compared=True)
    made = given.summary
    long = replace(
        given,
        summary=replace(
            made,
            unit=replace(made.unit, name=LONG),
            round=replace(made.round, title=LONG, sample=True),
            warnings=basis(sample=True).summary.warnings,
        ),
        letterhead=replace(given.letterhead, agency=LONG),
        provisional=True,
    )
    assert len(_pages(long, language)) == 1
