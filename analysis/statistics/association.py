"""Whether answers and groups go together: χ², Cramér's V, trend, and Rao and Scott's for a design."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.statistics.design import Design, Floats
from analysis.statistics.linearise import covariance


@dataclass(frozen=True)
class Tested:
    """What a test says. `statistic` with its degrees; `p` is nan where there is nothing to compare."""

    statistic: float
    degrees: tuple[float, ...]
    p: float

    @property
    def possible(self) -> bool:
        """Whether there were at least two groups that could differ."""
        return not np.isnan(self.p)


IMPOSSIBLE = Tested(float("nan"), (), float("nan"))


def chi_squared(counts: NDArray[np.int64]) -> Tested:
    """Pearson's test of a table (groups × levels); empty rows and columns are left out.

    Only for people drawn at random one by one. Source: Pearson (1900); Agresti (2013), 3.2.
    """
    from scipy.special import chdtrc  # the first use pays for it, not the start of a page

    table = _filled(counts)
    if min(table.shape) < 2:
        return IMPOSSIBLE
    statistic, degrees = _pearson(table), (table.shape[0] - 1) * (table.shape[1] - 1)
    return Tested(statistic, (float(degrees),), float(chdtrc(degrees, statistic)))


def cramers_v(counts: NDArray[np.int64]) -> float:
    """How strongly groups and levels go together, from 0 to 1; nan where there is one of either.

    √(χ² / (n · (min(rows, columns) - 1))). Source: Cramér (1946), 21.9.
    """
    table = _filled(counts)
    if min(table.shape) < 2:
        return float("nan")
    return float(np.sqrt(_pearson(table) / (table.sum() * (min(table.shape) - 1))))


def cochran_armitage(satisfied: NDArray[np.int64], n: NDArray[np.int64], scores: Floats) -> Tested:
    """Whether a share rises or falls along ordered groups; the statistic is z, its sign the direction.

    Source: Cochran (1954), Biometrics 10:417–451; Armitage (1955); Agresti (2013), 5.3.5.
    """
    from scipy.special import ndtr

    total, share = n.sum(), satisfied.sum() / n.sum() if n.sum() else 0.0
    centre = float(n @ scores) / total if total else 0.0
    spread = share * (1 - share) * float(n @ (scores - centre) ** 2)
    if spread <= 0:
        return IMPOSSIBLE
    z = float(satisfied @ (scores - centre)) / float(np.sqrt(spread))
    return Tested(z, (), float(2 * ndtr(-abs(z))))


def rao_scott(design: Design, rows: NDArray[np.int64], columns: NDArray[np.int64]) -> Tested:
    """Whether two answers go together in a designed sample: the second-order correction, an F test.

    `rows` and `columns` are the categories of each respondent. Degrees are those of the F distribution.
    Source: Rao & Scott (1984), Annals of Statistics 12:46–60; R's `svychisq(statistic = "F")`.
    """
    from scipy.special import fdtrc

    row_values, column_values = np.unique(rows), np.unique(columns)
    shape = (len(row_values), len(column_values))
    if min(shape) < 2:
        return IMPOSSIBLE
    cell = np.searchsorted(column_values, columns) * shape[0] + np.searchsorted(row_values, rows)
    indicators = np.eye(shape[0] * shape[1])[cell]
    weights = design.weights
    shares: Floats = weights @ indicators / weights.sum()
    influence = weights[:, None] * (indicators - shares) / weights.sum()
    delta = _delta(shares, covariance(design, influence), shape, design.size)
    trace = float(np.trace(delta))
    degrees = trace**2 / float(np.trace(delta @ delta))
    table = shares.reshape(shape, order="F") * design.size
    statistic = _pearson(table) / trace
    lower = degrees * _whole_degrees(design)
    return Tested(statistic, (degrees, lower), float(fdtrc(degrees, lower, statistic)))


def _delta(shares: Floats, variance: Floats, shape: tuple[int, int], n: int) -> Floats:
    """The generalised design effects of the interaction of rows and columns."""
    main, whole = _contrasts(shape)
    interaction = whole[:, main.shape[1] :]
    interaction = interaction - main @ np.linalg.lstsq(main, interaction, rcond=None)[0]
    inverse = np.diag(np.where(shares == 0, 0.0, 1 / np.where(shares == 0, 1.0, shares)))
    below = interaction.T @ (inverse / n) @ interaction
    above = interaction.T @ inverse @ variance @ inverse @ interaction
    found: Floats = np.linalg.solve(below, above)
    return found


def _contrasts(shape: tuple[int, int]) -> tuple[Floats, Floats]:
    """Design matrices of the table's cells: of rows and columns alone, and with their interaction."""
    row = np.tile(np.arange(shape[0]), shape[1])
    column = np.repeat(np.arange(shape[1]), shape[0])
    rows = (row[:, None] == np.arange(1, shape[0])).astype(float)
    columns = (column[:, None] == np.arange(1, shape[1])).astype(float)
    main = np.hstack([np.ones((len(row), 1)), rows, columns])
    crossed = [
        rows[:, [i]] * columns[:, [j]] for j in range(shape[1] - 1) for i in range(shape[0] - 1)
    ]
    return main, np.hstack([main, *crossed])


def _whole_degrees(design: Design) -> int:
    """Primary units less strata, all of them, as R counts them here."""
    first = design.stages[0]
    pairs = np.unique(np.stack([first.strata, first.units]), axis=1)
    return int(pairs.shape[1] - len(np.unique(first.strata)))


def _filled(counts: NDArray[np.int64]) -> Floats:
    rows: NDArray[np.int64] = counts[counts.sum(axis=1) > 0]
    table: Floats = rows[:, counts.sum(axis=0) > 0].astype(float)
    return table


def _pearson(table: Floats) -> float:
    expected = np.outer(table.sum(axis=1), table.sum(axis=0)) / table.sum()
    return float(((table - expected) ** 2 / expected).sum())
