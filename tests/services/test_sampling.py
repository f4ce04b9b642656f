"""Rounds whose people were drawn: every page obeys the design, and none gives a hidden unit away."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

import settings
from analysis.estimate import Covers, Standing
from analysis.statistics.design import LonelyUnit
from analysis.summary import UNIT, Warning
from analysis.weighing import Weighing
from services import demo, results, studying
from services.program import Program, close_program, open_program
from services.results import find_round, narrowed, summary
from services.sampling import served_by, weighings_of
from services.studying import study_now
from surveys.round import DRAWN, Design
from surveys.tally import ALL, CHANNEL, Slice
from surveys.unit import UnitKind
from tests.acts import ACT
from tests.conftest import NOW

pytestmark = pytest.mark.long

ROUND = "2026-H1"


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """A closed round in which every unit served another number of people than its answers tell."""
    told = {"LONELY_UNIT": "centre"}
    opened = open_program(settings.read(told, tmp_path_factory.mktemp("sampling") / "var"))
    list(demo.fill(opened, 700, NOW))
    units = find_round(opened, ROUND).units
    own, tree = {unit: 400 + 90 * n for n, unit in enumerate(units)}, opened.store.tree(ROUND)
    served = {unit: sum(own.get(one.code, 0) for one in tree.below(unit)) for unit in units}
    opened.store.save_served({(ROUND, unit): people for unit, people in served.items()}, ACT)
    yield opened
    close_program(opened)


def declared(monkeypatch: pytest.MonkeyPatch, design: Design) -> None:
    """The round as it would be, had this design been declared when it was planned."""

    def found(program: Program, id: str) -> object:
        return replace(find_round(program, id), design=design)

    monkeypatch.setattr(results, "find_round", found)
    monkeypatch.setattr(studying, "find_round", found)


def lone_in_its_kind(weighing: Weighing) -> Weighing:
    """The same sample with its first unit the only one drawn of nine of its kind."""
    sample = weighing.sample
    kinds = (UnitKind.PROVINCE, *(UnitKind.COMMUNE for _ in sample.units[1:]))
    in_all = dict.fromkeys(UnitKind, 9 + len(kinds))
    lonely = LonelyUnit.REFUSE
    return replace(weighing, sample=replace(sample, kinds=kinds, in_all=in_all, lonely=lonely))


@pytest.mark.parametrize("design", sorted(DRAWN))
def test_both_pages_say_the_same(
    filled: Program, monkeypatch: pytest.MonkeyPatch, design: Design
) -> None:
    """A criterion on *Kết quả* has the share and interval that *Phân tích* has from every person."""
    declared(monkeypatch, design)
    shown, made = summary(filled, ROUND, None, NOW), study_now(filled, ROUND, None, NOW)
    assert shown.overall.covers == made.covers == design
    assert shown.overall.share == pytest.approx(made.index.value)
    assert shown.overall.low is not None
    assert made.index.low is not None
    assert shown.overall.low <= made.index.low + 1e-9, "rather too wide, never too narrow"
    compared = 0
    for mine, theirs in zip(made.criteria, shown.criteria, strict=True):
        if theirs.satisfied is None or theirs.satisfied.share is None:
            continue
        one = theirs.satisfied
        assert one.share == pytest.approx(mine.satisfied.value)
        assert (one.low, one.high) == pytest.approx((mine.satisfied.low, mine.satisfied.high))
        parts = [part.share for part in theirs.parts]
        assert parts == pytest.approx([level.share.value for level in mine.levels])
        compared += 1
    assert compared > 15


@pytest.mark.parametrize("design", sorted(DRAWN))
def test_a_units_row_is_what_its_own_page_says(
    filled: Program, monkeypatch: pytest.MonkeyPatch, design: Design
) -> None:
    """Share and interval; a unit is a sample of its own people."""
    declared(monkeypatch, design)
    rows = narrowed(summary(filled, ROUND, None, NOW), UNIT).rows
    shown = [row for row in rows if row.satisfied.shown]
    assert len(shown) > 5
    for row in shown:
        assert row.satisfied == summary(filled, ROUND, row.value, NOW).overall


def test_counts_are_as_they_came_and_shares_are_weighted(
    filled: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And a reader who divides one by the other is told."""
    plain = summary(filled, ROUND, None, NOW)
    assert not {Warning.WEIGHTED, Warning.UNWEIGHTED} & set(plain.warnings)
    declared(monkeypatch, Design.STRATIFIED)
    made = summary(filled, ROUND, None, NOW)
    assert (made.overall.count, made.overall.n) == (plain.overall.count, plain.overall.n)
    assert made.overall.share != pytest.approx(plain.overall.share, abs=1e-6)
    assert Warning.WEIGHTED in made.warnings
    assert Warning.UNWEIGHTED not in made.warnings
    alone = next(row.value for row in narrowed(made, UNIT).rows if row.satisfied.shown)
    own = summary(filled, ROUND, alone, NOW)
    if not own.breakdowns[0].rows:
        assert Warning.WEIGHTED not in own.warnings, "the people of one unit count alike"


def test_by_hand(filled: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    """The weighted share of everybody and of a channel, worked out from snapshots alone."""
    declared(monkeypatch, Design.STRATIFIED)
    made = summary(filled, ROUND, None, NOW)
    criteria = [one.question for one in made.criteria]
    snapshots, tree = filled.store.snapshots(ROUND), filled.store.tree(ROUND)
    people = {unit: tally[ALL, ""].responses for unit, tally in snapshots.items()}
    served = served_by(tree, filled.store.served(ROUND), people)
    assert min(one[ALL, ""].responses for one in snapshots.values()) >= 5, "nothing is put together"
    for where, share in [
        ((ALL, ""), made.overall.share),
        *(
            ((CHANNEL, row.value), row.satisfied.share)
            for row in narrowed(made, CHANNEL).rows
            if row.satisfied.shown
        ),
    ]:
        above = below = 0.0
        for unit, tally in snapshots.items():
            weight = served[unit] / tally[ALL, ""].responses
            counts = tally.get(where, Slice()).counts
            for cells in (counts.get(one, {}) for one in criteria):
                above += weight * (cells.get("4", 0) + cells.get("5", 0))
                below += weight * sum(n for level, n in cells.items() if level.isdigit())
        exactly = where == (ALL, "")
        assert share == pytest.approx(above / below, abs=1e-9 if exactly else 0.02)


def test_who_has_not_said_how_many_were_served(
    filled: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The design cannot be obeyed, and the page says so instead of weighing with guesses."""
    declared(monkeypatch, Design.TWO_STAGE)
    known = {unit: n for unit, n in filled.store.served(ROUND).items() if unit != "99.01"}
    monkeypatch.setattr(type(filled.store), "served", lambda store, round: known)
    made = summary(filled, ROUND, None, NOW)
    assert Warning.UNWEIGHTED in made.warnings
    assert made.overall.covers is Covers.NOT_AS_DECLARED


def test_one_unit_drawn_of_its_kind(filled: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without somebody's choice what to do there is no interval, so there is no figure either."""
    declared(monkeypatch, Design.TWO_STAGE)

    def alone(*asked: object) -> tuple[Covers, dict[str, Weighing]]:
        covers, found = weighings_of(*asked)  # type: ignore[arg-type]
        return covers, {code: lone_in_its_kind(one) for code, one in found.items()}

    monkeypatch.setattr(results, "weighings_of", alone)
    made = summary(filled, ROUND, None, NOW)
    assert made.overall.standing is Standing.LONE_UNIT
    assert not made.overall.shown
    assert Warning.LONE_UNIT in made.warnings
    assert Warning.NOTHING_YET not in made.warnings, "there are answers enough"
