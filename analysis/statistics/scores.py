"""What one question says: the share of each level, satisfied, dissatisfied, net, and the mean."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import nan, sqrt

from analysis.statistics.intervals import Interval, goodman
from analysis.statistics.wilson import CONFIDENCE, wilson


@dataclass(frozen=True)
class Level:
    """One level of a scale in the count: its value, and on which side of the scale it stands."""

    value: int
    satisfied: bool
    negative: bool


@dataclass(frozen=True)
class Scored:
    """A share or a mean with its interval; `low` and `high` are NaN where no interval can be told."""

    value: float
    low: float
    high: float

    @property
    def without_interval(self) -> "Scored":
        return Scored(self.value, nan, nan)


@dataclass(frozen=True)
class Question:
    """The figures of one question over `n` answers; *not applicable* and blank are not among them."""

    n: float
    shares: tuple[Scored, ...]
    satisfied: Scored
    dissatisfied: Scored
    net: Scored
    mean: Scored

    def without_intervals(self) -> "Question":
        """The same values of a sample whose variance cannot be seen."""
        return Question(
            self.n,
            tuple(share.without_interval for share in self.shares),
            self.satisfied.without_interval,
            self.dissatisfied.without_interval,
            self.net.without_interval,
            self.mean.without_interval,
        )


def question(
    levels: Sequence[Level], counts: Sequence[float], effective: float | None = None
) -> Question | None:
    """The figures of one question from its counts by level, lowest level first; None without answers.

    `effective` is the base that the intervals use where answers depend on each other. The intervals of
    the levels hold together (Goodman 1965). Net is satisfied less dissatisfied, from -1 to 1, its
    interval put together from those of its two sides, which exclude each other (Zou & Donner 2008,
    Statistics in Medicine 27:1693–1702): for many answers that is the variance (p₊ + p₋ - net²)/n.
    """
    n = sum(counts)
    if n == 0:
        return None
    base = float(n) if effective is None else effective
    positive = sum(c for level, c in zip(levels, counts, strict=True) if level.satisfied) / n
    negative = sum(c for level, c in zip(levels, counts, strict=True) if level.negative) / n
    together = goodman(counts, base=base)
    return Question(
        n=n,
        shares=tuple(
            Scored(count / n, *ends) for count, ends in zip(counts, together, strict=True)
        ),
        satisfied=_share(positive, base),
        dissatisfied=_share(negative, base),
        net=_net(positive, negative, base),
        mean=_mean([level.value for level in levels], counts, base),
    )


def _share(share: float, base: float) -> Scored:
    return Scored(share, *wilson(share, base))


def _net(positive: float, negative: float, base: float) -> Scored:
    net = positive - negative
    low_plus, high_plus = wilson(positive, base)
    low_minus, high_minus = wilson(negative, base)
    spread = sqrt(positive * (1 - positive) * negative * (1 - negative))
    linked = -positive * negative / spread if spread > 0 else 0.0
    below = _joined(positive - low_plus, high_minus - negative, linked)
    above = _joined(high_plus - positive, negative - low_minus, linked)
    return Scored(net, max(-1.0, net - below), min(1.0, net + above))


def _joined(one: float, other: float, linked: float) -> float:
    return sqrt(max(0.0, one * one + other * other - 2 * linked * one * other))


def _mean(values: Sequence[int], counts: Sequence[float], base: float) -> Scored:
    """The mean with Student's interval; where nobody differs, the widest that Wilson would allow."""
    from scipy.special import stdtrit  # the first use pays for it, not the start of a page

    n, low, high = sum(counts), min(values), max(values)
    middle = sum(value * count for value, count in zip(values, counts, strict=True)) / n
    squares = sum(c * (v - middle) ** 2 for v, c in zip(values, counts, strict=True))
    if squares == 0 or base <= 1:
        return Scored(middle, *_one_value(middle, low, high, base))
    error = sqrt(squares / max(n - 1, 1) / base)
    half = float(stdtrit(base - 1, 0.5 + CONFIDENCE / 2)) * error
    return Scored(middle, max(low, middle - half), min(high, middle + half))


def _one_value(middle: float, low: int, high: int, base: float) -> Interval:
    """Everybody gave one value: others may be rare, but nobody can say that there are none."""
    rare = 1 - wilson(1.0, base)[0]
    return middle - rare * (middle - low), middle + rare * (high - middle)
