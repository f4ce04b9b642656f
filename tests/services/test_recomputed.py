"""The demo's figures against those of `recomputed`, which shares no line with the product's statistics."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from statistics import fmean

import numpy as np
import pytest
from scipy import stats

import settings
from analysis.matrix import Matrix
from analysis.statistics.design import LonelyUnit
from analysis.study.criteria import criteria_of, index_of
from analysis.study.figure import Figure
from analysis.study.frame import Frame, Place, plan_of
from analysis.study.study import Study
from services import demo
from services.program import Program, close_program, open_program
from services.reading import read_matrix
from services.results import find_round
from services.studying import study_now
from surveys.formula import Formula
from surveys.questionnaire import find
from surveys.round import Design
from surveys.unit import UnitKind
from tests.acts import ACT
from tests.conftest import NOW
from tests.services import recomputed
from tests.services.recomputed import People, Z, base_of, wilson

pytestmark = pytest.mark.long

NOW_ROUND, BEFORE = "2026-H1", "2025-H2"
FORM = find("ministry-service@1")
NEAR = 1e-9


def near(value: object) -> object:
    """As near as floating point comes."""
    return pytest.approx(value, rel=NEAR, abs=NEAR)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """Two closed rounds in which every unit, the counters too, has said how many people it served."""
    opened = open_program(settings.read({}, tmp_path_factory.mktemp("recomputed") / "var"))
    list(demo.fill(opened, 700, NOW))
    for round in (NOW_ROUND, BEFORE):
        known = opened.store.served(round)
        units = find_round(opened, round).units
        missing = {(round, unit): 700 + 10 * n for n, unit in enumerate(units) if unit not in known}
        opened.store.save_served(missing, ACT)
    yield opened
    close_program(opened)


@pytest.fixture(scope="module")
def made(filled: Program) -> Study:
    return study_now(filled, NOW_ROUND, None, NOW)


@pytest.fixture(scope="module")
def people(filled: Program) -> People:
    return recomputed.people_of(filled.store, NOW_ROUND, FORM)


@pytest.fixture(scope="module")
def earlier(filled: Program) -> People:
    return recomputed.people_of(filled.store, BEFORE, FORM)


@pytest.fixture(scope="module")
def matrix(filled: Program) -> Matrix:
    return read_matrix(filled, find_round(filled, NOW_ROUND), lambda _: None)


def frame_of(filled: Program, design: Design, formula: Formula = Formula.POOLED) -> Frame:
    """All units of the round, of which there are three times as many to draw from."""
    served = filled.store.served(NOW_ROUND)
    taking_part = find_round(filled, NOW_ROUND).units
    places = tuple(
        Place(one.code, one.name, one.kind, served[one.code])
        for one in filled.store.units().by_code.values()
        if one.code in taking_part
    )
    kinds = [place.kind for place in places]
    in_all = {kind: 3 * kinds.count(kind) for kind in UnitKind}
    return Frame("99", FORM, places, design, formula, 5, in_all, LonelyUnit.REFUSE)


def pooled(people: People, *criteria: str) -> tuple[float, float, float]:
    """Share, variance and base of some criteria together."""
    u, l = people.satisfied(*criteria)  # noqa: E741
    value, variance = recomputed.ratio(u, l)
    return value, variance, base_of(value, variance, float(l.sum()))


def same(figure: Figure, value: float, base: float) -> None:
    """A figure with this value and the interval of this base."""
    assert figure.value == near(value)
    assert (figure.low, figure.high) == near(wilson(value, base))
    assert figure.base == near(base)


def test_index_sections_and_criteria(made: Study, people: People) -> None:
    """n, share, and Wilson's interval on the base that the linearised variance is worth."""
    assert made.n == len(people.unit)
    value, variance, base = pooled(people)
    same(made.index, value, base)
    assert made.index.design_effect == near(variance / (value * (1 - value) / made.n))
    for factor, section in zip(made.factors, FORM.sections, strict=False):
        inside = [one.id for one in section.criteria]
        same(factor.satisfied, *pooled(people, *inside)[::2])
    for one in made.criteria:
        u, l = people.satisfied(one.id)  # noqa: E741
        assert one.satisfied.n == l.sum()
        assert one.satisfied.value == near(u.sum() / l.sum())
        same(one.satisfied, *pooled(people, one.id)[::2])
        assert one.not_given == near(1 - l.sum() / made.n)


def test_the_interval_of_one_criterion_is_nearly_that_of_plain_counting(
    made: Study, people: People
) -> None:
    """Its effective base is n but for the n - 1 of the variance and for who skipped it."""
    for one in made.criteria:
        u, l = people.satisfied(one.id)  # noqa: E741
        plain = wilson(float(u.sum() / l.sum()), float(l.sum()))
        assert (one.satisfied.low, one.satisfied.high) == pytest.approx(plain, abs=2e-4)


def test_levels_and_means_of_criteria(made: Study, people: People) -> None:
    """Goodman's intervals hold for all levels together; means have Student's."""
    for one in made.criteria:
        given = people.levels[:, people.criteria.index(one.id)]
        given = given[~np.isnan(given)]
        assert one.mean is not None
        n, base = len(given), one.satisfied.effective or 0.0
        assert one.mean.value == near(given.mean())
        half = stats.t.ppf(0.975, base - 1) * given.std(ddof=1) / np.sqrt(base)
        assert (one.mean.low, one.mean.high) == near((given.mean() - half, given.mean() + half))
        for level, shown in enumerate(one.levels, start=1):
            share = float((given == level).sum() / n)
            assert shown.share.value == near(share)
            assert (shown.share.low, shown.share.high) == near(wilson(share, base, 1 - 0.05 / 5))


def test_other_formulas(filled: Program, matrix: Matrix, people: People) -> None:
    """Mean of shares, everything satisfied, and both means of levels."""

    def index(formula: Formula) -> Figure:
        frame = frame_of(filled, Design.OPT_IN, formula)
        return index_of(matrix, frame, plan_of(frame, matrix)[0])

    n = len(people.unit)
    shares = [recomputed.ratio(*people.satisfied(one)) for one in people.criteria]
    parts = np.zeros(n)
    for one, (share, _) in zip(people.criteria, shares, strict=True):
        u, l = people.satisfied(one)  # noqa: E741
        parts += (u - share * l) / l.sum() / len(shares)
    value, variance = fmean(share for share, _ in shares), float(n * np.var(parts, ddof=1))
    got = index(Formula.MEAN_OF_SHARES)
    assert got.value == near(value)
    answers = sum(people.satisfied(one)[1].sum() for one in people.criteria)
    assert (got.low, got.high) == near(wilson(value, min(answers, base_of(value, variance, 1e9))))

    u, l = people.satisfied()  # noqa: E741
    every = (u == l)[l > 0].astype(float)
    got = index(Formula.ALL_SATISFIED)
    assert got.value == near(every.mean())
    assert (got.low, got.high) == pytest.approx(wilson(float(every.mean()), len(every)), abs=2e-4)

    for formula, scaled in (
        (Formula.MEAN_OF_MAXIMUM, people.levels / 5),
        (Formula.LINEAR_MEAN, (people.levels - 1) / 4),
    ):
        value, variance = recomputed.ratio(np.nansum(scaled, axis=1), l)
        half = stats.t.ppf(0.975, n - 1) * np.sqrt(variance)
        got = index(formula)
        assert (got.value, got.low, got.high) == near((value, value - half, value + half))


def test_changes(made: Study, people: People, earlier: People) -> None:
    """Newcombe's intervals on effective bases; Holm over the headline, 5 % false among criteria."""
    sections = {one.id: [c.id for c in one.criteria] for one in FORM.sections if one.criteria}
    inside = {"index": [], **sections} | {one: [one] for one in people.criteria}
    p: dict[str, float] = {}
    for one in (*made.changes.headline, *made.changes.criteria):
        (now, _, n), (before, _, m) = (pooled(p_, *inside[one.id]) for p_ in (people, earlier))
        gap = one.change.difference
        assert gap.value == near(now - before)
        assert (gap.low, gap.high) == near(recomputed.newcombe(now, n, before, m))
        p[one.id] = recomputed.score_p(now, n, before, m)
        assert gap.p == near(p[one.id])
        reach = Z + stats.norm.ppf(0.8)
        least = reach * np.sqrt(before * (1 - before) * (1 / n + 1 / m))
        assert one.detectable == near(least)
    headline = recomputed.holm({one.id: p[one.id] for one in made.changes.headline})
    assert {one.id: one.adjusted for one in made.changes.headline} == near(headline)
    told = sorted(one.adjusted for one in made.changes.criteria if one.adjusted <= 0.05)
    assert told == near(recomputed.false_discoveries(p[one.id] for one in made.changes.criteria))
    assert len(told) >= 3


def test_units_ranks_and_findings(made: Study, people: People) -> None:
    """Each unit by itself, the ranks that chance leaves, and each criterion against the other units."""
    tests: list[float] = []
    for group in made.groups:
        shown = {one.code: one for one in group.units if one.satisfied.shown}
        own = {code: _part(people, [code]) for code in shown}
        errors = {}
        for code, unit in shown.items():
            value, _, base = pooled(own[code])
            same(unit.satisfied, value, base)
            errors[code] = (value, recomputed.agresti_coull_error(value, base))
        for code, (best, worst) in recomputed.rank_intervals(errors).items():
            ranked = shown[code].ranked
            assert ranked is not None
            assert (ranked.best, ranked.worst) == (best, worst)
        for criterion in people.criteria:
            told = {c for c in shown if own[c].satisfied(criterion)[1].sum() >= 5}
            for code in told:
                tests += _against_others(own, code, told - {code}, criterion)
    assert made.findings.tests == len(tests)
    told = [one.adjusted for one in made.findings.found]
    assert told == near(recomputed.false_discoveries(tests))
    assert len(told) > 5


def _part(people: People, units: list[str]) -> People:
    inside = np.isin(people.unit, units)
    return People(people.unit[inside], people.levels[inside], people.criteria)


def _against_others(
    own: Mapping[str, People], code: str, others: set[str], criterion: str
) -> list[float]:
    """The p of a unit's share against that of the others, each of which is a sample by itself."""
    share, variance = recomputed.ratio(*own[code].satisfied(criterion))
    parts = [own[other].satisfied(criterion) for other in others]
    n, m = own[code].satisfied(criterion)[1].sum(), sum(given.sum() for _, given in parts)
    if n < 10 or m < 10:
        return []
    rest = sum(u.sum() for u, _ in parts) / m
    spread = sum(len(u) * float(np.var((u - rest * n_) / m, ddof=1)) for u, n_ in parts)
    return [recomputed.score_p(share, base_of(share, variance, n), rest, base_of(rest, spread, m))]


def test_the_silent(filled: Program, made: Study, people: People) -> None:
    """Rates, bounds, the share of the silent that decides, and how evenly units answered."""
    served = filled.store.served(NOW_ROUND)
    value, asked = pooled(people)[0], made.silent.rate.served or 0
    rate = len(people.unit) / asked
    known = made.silent.bounds
    assert known is not None
    assert (known.worst, known.best) == near((rate * value, rate * value + 1 - rate))
    assert known.tipping == near((0.9 - rate * value) / (1 - rate))
    rates = {one.code: one.rate for one in made.silent.units if one.rate is not None}
    inside = {
        code: sum(unit == code or unit.startswith(f"{code}.") for unit in people.unit)
        for code in rates
    }
    for code, one in rates.items():
        assert one.share == near(inside[code] / served[code]), "with the counters below it"
    sizes = np.array([served[code] for code in rates], dtype=float)
    each = np.array([inside[code] / served[code] for code in rates])
    spread = float(np.average((each - np.average(each, weights=sizes)) ** 2, weights=sizes))
    noise = float((each * (1 - each)).sum() / sizes.sum())
    assert made.silent.evenness == near(1 - 2 * np.sqrt(max(0.0, spread - noise)))


def test_what_goes_along(made: Study, people: People) -> None:
    """The parts of R² over all orders of entering, and Cronbach's α."""
    scores = {}
    for section in FORM.sections:
        inside = [people.criteria.index(one.id) for one in section.criteria]
        if inside:
            part = (people.levels[:, inside] - 1) / 4
            enough = (~np.isnan(part)).sum(axis=1) * 2 >= len(inside)
            filled = np.where(enough[:, None], part, 0.0)
            scores[section.id] = np.where(enough, np.nanmean(filled, axis=1), np.nan)
    outcome = scores.pop("result")
    parts = recomputed.importance(outcome, np.column_stack([*scores.values()]), people.unit)
    got = {one.id: one.driver.part for one in made.matters.factors}
    assert got == near(dict(zip(scores, parts, strict=True)))
    alpha, n = recomputed.cronbach(people.levels)
    assert made.matters.reliability is not None
    assert (made.matters.reliability.alpha, made.matters.reliability.n) == near((alpha, n))


@pytest.mark.parametrize("design", [Design.SIMPLE, Design.STRATIFIED, Design.TWO_STAGE])
def test_declared_designs(filled: Program, matrix: Matrix, people: People, design: Design) -> None:
    """Weights, finite population corrections and degrees of freedom of index and criteria."""
    frame = frame_of(filled, design)
    plan, covers = plan_of(frame, matrix)
    assert covers == design.value
    served = {place.code: place.served or 0 for place in frame.places}
    kinds = {place.code: str(place.kind) for place in frame.places}
    in_all = {str(kind): number for kind, number in frame.in_all.items()}
    several = {one.id: one.satisfied for one in criteria_of(matrix, frame, plan)}
    for id, got in {"": index_of(matrix, frame, plan), **several}.items():
        u, l = people.satisfied(*([id] if id else []))  # noqa: E741
        if design is Design.SIMPLE:
            value, variance = recomputed.ratio(u, l)
            variance *= 1 - len(u) / sum(served[code] for code in matrix.units)
            degrees = int((l > 0).sum()) - 1
        elif design is Design.STRATIFIED:
            value, variance, degrees = recomputed.stratified(u, l, people.unit, served)
        else:
            value, variance, degrees = recomputed.two_stage(
                u, l, people.unit, served, kinds, in_all
            )
        n = int((l > 0).sum())
        reach = stats.t.ppf(0.975, n - 1) / stats.t.ppf(0.975, degrees)
        same(got, value, min(float(l.sum()), value * (1 - value) / variance * reach**2))


def test_replacing_the_formula_changes_what_is_told(filled: Program, matrix: Matrix) -> None:
    """The formulas are told apart at all: no two give the same index."""
    frame = frame_of(filled, Design.OPT_IN)
    plan, _ = plan_of(frame, matrix)
    found = {index_of(matrix, replace(frame, formula=one), plan).value for one in Formula}
    assert len(found) == len(Formula)
