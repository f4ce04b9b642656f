"""The report on one procedure field: the figures of the breakdown, no other, and none that is kept back."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from analysis.reports.document import Report
from analysis.reports.field import compose_field, fields_kept_back, fields_told, told_of
from analysis.reports.gate import Wrong, objections
from analysis.reports.ledger import ledger, sources
from analysis.tables import Value
from surveys.errors import Code, SurveyError
from surveys.language import languages, words
from surveys.procedure_field import UNSTATED
from surveys.tally import FIELD
from tests.unit.report_cases import FIELDS, field_basis
from tests.unit.test_gate import changed
from tests.unit.test_report_kinds import texts

VI = words("vi")


def made(language: str = "vi") -> Report:
    return compose_field(field_basis(), words(language))


def rows(report: Report, id: str) -> list[tuple[Value, ...]]:
    return [row for one in report.exhibits if one.table.id == id for row in one.table.rows]


def test_only_fields_that_have_figures_can_be_told() -> None:
    """Few people keep a field back; nobody has one that nobody came for, and *not stated* is none."""
    summary = field_basis().summary
    assert [one.value for one in fields_told(summary)] == ["land", "business"]
    assert [one.value for one in fields_kept_back(summary)] == ["social", "residence"]


@pytest.mark.parametrize("field", ["social", "residence", "civil_status", UNSTATED, "", "gone"])
def test_a_field_that_is_kept_back_has_no_report(field: str) -> None:
    """The same refusal for a few people as for nobody, so that it tells nothing."""
    with pytest.raises(SurveyError) as refused:
        compose_field(field_basis(field), VI)
    assert refused.value.code is Code.FIELD_TOO_FEW
    assert set(refused.value.details) == {"field", "unit", "round"}


@pytest.mark.parametrize("language", languages())
def test_every_figure_is_one_of_the_breakdown(language: str) -> None:
    """Of the unit, of its units, or of all responses of the unit: nothing is counted anew."""
    basis = field_basis()
    every = (basis.summary, *basis.below)
    known = {None, 0, 1.0, basis.summary.responses}
    for one in (basis.summary.overall, *(told_of(one, "land").satisfied for one in every[:2])):
        known |= {one.n, one.share, one.low, one.high}
    known |= {told_of(one, "land").responses for one in every[:2]}
    known.add(FIELDS["99"]["land"] / 40)
    told = made(language)
    assert {one.value for one in ledger(told, words(language))} <= known
    assert rows(told, "report_field_received")[0][1] == FIELDS["99"]["land"]


def test_units_show_what_their_own_pages_show() -> None:
    """The second commune keeps back land beside the one person of another field."""
    first, second, whole = rows(made(), "report_field_units")
    assert first[:3] == ("Xã A", 15, 15 * 4)
    assert second == ("=Xã B", None, None, None, None, None, VI("standing.hidden"))
    assert whole[1] == 20


def test_where_no_unit_may_be_told_apart_there_is_no_table() -> None:
    """It says why, and no chart is drawn."""
    basis = field_basis()
    report = compose_field(replace(basis, below=basis.below[1:]), VI)
    assert rows(report, "report_field_units") == []
    assert VI("report.field.no_units") in texts(report)
    assert report.pictures == ()
    alone = compose_field(replace(basis, below=()), VI)
    assert "units" not in [one.id for one in alone.sections]


def test_a_unit_to_which_nobody_came_for_it_has_none() -> None:
    """Nobody is a number too, where those beside it are shown."""
    report = compose_field(field_basis("business"), VI)
    assert [row[:2] for row in rows(report, "report_field_units")] == [
        ("Xã A", 14),
        ("=Xã B", 0),
        (VI("report.whole"), 14),
    ]


def test_other_fields_are_not_named() -> None:
    """Neither with figures nor without."""
    said = " ".join(texts(made()))
    tables = " ".join(str(row) for one in made().exhibits for row in one.table.rows)
    for row in next(one for one in field_basis().summary.breakdowns if one.dimension == FIELD).rows:
        if row.value != "land":
            assert row.label.in_("vi") not in said + tables


@pytest.mark.parametrize("language", languages())
def test_the_ledger_names_the_field_as_the_filter(language: str) -> None:
    """So do the lines under the tables; n is the field's."""
    label = told_of(field_basis().summary, "land").label.in_(language)
    for one in sources(made(language)):
        assert f"“{label}”" in one.filter
        assert one.n == 20


@pytest.mark.parametrize("language", languages())
def test_it_says_what_is_not_given_by_field(language: str) -> None:
    """Levels, index, the round before: whoever looks for them is told where they are."""
    told = words(language)
    section = next(one for one in made(language).sections if one.id == "limits")
    assert told("report.field.only") in texts(made(language))
    assert len(section.blocks) == 2
    named = " ".join(texts(made(language)))
    for key in ("levels", "index", "before", "ranks", "others", "handed_out"):
        assert told(f"report.field.not.{key}") in named


@pytest.mark.parametrize("language", languages())
def test_the_gate_lets_it_pass(language: str) -> None:
    """Also a report on the other field."""
    for field in ("land", "business"):
        basis = field_basis(field)
        assert objections(basis, compose_field(basis, words(language)), words(language)) == ()


def _few_left(rows: list[list[Value]]) -> None:
    rows[0][1] = 37


def _few_there(rows: list[list[Value]]) -> None:
    rows[0][1] = 4


def _unit_gives_away(rows: list[list[Value]]) -> None:
    rows[0][1] = 18


@pytest.mark.parametrize(
    ("id", "change"),
    [
        ("report_field_received", _few_left),
        ("report_field_received", _few_there),
        ("report_field_share", _few_there),
        ("report_field_units", _few_there),
        ("report_field_units", _unit_gives_away),
    ],
)
def test_the_gate_refuses_what_gives_a_few_people_away(
    id: str, change: Callable[[list[list[Value]]], None]
) -> None:
    """A small base, few left of all responses, few left of the field without the units shown."""
    report = changed(made(), id, change)
    found = {one.wrong for one in objections(field_basis(), report, VI)}
    assert found == {Wrong.DERIVABLE}
