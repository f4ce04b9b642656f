"""The text of a report: nothing in it is typed that a table does not have."""

import re
from dataclasses import replace

import pytest

from analysis.cells import written
from analysis.reports.compose import compose
from analysis.reports.document import Items, Paragraph, Report
from analysis.reports.kinds import KINDS
from analysis.reports.ledger import fingerprint, ledger, sources
from analysis.reports.sections.index import since
from analysis.reports.sections.wording import counted
from analysis.tables import Format
from surveys.language import Words, languages, words
from surveys.questionnaire import find
from tests.unit.report_cases import basis, basis_of, report, report_of

_NUMBER = re.compile(r"\d[\d.,]*\d|\d")
_SAID_ELSEWHERE = re.compile(r"95\s%|\d\d/\d\d/\d{4}|[0-9a-f]{64}|\(UTC\+7\)|\S+@\d+|\d+/KH-\S+")
"""Days, the interval's own percentage, fingerprints and names: numbers that are no figures."""


def _sentences(made: Report, *sections: str) -> str:
    texts = []
    for section in made.sections:
        if section.id in sections:
            for block in section.blocks:
                texts += [block.text] if isinstance(block, Paragraph) else []
                texts += block.texts if isinstance(block, Items) else []
    return " ".join(_SAID_ELSEWHERE.sub(" ", text) for text in texts)


def _cells(made: Report, told: Words) -> set[str]:
    """Every number that stands in a table, as it is written there."""
    found: set[str] = set()
    for one in (*made.exhibits, *made.annex):
        for row in one.table.rows:
            for column, value in zip(one.table.columns, row, strict=True):
                found |= set(_NUMBER.findall(written(value, column.format, told)))
        found.add(str(len(one.table.rows)))
    return found


@pytest.mark.parametrize("language", languages())
def test_every_number_in_a_sentence_stands_in_a_table(language: str) -> None:
    """An official who doubts a sentence finds its number; nobody retypes one."""
    made, told = report(language), words(language)
    said = {
        number.removeprefix("0") or "0"
        for number in _NUMBER.findall(
            _sentences(made, "participation", "levels", "index", "weakest")
        )
    }
    # A report's sentences have one decimal, its full tables two.
    known = _cells(made, told) | {one.removesuffix("0") for one in _cells(made, told)}
    assert said, "the sentences have numbers"
    assert sorted(said - known) == []


def test_sections_without_anything_to_say_print_nothing() -> None:
    """Themes and actions have their places, and no heading until there is something under it."""
    made = report()
    ids = [one.id for one in made.sections]
    assert "themes" not in ids
    assert "actions" not in ids
    numbers = [one.title.split(".")[0] for one in made.sections]
    assert numbers == ["I", "II", "III", "IV", "V", "VI", "VII", "VIII"][: len(ids)]


def test_warnings_stand_before_any_figure() -> None:
    """A scale without a dissatisfied level is told in the first section."""
    first = report(sample=True).sections[0]
    told = [block.text for block in first.blocks if isinstance(block, Paragraph)]
    vi = words("vi")
    assert vi("warnings.no_negative") in told
    assert vi("warnings.sample") in told


def test_a_zero_is_written_out() -> None:
    """Nobody at a level is *Không có … đánh giá*, not 00/160."""
    section = next(one for one in report().sections if one.id == "levels")
    items = next(block for block in section.blocks if isinstance(block, Items))
    assert any(text.startswith("Không có lượt đánh giá") for text in items.texts)
    assert basis().summary.overall.n == 160


@pytest.mark.parametrize("language", languages())
def test_the_ledger_has_every_cell_of_the_tables_and_nothing_else(language: str) -> None:
    """One line a figure, written as in the table, with its source: an interval within words too."""
    made, told = report_of("ministry-service@1", language, compared=True), words(language)
    cells = [
        (one.table.title, written(value, column.format, told))
        for one in made.exhibits
        for row in one.table.rows
        for at, (column, value) in enumerate(zip(one.table.columns, row, strict=True))
        if column.format is not Format.TEXT
        or (
            re.search(r"\d", str(value))
            and {each.format for each in one.table.columns[:at]} - {Format.TEXT}
        )
    ]
    ranks = {entry.written for entry in ledger(made, told) if "(" in entry.written}
    assert told("drawings.ranks.rank", rank=1, best=1, worst=2) in ranks
    entries = ledger(made, told)
    assert [(entry.table, entry.written) for entry in entries] == cells
    assert {entry.source for entry in entries} <= set(range(1, len(sources(made)) + 1))


def test_one_changed_figure_changes_the_fingerprint() -> None:
    """Who retypes a number in the document is found out by the ledger that goes along."""
    told = words("vi")
    before, whole = basis(), basis().whole
    after = replace(before, whole=replace(whole, received=(whole.received or 0) + 1))
    first, second = compose(before, told), compose(after, told)
    assert fingerprint(first, told) == fingerprint(report(), told)
    assert fingerprint(first, told) != fingerprint(second, told)


@pytest.mark.parametrize("language", languages())
def test_a_list_ends_with_a_full_stop(language: str) -> None:
    """A semicolon after each point but the last, also after what staff typed with another sign."""
    made = compose(replace(basis(), actions=("Sửa biển chỉ dẫn.", "Thêm ghế")), words(language))
    lists = [block.texts for block in made.blocks() if isinstance(block, Items)]
    assert ("Sửa biển chỉ dẫn;", "Thêm ghế.") in lists
    for texts in lists:
        assert texts[-1].endswith(".")
        assert not texts[-1].endswith("..")


def test_what_is_counted_on_two_hands_is_written_as_the_language_writes_it() -> None:
    """``05`` is how Vietnamese reports print five; in English it is a mistake."""
    assert [counted(n, words("vi")) for n in (0, 5, 10, 1234)] == ["00", "05", "10", "1.234"]
    assert [counted(n, words("en")) for n in (0, 5, 10, 1234)] == ["0", "5", "10", "1,234"]


@pytest.mark.parametrize("language", languages())
def test_tables_of_units_say_what_a_row_counts(language: str) -> None:
    """With the counters below it, or the unit alone; where nobody is below them nothing is to be told."""
    told = words(language)
    for one in (basis(), basis_of("ministry-service@1")):
        assert one.taking_part
        known = {part.code for part in one.taking_part}
        ranked = "report_units" if one.study else "report_unit_shares"
        expected = told("report.units.alone") if one.study else told("report.with_below")
        for units, nested in ((known, False), (known | {"99.9.1"}, True)):
            notes: dict[str, tuple[str, ...]] = {}
            made = compose(replace(one, units=frozenset({one.whole.code} | units)), told)
            for exhibit in made.exhibits:
                notes[exhibit.table.id] = exhibit.table.notes
            assert (told("report.with_below") in notes["report_participation"]) is nested
            found = [note for id, note in notes.items() if id.startswith(ranked)]
            assert found
            assert all((expected in note) is nested for note in found)
            pictures = KINDS["slides"].compose(
                replace(one, units=frozenset({one.whole.code} | units)), told
            )
            shown = [
                [block.text for block in section.blocks if isinstance(block, Paragraph)]
                for section in pictures.sections
                if section.id.startswith("units")
            ]
            below = told("report.alone") if one.study else told("report.with_below")
            assert shown
            assert all((below in texts) is nested for texts in shown)
            full = {exhibit.table.id: exhibit.table.notes for exhibit in made.annex}
            assert (told("report.with_below") in full["by_unit"]) is nested
            for id in full:
                if id.startswith(("study_ranks_", "study_funnel_", "study_quality")):
                    assert (told("report.alone") in full[id]) is nested


@pytest.mark.parametrize("language", languages())
def test_a_change_that_its_printed_ends_do_not_give_says_why(language: str) -> None:
    """86,0 % and 88,3 % with +2,2 points looks like a mistake to whoever takes one from the other."""
    told = words(language)
    study = basis_of("ministry-service@1", compared=True).study
    assert study is not None
    [first, *others] = study.changes.headline

    def said(before: float, now: float) -> str:
        gap = replace(first.change.difference, value=now - before)
        changed = replace(
            first,
            before=replace(first.before, value=before),
            now=replace(first.now, value=now),
            change=replace(first.change, difference=gap),
        )
        return since(
            replace(study, changes=replace(study.changes, headline=(changed, *others))), told
        )

    assert told("report.index.rounded") in said(0.86024, 0.88265)
    assert told("report.index.rounded") not in said(0.86024, 0.88324)
    assert told("report.index.rounded") not in said(0.88, 0.86)


def test_a_criterion_that_is_named_for_attention_has_its_whole_name() -> None:
    """In the report there is room for it; on one page it is cut."""
    asked = {one.text.in_("vi").rstrip(".") for one in find("ministry-service@1").criteria}
    made = report_of("ministry-service@1")
    section = next(one for one in made.sections if one.id == "weakest")
    listed = [text for block in section.blocks if isinstance(block, Items) for text in block.texts]
    assert listed
    assert all(any(text.startswith(name) for name in asked) for text in listed)
