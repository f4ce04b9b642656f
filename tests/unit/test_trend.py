"""Several rounds beside each other: breaks, scales kept apart, sums, and what is not finished."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.charts.trend import Stop, lines_of
from analysis.reports.basis import Basis
from analysis.reports.breaks import Break, breaks
from analysis.reports.document import Items, Paragraph, Report
from analysis.reports.gate import Wrong, objections
from analysis.reports.trend import compose_trend, period_name
from surveys.errors import SurveyError
from surveys.formula import Formula
from surveys.language import languages, words
from surveys.period import EVERY, Period, begun, parse, periods_of
from surveys.round import Design, Origin, Round, State
from tests.unit.report_cases import basis

VI = words("vi")
DAYS = st.dates(date(1950, 1, 1), date(2150, 12, 31))


def a_round(closes: date, state: State = State.CLOSED) -> Round:
    return Round("2026-X", "", "short-counter@1", closes - timedelta(9), closes, ("99",), state)


def leg(id: str, **more: object) -> Basis:
    """A round of the small half-year under another name; `more` changes the round or the basis."""
    given = basis()
    of_round = {
        name: more.pop(name) for name in ("design", "valid", "formula", "origin") if name in more
    }
    round = replace(given.summary.round, id=id, **of_round)
    questionnaire = more.pop("questionnaire_hash", given.summary.questionnaire_hash)
    made = replace(given.summary, round=round, questionnaire_hash=questionnaire)
    scales = {one.question: "five" for one in made.criteria}
    told = {"units": frozenset({"99001", "99002"}), "scales": scales, "below": (), **more}
    return replace(given, summary=made, **told)


def of(*legs: Basis, period: str = EVERY, language: str = "vi") -> tuple[Basis, Report]:
    """The basis of these rounds, and the report on them."""
    made = replace(legs[-1], rounds=legs, period=period)
    return made, compose_trend(made, words(language))


def tables(made: Report, start: str) -> list[list[tuple[object, ...]]]:
    return [list(one.table.rows) for one in made.exhibits if one.table.id.startswith(start)]


@given(DAYS)
def test_a_day_is_in_its_year_half_and_quarter_and_in_no_other(day: date) -> None:
    """What is offered reads back as itself, and only the periods of that day are."""
    found = periods_of([a_round(day)])
    assert len(found) == 4
    assert found[-1] == EVERY
    half, quarter = 1 + (day.month > 6), (day.month + 2) // 3
    assert set(found[:3]) == {f"{day.year}", f"{day.year}-H{half}", f"{day.year}-Q{quarter}"}
    for text in found[:3]:
        period = parse(text)
        assert str(period) == text
        assert period.first <= day <= period.last
        assert not period.contains(a_round(period.last + timedelta(1)))
        assert not period.contains(a_round(period.first - timedelta(1)))


@given(st.text(max_size=9))
def test_what_is_no_period_is_refused(text: str) -> None:
    """Whatever is read is written again as it stood."""
    try:
        found = parse(text)
    except SurveyError:
        return
    assert str(found) == text
    assert found == Period(found.year, found.part)


@pytest.mark.parametrize(
    "text", ["", "2026-H3", "2026-Q5", "2026-q1", "2026 ", "٢٠٢٦", "0000", EVERY]
)
def test_these_are_no_periods(text: str) -> None:
    """Neither are digits of other scripts."""
    with pytest.raises(SurveyError):
        parse(text)


def test_a_round_that_is_only_planned_is_in_no_report() -> None:
    """The oldest of the others comes first."""
    days = [date(2026, 6, 30), date(2025, 12, 31), date(2026, 3, 31)]
    planned = a_round(date(2026, 9, 30), State.PLANNED)
    found = begun([*map(a_round, days), planned], EVERY)
    assert [one.closes for one in found] == sorted(days)
    assert [one.closes for one in begun(found, "2026-H1")] == sorted(days)[1:]
    assert periods_of([planned]) == ()
    published = replace(planned, origin=Origin.PUBLISHED)
    assert begun([published], EVERY) == (published,)
    assert periods_of([published]) == ("2026", "2026-H2", "2026-Q3", EVERY)


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({}, ()),
        ({"questionnaire_hash": "other"}, (Break.QUESTIONNAIRE,)),
        ({"scales": {"q": "three"}}, (Break.SCALE,)),
        ({"formula": Formula.LINEAR_MEAN}, (Break.FORMULA,)),
        ({"design": Design.CENSUS}, (Break.DESIGN,)),
        ({"valid": 80}, (Break.VALID,)),
        ({"origin": Origin.PUBLISHED}, (Break.ORIGIN,)),
        ({"units": frozenset({"99001"})}, (Break.UNITS,)),
    ],
)
@pytest.mark.parametrize("language", languages())
def test_what_differs_is_named_and_cuts_the_line(
    change: dict[str, object], found: tuple[Break, ...], language: str
) -> None:
    """In the text, and in the words for who does not see the chart."""
    told = words(language)
    legs = (leg("2025-H2"), leg("2026-H1", **change))
    assert breaks(*legs) == found
    _, made = of(*legs, language=language)
    [section] = [one for one in made.sections if one.id == "breaks"]
    said = " ".join(
        " ".join(one.texts) if isinstance(one, Items) else one.text
        for one in section.blocks
        if isinstance(one, Items | Paragraph)
    )
    assert (told("report.trend.unbroken") in said) is not found
    for one in found:
        assert told(f"breaks.{one}") in said
    cut = told("charts.trend_cut", rounds="2026-H1")
    if found != (Break.SCALE,):
        [picture] = made.pictures
        assert (cut in picture.alt) is bool(found)


def test_no_table_and_no_chart_has_two_scales() -> None:
    """Each scale has its own, with a sentence; nothing that is on another scale counts as shared."""
    first, second = leg("2025-H1"), leg("2025-H2")
    other = leg("2026-H1", scales={one.question: "three" for one in second.summary.criteria})
    _, made = of(first, second, other)
    shares = tables(made, "report_trend_shares")
    assert [[row[0] for row in rows] for rows in shares] == [["2025-H1", "2025-H2"], ["2026-H1"]]
    for rows in (*tables(made, "report_trend_criteria"), *tables(made, "report_trend_factors")):
        assert {row[1] for row in rows} == {"2025-H1", "2025-H2"}
    assert len(made.pictures) == 1
    assert VI("report.trend.scales") in [
        one.text for one in made.blocks() if isinstance(one, Paragraph)
    ]


def test_a_line_ends_at_a_break_and_where_a_round_has_no_figure() -> None:
    """Nothing is drawn through either."""

    def stop(at: int, *, broken: bool = False) -> Stop:
        return Stop(str(at), 0.8, 0.7, 0.9, "40", at, broken)

    assert lines_of([stop(0), stop(1), stop(2)]) == [0, 0, 0]
    assert lines_of([stop(0), stop(1, broken=True), stop(2)]) == [0, 1, 1]
    assert lines_of([stop(0), stop(2), stop(3, broken=True)]) == [0, 1, 2]


def test_the_total_is_the_sum_and_is_none_where_a_part_is_not_shown() -> None:
    """Published totals and forms collected here are not added up at all."""
    _, made = of(leg("2025-H2"), leg("2026-H1"))
    [rows] = tables(made, "report_trend_received")
    assert rows[-1][2:4] == (98, 80)
    hidden = leg("2026-H1", whole=replace(basis().whole, received=None, valid=None))
    given, made = of(leg("2025-H2"), hidden)
    [rows] = tables(made, "report_trend_received")
    assert rows[-1][2:4] == (None, None)
    assert objections(given, made, VI) == ()
    _, made = of(leg("2025-H2", origin=Origin.PUBLISHED), leg("2026-H1"))
    assert tables(made, "report_trend_received") == []
    assert len(tables(made, "report_trend_apart")[0]) == 2


def test_the_gate_stops_a_total_that_is_not_the_sum() -> None:
    """And one that tells what a hidden part is."""
    given, made = of(leg("2025-H2"), leg("2026-H1"))
    assert objections(given, made, VI) == ()
    for change in ({3: 81}, {2: 1}):
        broken = _with_total(made, change)
        assert {one.wrong for one in objections(given, broken, VI)} == {Wrong.SUM}


def _with_total(made: Report, change: dict[int, int]) -> Report:
    def changed(block: object) -> object:
        table = getattr(block, "table", None)
        if table is None or table.id != "report_trend_received":
            return block
        *rows, whole = table.rows
        total = tuple(change.get(at, value) for at, value in enumerate(whole))
        return replace(block, table=replace(table, rows=(*rows, total)))  # type: ignore[type-var]

    sections = [replace(one, blocks=tuple(map(changed, one.blocks))) for one in made.sections]
    return replace(made, sections=tuple(sections))  # type: ignore[arg-type]


@pytest.mark.parametrize("language", languages())
def test_a_round_that_is_not_over_is_marked_and_makes_the_report_a_draft(language: str) -> None:
    """In its rows, before the figures, and on every page."""
    told = words(language)
    _, made = of(leg("2025-H2"), leg("2026-H1", provisional=True), language=language)
    assert made.draft == told("report.draft")
    mark = told("report.trend.unfinished")
    for start in ("report_trend_received", "report_trend_shares"):
        [rows] = tables(made, start)
        marked = {row[0] for row in rows if mark in str(row[-1])}
        assert marked == {"2026-H1"}
    _, finished = of(leg("2025-H2"), leg("2026-H1"), language=language)
    assert finished.draft == ""


def test_periods_are_named_as_people_say_them() -> None:
    """In the subject of the report and in the pickers."""
    assert period_name("2026-Q3", VI) == "quý III năm 2026"
    assert period_name("2026-H1", VI) == "6 tháng đầu năm 2026"
    assert period_name("2026", VI) == "năm 2026"
    _, made = of(leg("2026-H1"), period="2026")
    assert (made.name, made.subject.endswith("năm 2026")) == ("2026-99", True)


def test_each_round_has_its_own_number_of_the_fewest() -> None:
    """Totals that others published keep their small bases; those of a round of ours are refused."""
    small = leg("2026-H1").summary.overall.n or 0
    given, made = of(leg("2025-H2", fewest=1), leg("2026-H1", fewest=1))
    demanding = replace(given, fewest=small + 1)
    assert objections(demanding, made, VI) == ()
    own = tuple(replace(one, fewest=small + 1) for one in given.rounds[:1])
    found = objections(replace(demanding, rounds=(*own, *given.rounds[1:])), made, VI)
    assert {one.wrong for one in found} == {Wrong.DERIVABLE}
    both = tuple(replace(one, fewest=small + 1) for one in given.rounds)
    assert len(objections(replace(demanding, rounds=both), made, VI)) == 2 * len(found)
