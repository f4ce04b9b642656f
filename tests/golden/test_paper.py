"""The paper form against kept text. After a wanted change: ``python -m tests.golden.test_paper``."""

import io
import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pypdf import PdfReader

from analysis.reports import paper
from services.posters import qr_svg
from surveys.consent import Terms, notice
from surveys.errors import Code, SurveyError
from surveys.language import languages, words
from surveys.paper import lines
from surveys.questionnaire import Questionnaire, find, read, shipped
from tests.golden.test_reports import KEPT

pytestmark = pytest.mark.long

SINK = Path(__file__).resolve().parent.parent / "kitchen_sink.toml"
ADDRESS = "https://khaosat.example.vn/s/ABCD234"
KEYS = ("kitchen-sink@1", "ministry-service@1", "short-counter@1", "three-level-counter@1")


def questionnaire(key: str) -> Questionnaire:
    return read(SINK.read_text("utf-8")) if key.startswith("kitchen") else find(key)


def sheet(key: str = "short-counter@1") -> paper.Sheet:
    return paper.Sheet(
        questionnaire(key),
        notice(Terms("Sở Tư pháp tỉnh Mẫu", "Văn phòng Sở", "", 24)),
        datetime(2026, 7, 1, tzinfo=UTC),
        agency="Sở Tư pháp tỉnh Mẫu",
        unit="Xã An Bình",
        unit_code="99004",
        round="Khảo sát 6 tháng cuối năm 2026",
        address=ADDRESS,
        qr=qr_svg(ADDRESS),
    )


def pdf(made: paper.Sheet, language: str = "vi") -> PdfReader:
    return PdfReader(io.BytesIO(paper.write(made, words(language))))


def text(made: paper.Sheet, language: str = "vi") -> str:
    """All that stands on the form, page by page, one blank between words."""
    pages = [" ".join(page.extract_text().split()) for page in pdf(made, language).pages]
    return "\n\f\n".join(pages) + "\n"


def plain(found: str) -> str:
    return re.sub(r"[\s\u200b]+", "", found)


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("key", KEYS)
def test_a_form_is_as_it_was(key: str, language: str) -> None:
    """Every word, number and page of it."""
    kept = (KEPT / f"paper.{key}.{language}.txt").read_text("utf-8")
    assert kept == text(sheet(key), language)


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("key", sorted(shipped()))
def test_every_questionnaire_can_be_printed_whole(key: str, language: str) -> None:
    """In every language: each question and each answer stands on it, and each sheet is numbered."""
    said = plain(text(sheet(key), language))
    for line in lines(find(key)):
        assert plain(line.question.text.in_(language)) in said
        for box in line.boxes:
            assert plain(box.label.in_(language)) in said
    pages = len(pdf(sheet(key), language).pages)
    told = words(language)("paper.page", at=pages, all=pages)
    assert plain(told) in said


def test_the_notice_in_force_stands_on_it_with_its_hash() -> None:
    """Whoever ticks the box has read all of it on paper."""
    said = plain(text(sheet()))
    made = sheet().notice
    assert made.hash in said
    for paragraph in (*(one.text for one in made.paragraphs), made.adult):
        assert plain(paragraph.in_("vi")) in said


def test_the_same_form_has_the_same_bytes() -> None:
    """Whenever it is made; another notice changes them."""
    told = words("vi")
    assert paper.write(sheet(), told) == paper.write(sheet(), told)
    other = replace(sheet(), notice=notice(Terms("Sở khác")))
    assert paper.write(other, told) != paper.write(sheet(), told)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_screen_reader_is_told_what_it_needs(language: str) -> None:
    """Title, language, headings, tables with headers, and words for the picture."""
    made = pdf(sheet(), language)
    root = made.trailer["/Root"]
    assert root["/Lang"].startswith(language)
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    title = sheet().questionnaire.title.in_(language)
    assert made.metadata is not None
    assert made.metadata.title == title
    kinds = _kinds(root["/StructTreeRoot"]["/K"])
    assert {"/H1", "/H2", "/Table", "/TH", "/Figure"} <= kinds


def _kinds(node: object) -> set[object]:
    found: set[object] = set()
    if isinstance(node, list):
        return found.union(*(_kinds(one) for one in node)) if node else found
    resolved = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(resolved, list):
        return _kinds(resolved)
    if isinstance(resolved, dict):
        found = {resolved.get("/S")} | (_kinds(resolved["/K"]) if "/K" in resolved else set())
    return found


def test_it_brings_its_own_letters() -> None:
    """Every font is embedded, and is ours."""
    used = {}
    for page in pdf(sheet()).pages:
        used |= page["/Resources"]["/Font"]  # type: ignore[index]
    for font in used.values():
        below = font.get_object()["/DescendantFonts"][0].get_object()
        assert "Tinos" in below["/BaseFont"]
        assert "/FontFile2" in below["/FontDescriptor"] or "/FontFile3" in below["/FontDescriptor"]


def test_names_are_text_and_never_markup() -> None:
    """A unit called like a command of the typesetter stands there letter by letter."""
    odd = "#panic() *Xã* $x$ @a <b> \\ `c` //d"
    assert plain(odd) in plain(text(replace(sheet(), unit=odd)))


def test_a_letter_that_nobody_could_print_is_named() -> None:
    """Instead of an empty place on a thousand copies."""
    with pytest.raises(SurveyError) as refused:
        paper.write(replace(sheet(), unit="Xã ក"), words("vi"))
    assert refused.value.code is Code.NOT_PRINTABLE
    assert "ក" in str(refused.value.details["why"])


def test_a_blank_form_leaves_out_what_it_does_not_know() -> None:
    """No unit, no round, no code: still a whole form."""
    blank = paper.Sheet(find("short-counter@1"), sheet().notice, sheet().at)
    said = text(blank)
    assert "Hoặc trả lời trên điện thoại" not in said
    assert "CƠ QUAN TỔ CHỨC KHẢO SÁT" in said


def test_sample_rounds_say_so_on_paper() -> None:
    """Nobody hands out the form of an invented round by mistake."""
    told = words("vi")("form.sample")
    assert plain(told) in plain(text(replace(sheet(), sample=True)))
    assert plain(told) not in plain(text(sheet()))


if __name__ == "__main__":
    for one in KEYS:
        for code in ("vi", "en"):
            (KEPT / f"paper.{one}.{code}.txt").write_text(text(sheet(one), code), "utf-8")
