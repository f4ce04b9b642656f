"""The sheet for the notice board: one A3 page, in letters that can be read from two metres."""

import io
from dataclasses import replace
from typing import Any

import pytest
import zxingcpp
from PIL import Image
from pypdf import PdfReader

from analysis.reports import poster
from analysis.reports.basis import Basis
from analysis.reports.kinds import KINDS
from analysis.reports.ledger import source_line
from analysis.reports.poster import of_hundred
from analysis.reports.typesetting import pngs
from surveys.language import languages, words
from surveys.round import State
from tests.golden.test_brief import LONG
from tests.golden.test_paper import plain
from tests.golden.test_pdf import KEYS
from tests.unit.report_cases import basis, basis_of

pytestmark = pytest.mark.long

ADDRESS = "https://khaosat.example.vn/cong-khai/2026-H1"
_FEWEST_POINTS = 24


def _pages(given: Basis, language: str = "vi") -> PdfReader:
    told = words(language)
    made = KINDS["poster"].compose(given, told)
    return PdfReader(io.BytesIO(poster.write(made, told)))


def _published(key: str) -> Basis:
    given = basis_of(key)
    round = replace(given.summary.round, state=State.PUBLISHED)
    return replace(given, summary=replace(given.summary, round=round), address=ADDRESS)


def _sizes(pages: PdfReader) -> dict[str, float]:
    """Every piece of text with the size of its letters in points."""
    found: dict[str, float] = {}

    def look(text: str, matrix: Any, inner: Any, _font: Any, size: float) -> None:
        if text.strip():
            found[text.strip()] = abs(size * inner[0] * matrix[0])

    pages.pages[0].extract_text(visitor_text=look)
    return found


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("key", KEYS)
def test_it_is_one_sheet_of_large_letters(key: str, language: str) -> None:
    """All but the line of sources and the address can be read from two metres."""
    given = _published(key)
    pages = _pages(given, language)
    assert len(pages.pages) == 1
    box = pages.pages[0].mediabox
    assert (float(box.width), float(box.height)) == pytest.approx((841.89, 1190.55), abs=0.1)
    told = words(language)
    source = KINDS["poster"].compose(given, told).annex[0].source
    small = [text for text, size in _sizes(pages).items() if size < _FEWEST_POINTS - 0.01]
    known = plain(source_line(source, told) + ADDRESS)
    assert small
    assert [text for text in small if plain(text) not in known] == []
    share = of_hundred(given.summary.overall.share or 0.0, told)
    assert share in pages.pages[0].extract_text()


def test_long_names_and_warnings_leave_it_one_sheet() -> None:
    """A name of seventy-four letters, and all that must be known of the figures."""
    given = _published(KEYS[0])
    made = given.summary
    unit = replace(made.unit, name=LONG[: len(LONG) // 2].strip())
    warned = replace(made, unit=unit, warnings=basis(sample=True).summary.warnings)
    assert len(_pages(replace(given, summary=warned)).pages) == 1


def test_what_is_not_published_says_so_and_leads_nowhere() -> None:
    """No code to a page that does not exist; sample data and drafts are told in large letters."""
    vi = words("vi")
    given = basis_of("short-counter@1")
    text = plain(_pages(given).pages[0].extract_text())
    assert plain(vi("report.poster.unpublished")) in text
    assert plain(vi("report.poster.more")) not in text
    text = plain(_pages(_published("short-counter@1")).pages[0].extract_text())
    assert plain(vi("report.poster.unpublished")) not in text
    assert plain(vi("report.poster.more")) in text
    assert plain(ADDRESS) in text
    sample = _pages(basis(sample=True)).pages[0].extract_text()
    assert plain(vi("common.sample")) in plain(sample)


def test_names_that_are_far_too_long_leave_it_one_sheet() -> None:
    """Of unit and agency, a hundred and fifty letters each; nothing stands outside the margins."""
    given = _published(KEYS[0])
    made, name = given.summary, LONG.strip()
    head = replace(given.letterhead, agency=name)
    warned = replace(
        made, unit=replace(made.unit, name=name), warnings=basis(sample=True).summary.warnings
    )
    pages = _pages(replace(given, summary=warned, letterhead=head))
    assert len(pages.pages) == 1
    assert plain(name.upper()) in plain(pages.pages[0].extract_text())


@pytest.mark.parametrize("language", languages())
def test_the_code_is_read_off_the_sheet(language: str) -> None:
    """A telephone that looks at the printed sheet gets the address of the page, letter by letter."""
    told = words(language)
    made = KINDS["poster"].compose(_published("short-counter@1"), told)
    [seen] = pngs("poster.typ", poster.content(made, told), ppi=72)
    read = zxingcpp.read_barcodes(Image.open(io.BytesIO(seen)))
    assert [one.text for one in read] == [ADDRESS]


@pytest.mark.parametrize("key", KEYS)
def test_too_few_answers_make_no_figure(key: str) -> None:
    """The sheet says so, and has no number of a hundred."""
    text = plain(_pages(basis_of(key, empty=True)).pages[0].extract_text())
    assert plain(words("vi")("report.poster.none")) in text
    assert "Cứ100" not in text


@pytest.mark.parametrize(
    ("share", "said"), [(0.884, "88"), (1.0, "100"), (0.999, "hơn 99"), (0.001, "chưa đến 1")]
)
def test_nearly_all_is_not_all(share: float, said: str) -> None:
    """One person of a thousand is not rounded away."""
    assert of_hundred(share, words("vi")) == said


def test_the_same_sheet_has_the_same_bytes() -> None:
    """It can be compared with the one that hangs there."""
    made = KINDS["poster"].compose(_published("short-counter@1"), words("vi"))
    assert poster.write(made, words("vi")) == poster.write(made, words("vi"))
