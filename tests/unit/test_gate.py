"""The publish gate: a sound report passes, and each way of being wrong is refused with its place."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from analysis.reports.basis import Basis, TakingPart
from analysis.reports.compose import compose
from analysis.reports.document import Block, Exhibit, Paragraph, Report
from analysis.reports.gate import Objection, Wrong, objections
from analysis.tables import Value
from surveys.language import languages, words
from tests.unit.report_cases import basis, report

VI = words("vi")


def found(made: Report, rests_on: Basis | None = None) -> list[Wrong]:
    return [one.wrong for one in objections(rests_on or basis(), made, VI)]


def changed(made: Report, id: str, change: Callable[[list[list[Value]]], None]) -> Report:
    """The report with the cells of one table changed, as a hand would."""

    def block(one: Block) -> Block:
        if not isinstance(one, Exhibit) or one.table.id != id:
            return one
        rows = [list(row) for row in one.table.rows]
        change(rows)
        table = replace(one.table, rows=tuple(tuple(row) for row in rows))
        assert table != one.table, "something was changed"
        return replace(one, table=table)

    sections = (replace(s, blocks=tuple(map(block, s.blocks))) for s in made.sections)
    return replace(made, sections=tuple(sections))


@pytest.mark.parametrize("language", languages())
def test_a_sound_report_passes(language: str) -> None:
    """Nothing is held against it in either language, published totals that are told to differ included."""
    assert objections(basis(), report(language), words(language)) == ()


def _one_more(rows: list[list[Value]]) -> None:
    rows[0][1] = int(rows[0][1] or 0) + 1


def _other_total(rows: list[list[Value]]) -> None:
    rows[-1][-1] = int(rows[-1][-1] or 0) + 1


def _other_share(rows: list[list[Value]]) -> None:
    rows[0][1] = float(rows[0][1] or 0) + 0.001


@pytest.mark.parametrize(
    ("id", "change", "wrong"),
    [
        ("report_counts", _one_more, Wrong.SUM),
        ("report_counts", _other_total, Wrong.SUM),
        ("report_shares", _other_share, Wrong.SHARE),
        ("report_channels", _one_more, Wrong.SHARE),
    ],
)
def test_a_retyped_figure_is_refused_with_its_place(
    id: str, change: Callable[[list[list[Value]]], None], wrong: Wrong
) -> None:
    """One figure more or less in any table of counts or shares."""
    made = changed(report(), id, change)
    given = objections(basis(), made, VI)
    assert wrong in {one.wrong for one in given}
    titles = {one.table.title for one in made.exhibits}
    assert all(one.place.split(":")[0] in titles for one in given)


def test_a_hidden_number_that_a_total_gives_away_is_refused() -> None:
    """One unit's three people are the total less all the others."""
    given = basis()
    parts = (TakingPart("Xã A", None, None, 40, 37), TakingPart("Xã B", None, None, None, None))
    given = replace(given, taking_part=parts, whole=replace(given.whole, received=43, valid=40))
    assert found(compose(given, VI), given) == [Wrong.DERIVABLE, Wrong.DERIVABLE]
    enough = replace(given, whole=replace(given.whole, received=45, valid=42))
    assert found(compose(enough, VI), enough) == []


def test_a_base_of_few_people_is_refused() -> None:
    """A row of four people where five are the fewest."""
    given = replace(basis(), fewest=41)
    assert Wrong.DERIVABLE in found(compose(given, VI), given)


@pytest.mark.parametrize("text", ["Chị Nguyễn Thị Lan ở quầy 2", "gọi 0912 345 678", "a@b.vn"])
def test_names_and_numbers_of_people_are_refused(text: str) -> None:
    """And the objection does not repeat them."""
    given = replace(basis(), actions=(text,))
    [one] = objections(given, compose(given, VI), VI)
    assert one.wrong is Wrong.PERSONAL
    assert text not in one.said(VI)


def test_a_scale_without_dissatisfied_must_be_told_as_such() -> None:
    """The warning taken out of the text."""
    made = report()

    def without(block: Block) -> bool:
        return not (isinstance(block, Paragraph) and block.text == VI("warnings.no_negative"))

    sections = (replace(s, blocks=tuple(filter(without, s.blocks))) for s in made.sections)
    cut = replace(made, sections=tuple(sections))
    assert cut != made
    assert found(cut) == [Wrong.NO_NEGATIVE]


@pytest.mark.parametrize("language", languages())
def test_each_objection_has_its_sentence(language: str) -> None:
    """With the place in it."""
    for wrong in Wrong:
        assert "Bảng 1" in Objection(wrong, "Bảng 1").said(words(language))


def test_rows_of_another_table_do_not_pass_for_shares() -> None:
    """Counts and shares stand in the same order of criteria."""

    def swap(rows: list[list[Value]]) -> None:
        rows[0], rows[1] = rows[1], rows[0]

    assert Wrong.SHARE in found(changed(report(), "report_shares", swap))
