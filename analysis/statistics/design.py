"""How the answers of a round came to be chosen: the frame that every standard error obeys."""

from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Labels = NDArray[np.int64]


class LonelyUnit(StrEnum):
    """What to do with a stratum that has one primary unit: its variance cannot be seen.

    There is no silent default: `REFUSE` raises, and the other two are somebody's explicit choice.
    """

    REFUSE = "refuse"
    CERTAINTY = "certainty"
    """The unit was bound to be in the sample, so it adds nothing."""
    CENTRE = "centre"
    """It is compared with the mean of all units, which errs on the wide side."""


class LonelyUnitError(Exception):
    """A stratum has one primary unit, and nobody has said what to do with it."""

    def __init__(self, stratum: int) -> None:
        super().__init__(stratum)
        self.stratum = stratum


@dataclass(frozen=True)
class Stage:
    """One stage of sampling, an entry for each respondent.

    `units` are the sampled units (communes, then people), `strata` the groups from which they were
    drawn separately, `population` the number of units that the stratum holds; infinity where the
    sample is a vanishing part of it, which leaves out the finite population correction.
    Units are told apart within the unit of the stage before.
    """

    units: Labels
    strata: Labels
    population: Floats


@dataclass(frozen=True)
class Design:
    """A sample of respondents: their weights and the stages in which they were drawn."""

    weights: Floats
    stages: tuple[Stage, ...]
    lonely: LonelyUnit = LonelyUnit.REFUSE

    @property
    def size(self) -> int:
        """Number of respondents."""
        return len(self.weights)

    @property
    def degrees_of_freedom(self) -> int:
        """Primary units less strata, over the respondents whose weight is not nought."""
        return degrees_of_freedom(self, self.weights > 0)

    def reweighted(self, weights: Floats) -> "Design":
        """The same sample with other weights."""
        return replace(self, weights=weights)


def degrees_of_freedom(design: Design, domain: NDArray[np.bool_]) -> int:
    """Primary units less strata that have respondents in `domain` (a truth value a respondent)."""
    first = design.stages[0]
    pairs = np.unique(np.stack([first.strata[domain], first.units[domain]]), axis=1)
    return int(pairs.shape[1] - len(np.unique(pairs[0])))


def simple_random(size: int, population: float = np.inf) -> Design:
    """Everybody had the same chance: each respondent is a unit of one stratum.

    Weights are population over size, or one where the population is not known.
    """
    weight = population / size if np.isfinite(population) and size else 1.0
    people = Stage(
        np.arange(size), np.zeros(size, dtype=np.int64), np.full(size, population, dtype=float)
    )
    return Design(np.full(size, weight), (people,))


def stratified(strata: Labels, population: Floats) -> Design:
    """A simple random sample in each stratum; `population` is the stratum's size a respondent."""
    _, place, counts = np.unique(strata, return_inverse=True, return_counts=True)
    sampled = counts[place].astype(float)
    weights = np.where(np.isfinite(population), population / sampled, 1.0)
    people = Stage(np.arange(len(strata)), strata, population)
    return Design(weights, (people,))


def one_stage(units: Labels, weights: Floats, population: float = np.inf) -> Design:
    """Whole clusters drawn at random, all their people asked."""
    size = len(units)
    clusters = Stage(units, np.zeros(size, dtype=np.int64), np.full(size, population, dtype=float))
    return Design(weights, (clusters,))


def two_stage(
    units: Labels, units_in_all: Floats, people_in_unit: Floats, strata: Labels | None = None
) -> Design:
    """Clusters drawn at random, then people within them, with both finite population corrections.

    Weights follow from the two sampling fractions.
    """
    size = len(units)
    groups = np.zeros(size, dtype=np.int64) if strata is None else strata
    _, place, taken = np.unique(units, return_inverse=True, return_counts=True)
    people = taken[place].astype(float)
    pairs = np.unique(np.stack([groups, units]), axis=1)
    labels, drawn = np.unique(pairs[0], return_counts=True)
    clusters = drawn[np.searchsorted(labels, groups)].astype(float)
    weights = (units_in_all / clusters) * (people_in_unit / people)
    nothing = np.zeros(size, dtype=np.int64)
    return Design(
        weights,
        (Stage(units, groups, units_in_all), Stage(np.arange(size), nothing, people_in_unit)),
    )
