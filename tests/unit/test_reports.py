"""The text of a report: nothing in it is typed that a table does not have."""

import re
from dataclasses import replace

import pytest

from analysis.cells import written
from analysis.reports.compose import compose
from analysis.reports.document import Items, Paragraph, Report
from analysis.reports.ledger import fingerprint, ledger, sources
from analysis.tables import Format
from surveys.language import Words, languages, words
from tests.unit.report_cases import basis, report

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
    """One line a figure, written as in the table, with its source."""
    made, told = report(language), words(language)
    cells = [
        (one.table.title, written(value, column.format, told))
        for one in made.exhibits
        for row in one.table.rows
        for column, value in zip(one.table.columns, row, strict=True)
        if column.format is not Format.TEXT
    ]
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
