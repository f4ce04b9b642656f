"""Units against what chance alone would do: the funnel, its over-dispersion, and shrunken values."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np

WINSORISED = 0.1
"""The share of units at either end whose z is drawn in before the spread is judged."""

COMPARABLE = 0.7
"""Reliability from which units may be compared with each other: the usual bar between units."""


@dataclass(frozen=True)
class Counted:
    """A unit's satisfied answers of n; `base` is n, or the effective base."""

    unit: str
    share: float
    base: float


@dataclass(frozen=True)
class Point:
    """A unit on the funnel: `z` before, `adjusted` after what units differ by anyway."""

    unit: str
    share: float
    base: float
    z: float
    adjusted: float


@dataclass(frozen=True)
class Funnel:
    """All units around `target`, the share of all of them together.

    `dispersion` is how much more units differ than chance would make them (1 when not at all),
    `between` the standard deviation of true shares that this amounts to.
    """

    target: float
    dispersion: float
    between: float
    points: tuple[Point, ...]

    def limits(self, base: float, reach: float) -> tuple[float, float]:
        """The funnel's edge for a unit with this base, `reach` standard errors out (1.96, 3.09)."""
        half = reach * sqrt(self.target * (1 - self.target) / base + self.between**2)
        return max(0.0, self.target - half), min(1.0, self.target + half)


@dataclass(frozen=True)
class Shrunken:
    """A unit's share drawn towards the mean as far as chance reaches; for internal use, and marked so.

    `reliability` is the part of its spread that is not chance, from 0 to 1.
    """

    unit: str
    share: float
    value: float
    reliability: float

    @property
    def comparable(self) -> bool:
        return self.reliability >= COMPARABLE


def funnel(units: Sequence[Counted]) -> Funnel | None:
    """The funnel of at least three units that have answers; None where there is nothing to see.

    z = (p - p₀)/√(p₀(1 - p₀)/n); over-dispersion from winsorised z, taken as a variance between units
    that is added to chance. Source: Spiegelhalter (2005), Statistics in Medicine 24:1185–1202, and
    Quality and Safety in Health Care 14:347–351 (the additive form).
    """
    given = [unit for unit in units if unit.base > 0]
    shares = np.array([unit.share for unit in given])
    bases = np.array([unit.base for unit in given])
    if len(given) < 3:
        return None
    target = float(shares @ bases / bases.sum())
    if not 0 < target < 1:
        return None
    errors = np.sqrt(target * (1 - target) / bases)
    z = (shares - target) / errors
    drawn_in = np.clip(z, *np.quantile(z, [WINSORISED, 1 - WINSORISED]))
    dispersion = max(1.0, float(np.mean(drawn_in**2)))
    between = _between(len(given), dispersion, errors) if dispersion > 1 else 0.0
    adjusted = (shares - target) / np.sqrt(errors**2 + between)
    points = (
        Point(unit.unit, unit.share, unit.base, float(a), float(b))
        for unit, a, b in zip(given, z, adjusted, strict=True)
    )
    return Funnel(target, dispersion, sqrt(between), tuple(points))


def shrunken(units: Sequence[Counted]) -> tuple[Shrunken, ...]:
    """Empirical-Bayes values: p₀ + r·(p - p₀) with r = τ²/(τ² + v), τ² after DerSimonian and Laird.

    Source: DerSimonian & Laird (1986), Controlled Clinical Trials 7:177–188; Efron & Morris (1975).
    Where units differ no more than by chance, all reliabilities are nought.
    """
    given = [unit for unit in units if unit.base > 0]
    if len(given) < 2:
        return tuple(Shrunken(unit.unit, unit.share, unit.share, 0.0) for unit in given)
    shares = np.array([unit.share for unit in given])
    bases = np.array([unit.base for unit in given])
    smoothed = (shares * bases + 1) / (bases + 2)
    chance = smoothed * (1 - smoothed) / bases
    weights = 1 / chance
    centre = float(weights @ shares / weights.sum())
    excess = float(weights @ (shares - centre) ** 2) - (len(given) - 1)
    scale = float(weights.sum() - (weights**2).sum() / weights.sum())
    between = max(0.0, excess / scale)
    middle = float((shares / (chance + between)).sum() / (1 / (chance + between)).sum())
    reliability = between / (between + chance)
    values = middle + reliability * (shares - middle)
    return tuple(
        Shrunken(unit.unit, unit.share, float(value), float(r))
        for unit, value, r in zip(given, values, reliability, strict=True)
    )


def _between(
    count: int, dispersion: float, errors: np.ndarray[tuple[int], np.dtype[np.float64]]
) -> float:
    """The variance between units that explains the dispersion: (kφ - (k - 1))/(Σw - Σw²/Σw)."""
    weights = 1 / errors**2
    scale = float(weights.sum() - (weights**2).sum() / weights.sum())
    return max(0.0, (count * dispersion - (count - 1)) / scale)
