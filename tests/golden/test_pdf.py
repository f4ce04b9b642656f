"""The signed document as PDF: its form, its tags, its letters, and that names in it stay text."""

import io
import itertools
import re
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from pypdf import PdfReader

from analysis.cells import written
from analysis.charts.pictures import svg
from analysis.reports import pdf
from analysis.reports.compose import compose
from analysis.reports.document import Items, Paragraph, Report, Section, Tone
from analysis.reports.form import DOTS, form_of
from analysis.reports.laid import inert
from analysis.reports.ledger import fingerprint, ledger
from surveys.language import languages, words
from surveys.questionnaire import find
from tests.golden.test_paper import plain
from tests.unit.report_cases import basis_of, report, report_of

pytestmark = pytest.mark.long

KEYS = ("ministry-service@1", "ministry@1", "short-counter@1", "three-level-counter@1")
INERT = ('#import "@preview/x:1.0.0"', "*$x^2$*", "@ref <label>", "#panic()", "\\u{41}", "[//]")


@cache
def _pages(key: str, language: str) -> PdfReader:
    return _read(report_of(key, language, compared=True), language)


def _read(made: Report, language: str = "vi") -> PdfReader:
    return PdfReader(io.BytesIO(pdf.write(made, words(language))))


def _text(pages: PdfReader) -> str:
    """Without the pages' own numbers: a sentence goes on over the page."""
    texts = [plain(page.extract_text()) for page in pages.pages]
    return "".join(
        text.removeprefix(str(number)) if number > 1 else text
        for number, text in enumerate(texts, start=1)
    )


def _tags(pages: PdfReader) -> list[tuple[str, str]]:
    """The structure of a document: tags with the words that stand for a picture."""
    found, left = [], [pages.trailer["/Root"]["/StructTreeRoot"]]
    while left:
        one: Any = left.pop()
        if not hasattr(one, "get"):
            continue
        found.append((str(one.get("/S", "")), str(one.get("/Alt", ""))))
        kids = one.get("/K", [])
        kids = kids.get_object() if hasattr(kids, "get_object") else kids
        for kid in kids if isinstance(kids, list) else [kids]:
            left.append(kid.get_object() if hasattr(kid, "get_object") else kid)
    return found


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("key", KEYS)
def test_every_word_and_every_figure_is_on_the_pages(key: str, language: str) -> None:
    """Sections, sentences, cells, the lines around them, and the ledger with its fingerprint."""
    made, told = report_of(key, language, compared=True), words(language)
    found, form = _text(_pages(key, language)), form_of(made, told)
    lines = [made.title, made.subject, form.number, form.dated, form.republic, form.motto]
    lines += [*form.recipients, form.signer, fingerprint(made, told), "./."]
    for section in made.sections:
        lines.append(section.title)
    for block in made.blocks():
        if isinstance(block, Paragraph):
            lines.append(block.text)
        if isinstance(block, Items):
            lines += block.texts
    for one in made.exhibits:
        lines += [one.table.title, *one.table.notes]
        for row in one.table.rows:
            for column, value in zip(one.table.columns, row, strict=True):
                lines.append(written(value, column.format, told))
    lines += [one.caption for one in made.pictures]
    lines += [f"{one.column}: {one.written}" for one in ledger(made, told)]
    missing = [one for one in lines if plain(one.replace("*", "")).rstrip(".;") not in found]
    assert missing == []


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("key", KEYS)
def test_it_can_be_read_aloud_and_archived(key: str, language: str) -> None:
    """PDF/UA-1 and PDF/A-2a: title, language, tags, a text for each picture, all letters embedded."""
    pages, made = _pages(key, language), report_of(key, language, compared=True)
    root: Any = pages.trailer["/Root"]
    meta = root["/Metadata"].get_object().get_data().decode()
    assert "pdfuaid:part>1<" in meta.replace("\n", "")
    assert "pdfaid:conformance>A<" in meta.replace("\n", "")
    assert root["/Lang"] == language
    assert root["/MarkInfo"]["/Marked"]
    assert pages.metadata is not None
    assert pages.metadata.title == f"{made.title}: {made.subject}"
    tags = _tags(pages)
    assert {"/H1", "/H2", "/P", "/L", "/Table", "/TH", "/Figure"} <= {tag for tag, _ in tags}
    alts = [alt for tag, alt in tags if tag == "/Figure"]
    assert sorted(alts) == sorted(inert(one.alt) for one in made.pictures)
    names = set()
    for page in pages.pages:
        for font in page["/Resources"].get_object().get("/Font", {}).values():
            below = font.get_object()["/DescendantFonts"][0].get_object()
            described = below["/FontDescriptor"].get_object()
            assert "/FontFile2" in described or "/FontFile3" in described
            names.add(str(described["/FontName"]).split("+")[1])
    assert {one.split("-")[0] for one in names} <= {"Tinos", "SourceSansPro"}


def test_a_page_is_numbered_from_the_second_on_and_says_that_it_is_no_final_one() -> None:
    """Draft and sample data are told on every page; the head of a table is on each of its pages."""
    made = replace(report(sample=True), draft=words("vi")("report.draft"))
    pages = _read(made).pages
    marks = [plain(one) for one in form_of(made, words("vi")).marks]
    assert len(pages) > 2
    for number, page in enumerate(pages, start=1):
        text = plain(page.extract_text())
        assert text.startswith("".join(marks) + (str(number) if number > 1 else ""))
        assert float(page.mediabox.width) == pytest.approx(595.28, abs=0.1)
        assert float(page.mediabox.height) == pytest.approx(841.89, abs=0.1)
    assert not plain(pages[0].extract_text()).removeprefix("".join(marks)).startswith("1")


def test_no_page_has_the_signature_alone() -> None:
    """Wherever the text ends, its last words stand above whoever signs for them."""
    made = replace(report(), annex=())
    for many in range(30, 42, 2):
        line = Items(tuple(f"điểm thứ {place}" for place in range(many)))
        short = replace(made, sections=(Section("reading", "Cách đọc", (line,)),))
        texts = [plain(page.extract_text()) for page in _read(short).pages]
        [signed] = [text for text in texts if plain(words("vi")("report.form.recipients")) in text]
        assert f"điểmthứ{many - 1}./." in signed
        assert plain(words("vi")("report.ledger.title")) not in signed


def test_names_that_look_like_markup_are_inert() -> None:
    """What somebody called a unit is printed as it is, and nothing is imported or worked out."""
    given = basis_of("short-counter@1")
    unit = replace(given.summary.unit, name=" ".join(INERT))
    head = replace(given.letterhead, agency=INERT[0], signer=INERT[1])
    parts = tuple(
        replace(one, unit=name) for one, name in zip(given.taking_part, INERT, strict=False)
    )
    made = replace(
        given, summary=replace(given.summary, unit=unit), letterhead=head, taking_part=parts
    )
    text = _text(_read(compose(made, words("vi"))))
    for name in INERT:
        assert plain(name) in text


def test_what_a_letterhead_lacks_is_dots() -> None:
    """To be filled in by hand; nothing is invented."""
    made = report()
    head = replace(made.letterhead, agency="", signer="", place="")
    assert DOTS in _text(_read(replace(made, letterhead=head)))


def test_a_letter_that_the_fonts_lack_is_named() -> None:
    """In text and in charts; an empty place in a name would not be seen before it is signed."""
    given = basis_of("short-counter@1")
    head = replace(given.letterhead, signer="漢")
    assert given.study is not None
    groups = tuple(
        replace(group, units=tuple(replace(one, name=f"{one.name} 😀") for one in group.units))
        for group in given.study.groups
    )
    study = replace(given.study, groups=groups)
    made = compose(replace(given, letterhead=head, study=study), words("vi"))
    text = _text(_read(made))
    assert "[CJKUNIFIEDIDEOGRAPH-6F22]" in text
    drawn = next(one for one in made.pictures if one.id.startswith("ranks"))
    assert "[GRINNING FACE]" in svg(drawn.draw()).decode()


@pytest.mark.parametrize("key", KEYS)
def test_nothing_yet_is_a_document_too(key: str) -> None:
    """A round without a single answer says so on pages of the same form."""
    made = compose(basis_of(key, empty=True), words("vi"))
    assert plain(words("vi")("report.levels.none")) in _text(_read(made))


@pytest.mark.parametrize("language", languages())
def test_a_label_of_two_lines_stands_in_two_lines(language: str) -> None:
    """In one line it would run out of the picture, and the base of a share would be cut off."""
    made = report_of("ministry-service@1", language)
    levels = next(one for one in made.pictures if one.id == "levels")
    told = re.findall(r">([^<]*)</t", svg(levels.draw()).decode())
    bases = [one for one in told if one.startswith("n = ")]
    assert len(bases) == len(find("ministry-service@1").criteria)
    assert [one for one in told if "n = " in one and one not in bases] == []


def test_a_short_table_is_not_parted_by_the_end_of_a_page() -> None:
    """Wherever on its page it begins: its caption, its head and its rows stay together."""
    made = report()
    small = next(one for one in made.exhibits if len(one.table.rows) == 2)
    parts = [
        plain(text) for text in (small.table.title, *(str(row[0]) for row in small.table.rows))
    ]
    annex = plain(words("vi")("report.ledger.title")).upper()
    places = set()
    for lines, remarks in itertools.product(range(24, 28), range(4)):
        filled = [Paragraph(f"{number}.") for number in range(lines)]
        filled += [Paragraph(f"{number}.", Tone.REMARK) for number in range(remarks)]
        section = Section("one", "I.", (*filled, small))
        pages = _read(replace(made, sections=(section,))).pages
        texts = [plain(page.extract_text()) for page in pages]
        before = next(at for at, text in enumerate(texts) if annex in text.upper())
        [place] = [
            at for at, text in enumerate(texts[:before]) if any(one in text for one in parts)
        ]
        assert all(one in texts[place] for one in parts)
        places.add(place)
    assert places == {0, 1}, "it was tried at the end of a page"
