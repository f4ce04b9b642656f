"""The figures of a round worked out a second time, from its responses alone, by the plainest formulas.

Nothing here may be taken from `analysis`: whoever doubts a figure reads these lines instead. Every person
is in every sum, loops are written out, and equations are solved as they stand in the textbooks.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import permutations
from math import sqrt

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, stats

from data.store import Store
from surveys.questionnaire import Questionnaire

Array = NDArray[np.float64]
Z = float(stats.norm.ppf(0.975))


@dataclass(frozen=True)
class People:
    """Everybody of a round: the unit he answered at, and his levels by criterion (NaN: no answer)."""

    unit: NDArray[np.str_]
    levels: Array
    criteria: tuple[str, ...]

    def satisfied(self, *criteria: str) -> tuple[Array, Array]:
        """Each person's satisfied answers to some criteria (4 or 5 of 5), and all his answers to them."""
        part = self.levels[:, [self.criteria.index(one) for one in criteria or self.criteria]]
        return (part >= 4).sum(axis=1).astype(float), (~np.isnan(part)).sum(axis=1).astype(float)


def people_of(store: Store, round: str, questionnaire: Questionnaire) -> People:
    """Read from what the store has kept of each response."""
    asked = tuple(one.id for one in questionnaire.criteria)
    records = [json.loads(record) for record in store.records(round)]
    levels = [
        [v if isinstance(v := one["answers"].get(id), int) else np.nan for id in asked]
        for one in records
    ]
    return People(np.array([one["unit"] for one in records]), np.array(levels, dtype=float), asked)


def wilson(share: float, n: float, confidence: float = 0.95) -> tuple[float, float]:
    """Both p that are just z standard errors away from the share, found as roots."""
    z = float(stats.norm.ppf(0.5 + confidence / 2))

    def away(p: float) -> float:
        return (share - p) ** 2 - z * z * p * (1 - p) / n

    low = 0.0 if share == 0 else optimize.brentq(away, 0.0, share - 1e-12, xtol=1e-15)
    high = 1.0 if share == 1 else optimize.brentq(away, share + 1e-12, 1.0, xtol=1e-15)
    return float(low), float(high)


def ratio(u: Array, l: Array) -> tuple[float, float]:  # noqa: E741
    """Σu/Σl and its linearised variance with the person as unit, of answers nobody was drawn for."""
    value = u.sum() / l.sum()
    rest = (u - value * l) / l.sum()
    return float(value), float(len(u) / (len(u) - 1) * ((rest - rest.mean()) ** 2).sum())


def base_of(value: float, variance: float, most: float) -> float:
    """How many single answers would be as sure: p(1 - p)/variance, never more than there are."""
    return min(most, value * (1 - value) / variance) if 0 < value < 1 and variance > 0 else most


def newcombe(
    p: float, n: float, q: float, m: float, confidence: float = 0.95
) -> tuple[float, float]:
    """p - q with the interval put together from those of both sides."""
    (p_low, p_high), (q_low, q_high) = wilson(p, n, confidence), wilson(q, m, confidence)
    below, above = (
        sqrt((p - p_low) ** 2 + (q_high - q) ** 2),
        sqrt((p_high - p) ** 2 + (q - q_low) ** 2),
    )
    return p - q - below, p - q + above


def score_p(p: float, n: float, q: float, m: float) -> float:
    """Two-sided, from the share of both together."""
    both = (p * n + q * m) / (n + m)
    error = sqrt(both * (1 - both) * (1 / n + 1 / m))
    return float(2 * stats.norm.sf(abs(p - q) / error)) if error else 1.0


def holm(p: Mapping[str, float]) -> dict[str, float]:
    """Each p times the number of tests that are not smaller, never falling."""
    ordered = sorted(p, key=lambda key: p[key])
    found: dict[str, float] = {}
    for place, key in enumerate(ordered):
        before = [min(1.0, (len(p) - at) * p[one]) for at, one in enumerate(ordered[: place + 1])]
        found[key] = max(before)
    return found


def false_discoveries(p: Iterable[float], level: float = 0.05) -> list[float]:
    """The corrected p of what is found, in order: of all k from its own place up the smallest p · m / k."""
    ordered = sorted(p)
    m = len(ordered)
    adjusted = [min(q * m / k for k, q in list(enumerate(ordered, 1))[at:]) for at in range(m)]
    return [one for one in adjusted if one <= level]


def rank_intervals(values: Mapping[str, tuple[float, float]]) -> dict[str, tuple[int, int]]:
    """From (value, error) of each: the ranks that one-sided tests of all pairs leave, after Holm."""
    pairs = [(a, b) for a in values for b in values if a != b]
    p = {
        f"{a} {b}": float(
            stats.norm.sf((values[a][0] - values[b][0]) / np.hypot(values[a][1], values[b][1]))
        )
        for a, b in pairs
    }
    adjusted = holm(p)
    surely = {(a, b) for a, b in pairs if adjusted[f"{a} {b}"] <= 0.05}
    return {
        one: (
            1 + sum(pair[1] == one for pair in surely),
            len(values) - sum(pair[0] == one for pair in surely),
        )
        for one in values
    }


def agresti_coull_error(share: float, n: float) -> float:
    """The standard error with z² answers added, half of them satisfied."""
    middle = (share * n + Z * Z / 2) / (n + Z * Z)
    return sqrt(middle * (1 - middle) / (n + Z * Z))


def cronbach(levels: Array) -> tuple[float, int]:
    """α of the people who answered everything, and how many they are."""
    whole = levels[~np.isnan(levels).any(axis=1)]
    k = whole.shape[1]
    apart = sum(float(np.var(column, ddof=1)) for column in whole.T)
    return k / (k - 1) * (1 - apart / float(np.var(whole.sum(axis=1), ddof=1))), len(whole)


def importance(y: Array, x: Array, unit: NDArray[np.str_]) -> Array:
    """The gain in R² of each column of x, over every order in which they can enter; unit means out."""
    told = ~np.isnan(y) & ~np.isnan(x).any(axis=1)
    y, x, unit = y[told].copy(), x[told].copy(), unit[told]
    for one in set(unit):
        y[unit == one] -= y[unit == one].mean()
        x[unit == one] -= x[unit == one].mean(axis=0)

    def explained(columns: list[int]) -> float:
        if not columns:
            return 0.0
        fitted = x[:, columns] @ np.linalg.lstsq(x[:, columns], y, rcond=None)[0]
        return 1 - float(((y - fitted) ** 2).sum() / (y**2).sum())

    orders = list(permutations(range(x.shape[1])))
    gains = np.zeros(x.shape[1])
    for order in orders:
        for place, factor in enumerate(order):
            before = list(order[:place])
            gains[factor] += explained([*before, factor]) - explained(before)
    return gains / len(orders)


Influence = Callable[[Array], Array]


def stratified(
    u: Array,
    l: Array,  # noqa: E741
    unit: NDArray[np.str_],
    served: Mapping[str, int],
) -> tuple[float, float, int]:
    """A ratio, its variance and degrees of freedom where people were drawn in every unit apart."""
    sizes = {one: int((unit == one).sum()) for one in set(unit)}
    weights = np.array([served[one] / sizes[one] for one in unit])
    value = float((weights * u).sum() / (weights * l).sum())
    rest = weights * (u - value * l) / (weights * l).sum()
    variance = 0.0
    for one, n in sizes.items():
        mine = rest[unit == one]
        variance += (1 - n / served[one]) * n * float(np.var(mine, ddof=1))
    return value, variance, int((l > 0).sum()) - len(sizes)


def two_stage(
    u: Array,
    l: Array,  # noqa: E741
    unit: NDArray[np.str_],
    served: Mapping[str, int],
    stratum: Mapping[str, str],
    in_all: Mapping[str, int],
) -> tuple[float, float, int]:
    """The same where units were drawn first, from each stratum of so many `in_all`."""
    sizes = {one: int((unit == one).sum()) for one in set(unit)}
    drawn = {s: sum(stratum[one] == s for one in sizes) for s in set(stratum.values())}
    weights = np.array(
        [served[x] / sizes[x] * in_all[stratum[x]] / drawn[stratum[x]] for x in unit]
    )
    value = float((weights * u).sum() / (weights * l).sum())
    rest = weights * (u - value * l) / (weights * l).sum()
    variance, strata = 0.0, {stratum[one] for one in sizes}
    for s in strata:
        members = [one for one in sizes if stratum[one] == s]
        part = drawn[s] / in_all[s]
        totals = [float(rest[unit == one].sum()) for one in members]
        variance += (1 - part) * len(members) * float(np.var(totals, ddof=1))
        for one in members:
            n = sizes[one]
            inside = (1 - n / served[one]) * n * float(np.var(rest[unit == one], ddof=1))
            variance += part * inside
    return value, variance, len(sizes) - len(strata)
