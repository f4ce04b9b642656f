"""What a study may not be read to say: certainty, a first and a last, the opinion of who was not heard."""

from dataclasses import replace
from math import isnan

import pytest

from analysis.statistics.design import LonelyUnit
from analysis.study.figure import State
from analysis.study.study import Study, study
from surveys.language import words
from surveys.round import Design
from tests.unit.study_cases import (
    USUAL_CHANNELS,
    Case,
    frame_of,
    matrix_of,
    study_of,
)
from tests.unit.test_drawings import drawing, in_order

pytestmark = pytest.mark.long

ONE_PERSON = {"sizes": {"99002": 1}, "communes": 3, "departments": 1, "people": (200, 200)}
DRAWN = [Design.SIMPLE, Design.STRATIFIED, Design.TWO_STAGE]


@pytest.fixture(scope="module")
def usual() -> Study:
    """A round with an earlier one, several units of two kinds, and all channels."""
    return study_of(Case(spread=0.6), before=Case(seed=8, level=1.6))


def made_with(case: Case, lonely: LonelyUnit) -> Study:
    matrix, places = matrix_of(case)
    frame = replace(frame_of(case, places), lonely=lonely)
    return study("2026-H1", matrix, frame, USUAL_CHANNELS, sum(one.served or 0 for one in places))


@pytest.mark.parametrize("lonely", [*LonelyUnit])
@pytest.mark.parametrize("design", DRAWN)
def test_who_stands_alone_is_named_or_somebodys_choice(design: Design, lonely: LonelyUnit) -> None:
    """One response in a unit that people were drawn in: no interval of anything, and a sentence why."""
    made = made_with(Case(design=design, **ONE_PERSON), lonely)  # type: ignore[arg-type]
    for id in ("index", "criteria", "ranks_commune"):
        in_order(drawing(made, id), words("vi"), draw=False)
    refused = lonely is LonelyUnit.REFUSE and design is Design.TWO_STAGE
    assert (made.index.state is State.LONE_PERSON) == refused
    for one in made.criteria:
        assert one.mean is not None
        assert one.net is not None
        told = [one.mean, one.net, *(level.share for level in one.levels)]
        assert {isnan(figure.low) for figure in told} == {one.satisfied.low is None} == {refused}
    assert ("một phiếu" in drawing(made, "index").means) == refused


def test_a_kind_with_one_drawn_unit_is_another_case() -> None:
    """There it is the units of which nobody knows how far they differ."""
    made = study_of(Case(communes=1, departments=1, people=(300, 300), design=Design.TWO_STAGE))
    assert made.index.state is State.LONE_UNIT
    assert all(isnan(one.mean.low) for one in made.criteria if one.mean)


@pytest.mark.parametrize("design", [*DRAWN, Design.OPT_IN, Design.CENSUS])
def test_the_index_of_everybody_is_told_with_its_condition(design: Design) -> None:
    """Nobody reads that the true figure lies in the interval, whoever did not answer."""
    said = drawing(study_of(Case(design=design)), "index").means
    assert ("Nếu những người đã trả lời giống một phần ngẫu nhiên" in said) == (design not in DRAWN)
    assert ("Nếu những người được chọn mà không trả lời" in said) == (design in DRAWN)


@pytest.mark.parametrize("design", [*Design])
def test_bounds_hold_what_was_answered_however_units_are_weighted(design: Design) -> None:
    """The worst case is what those who answered said, over everybody served; weights know no more."""
    case = Case(communes=2, departments=0, spread=1.5, sizes={"99001": 300, "99002": 40}, seed=2)
    case = replace(case, design=design)
    matrix, places = matrix_of(case)
    known = [replace(one, served=n) for one, n in zip(places, (300, 9000), strict=True)]
    made = study("2026-H1", matrix, frame_of(case, tuple(known)), served=9300)
    answers = int((matrix.levels > 0).sum())
    share = int((matrix.levels >= 4).sum()) / answers
    assert made.silent.bounds is not None
    assert made.silent.bounds.worst == pytest.approx(share * matrix.size / 9300)
    assert made.silent.answers.value == pytest.approx(share)


def test_first_and_last_are_told_with_who_may_be_there_as_well(usual: Study) -> None:
    """Counted from the intervals; the same for what goes along most."""
    ends = sorted(
        (one.satisfied.value, one.satisfied.low, one.satisfied.high) for one in usual.criteria
    )
    top = sum(high >= ends[-1][1] for _, _, high in ends[:-1])
    bottom = sum(low <= ends[0][2] for _, low, _ in ends[1:])
    assert top + bottom > 0
    told = f"Khoảng của {top} nội dung khác chồng lên khoảng cao nhất, của {bottom} nội dung khác"
    assert told in drawing(usual, "criteria").means
    first, *others = usual.matters.factors
    beside = sum(one.driver.high >= first.driver.low for one in others)
    assert beside > 0
    assert f"Khoảng của {beside} nhóm khác chồng lên" in drawing(usual, "drivers").means


def test_what_stands_in_for_the_whole_is_named(usual: Study) -> None:
    """The form of the ministry does not ask about the whole; the short one does."""
    one = drawing(usual, "drivers")
    assert "thay cho nó" in one.means
    assert one.title != words("vi")("drawings.drivers.title")
    short = drawing(study_of(Case(key="short-counter@1")), "drivers")
    assert "thay cho nó" not in short.means
    assert short.title == words("vi")("drawings.drivers.title")


def test_the_file_of_criteria_has_the_intervals_of_all_levels(usual: Study) -> None:
    """More than the page has room for: Goodman's, both ends of each level."""
    one = drawing(usual, "criteria")
    more = len(one.file.columns) - len(one.table.columns)
    assert more == 2 * len(usual.criteria[0].levels)
    highest = usual.criteria[0].levels[-1].share
    assert one.file.rows[0][-more:][:2] == (highest.low, highest.high)
    assert drawing(usual, "index").numbers is None


def test_a_finding_has_its_own_base_and_interval() -> None:
    """Those who answered this criterion at this unit; everybody satisfied is no certainty."""
    case = Case(spread=1.2, missing=0.3)
    matrix, places = matrix_of(case)
    made = study("2026-H1", matrix, frame_of(case, places))
    assert len(made.findings.found) > 3
    for one in made.findings.found:
        mine = matrix.levels[matrix.unit == matrix.units.index(one.unit)]
        given = mine[:, matrix.criteria.index(one.criterion)]
        assert one.satisfied.n == (given > 0).sum() < len(mine)
        assert one.satisfied.low is not None
        assert one.satisfied.high is not None
        assert one.satisfied.high - one.satisfied.low > 0.01
    n, *ends = drawing(made, "findings").table.rows[0][2:6]
    first = made.findings.found[0].satisfied
    assert [n, *ends] == [first.n, first.value, first.low, first.high]


def test_figures_that_count_everybody_alike_say_so_under_weights() -> None:
    """Weeks watch what comes in, unweighted; beside a weighted index that must be said."""
    note = words("vi")("drawings.alike_counted")
    for design in Design:
        made = study_of(Case(design=design))
        told = note in drawing(made, "weeks").table.notes
        assert told == (design in (Design.STRATIFIED, Design.TWO_STAGE))


def test_the_ways_of_answering_tell_who_is_missing() -> None:
    """Their numbers do not add up to all responses where some cannot be told apart."""
    made = study_of(Case(), channels=replace(USUAL_CHANNELS, apart=36))
    assert any("36" in note for note in drawing(made, "channels").table.notes)
