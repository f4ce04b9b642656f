"""Estimates under designs agree with R's `survey` to six digits and better."""

from dataclasses import replace

import numpy as np
import pytest

from analysis.statistics import calibrate, intervals
from analysis.statistics.design import Design, LonelyUnit, LonelyUnitError
from analysis.statistics.linearise import (
    Estimated,
    design_effect,
    difference,
    mean,
    ratio,
    total,
)
from tests.reference import kept
from tests.reference.kept import DESIGNS, FEMALE, FIELD, LEVEL, TOP, R

EVERYBODY = np.ones(kept.SIZE, dtype=bool)
both = pytest.mark.parametrize("name", DESIGNS)


def _agrees(found: Estimated, name: str) -> None:
    value, error, degrees = R[name]
    assert found.value == pytest.approx(value, rel=1e-9)
    assert found.error == pytest.approx(error, rel=1e-9)
    assert found.degrees == degrees


@both
def test_means_and_shares(name: str) -> None:
    """Value, standard error and degrees of freedom of a mean and of a share."""
    _agrees(mean(DESIGNS[name], LEVEL), f"{name}.mean")
    _agrees(mean(DESIGNS[name], TOP), f"{name}.share")


@both
def test_totals_and_ratios(name: str) -> None:
    """Totals, and satisfied answers over answers with the person as the unit of variance."""
    _agrees(total(DESIGNS[name], TOP), f"{name}.total")
    _agrees(ratio(DESIGNS[name], kept.SATISFIED, kept.ANSWERED), f"{name}.ratio")


@both
def test_domains_keep_the_design(name: str) -> None:
    """A part of the people, and those who answered: the others stay in the design."""
    _agrees(mean(DESIGNS[name], TOP, FEMALE), f"{name}.domain")
    _agrees(mean(DESIGNS[name], kept.TOP_SECOND), f"{name}.missing")


def test_a_domain_that_misses_communes() -> None:
    """Some communes of a stratum have nobody in the domain, and count all the same."""
    inside = (FIELD == 2) & (kept.STRATUM == 1)
    _agrees(mean(DESIGNS["two_stage"], TOP, inside), "two_stage.small_domain")


@both
def test_differences_use_the_covariance(name: str) -> None:
    """Women less men, in the same communes."""
    design = DESIGNS[name]
    found = difference(design, mean(design, TOP, FEMALE), mean(design, TOP, ~FEMALE))
    assert [found.value, found.error] == pytest.approx(R[f"{name}.difference"], rel=1e-9)


@both
def test_design_effects(name: str) -> None:
    """Against as many people drawn with replacement."""
    found = design_effect(DESIGNS[name], mean(DESIGNS[name], TOP), TOP, EVERYBODY)
    assert found == pytest.approx(R[f"{name}.deff"][0], rel=1e-9)


@both
def test_intervals(name: str) -> None:
    """Logit, Korn-Graubard and the plain one, as R's svyciprop gives them."""
    share = mean(DESIGNS[name], TOP)
    assert intervals.logit(share) == pytest.approx(R[f"{name}.ci_logit"], rel=1e-6)
    found = intervals.korn_graubard(share, cap=False)
    assert found == pytest.approx(R[f"{name}.ci_beta"], rel=1e-9)
    assert intervals.plain(share) == pytest.approx(R[f"{name}.ci_mean"], rel=1e-9)


def test_poststratified() -> None:
    """The known number of women and men changes value and error alike."""
    design = DESIGNS["two_stage"]
    made = calibrate.poststratified(design, FEMALE.astype(np.int64), {0: 21000, 1: 19500})
    for values, domain, name in (
        (TOP, None, "share"),
        (LEVEL, None, "mean"),
        (TOP, FIELD == 2, "domain"),
    ):
        found = mean(made.design, values, domain)
        calibrated = replace(found, variance=made.variance(found))
        _agrees(calibrated, f"poststratified.{name}")


def test_raked() -> None:
    """Two margins at once."""
    margins = [
        (FEMALE.astype(np.int64), {0: 21000.0, 1: 19500.0}),
        (FIELD, {0: 12000.0, 1: 9500.0, 2: 10000.0, 3: 9000.0}),
    ]
    made = calibrate.raked(DESIGNS["two_stage"], margins)
    assert made.design.weights[:5] == pytest.approx(R["raked.weights"], rel=1e-7)
    for values, name in ((TOP, "share"), (LEVEL, "mean")):
        found = mean(made.design, values)
        value, error, degrees = R[f"raked.{name}"]
        assert found.value == pytest.approx(value, rel=1e-7)
        assert np.sqrt(made.variance(found)) == pytest.approx(error, rel=1e-6)
        assert found.degrees == degrees


def _lonely(how: LonelyUnit) -> tuple[Design, np.ndarray]:
    """The sample with a stratum of which one commune is left, drawn as whole communes."""
    kept_rows = ~((kept.STRATUM == 2) & (kept.COMMUNE != 200))
    full = DESIGNS["two_stage"]
    first = full.stages[0]
    stage = replace(
        first,
        units=first.units[kept_rows],
        strata=first.strata[kept_rows],
        population=np.full(int(kept_rows.sum()), np.inf),
    )
    return Design(full.weights[kept_rows], (stage,), how), kept_rows


@pytest.mark.parametrize(
    ("how", "name"), [(LonelyUnit.CERTAINTY, "certainty"), (LonelyUnit.CENTRE, "adjust")]
)
def test_a_lonely_commune_needs_a_choice(how: LonelyUnit, name: str) -> None:
    """Both choices as R makes them; without one there is no figure."""
    design, rows = _lonely(how)
    _agrees(mean(design, TOP[rows]), f"lonely.{name}")
    with pytest.raises(LonelyUnitError):
        mean(replace(design, lonely=LonelyUnit.REFUSE), TOP[rows])
