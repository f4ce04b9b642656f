"""Intervals of a share beside Wilson's: exact, simultaneous, and those of a designed sample."""

from collections.abc import Sequence
from functools import lru_cache
from math import exp, log, sqrt

from analysis.statistics.linearise import Estimated
from analysis.statistics.wilson import CONFIDENCE, wilson

Interval = tuple[float, float]


def clopper_pearson(count: int, n: int, confidence: float = CONFIDENCE) -> Interval:
    """The exact interval of `count` of `n`: never covers less than it says, and often more.

    Source: Clopper & Pearson (1934), Biometrika 26:404–413. Raises ValueError without a base.
    """
    return _beta(count, n, confidence)


def goodman(
    counts: Sequence[float], confidence: float = CONFIDENCE, base: float | None = None
) -> tuple[Interval, ...]:
    """Intervals of all levels of a distribution that hold together with the confidence named.

    `base` is the effective base where answers depend on each other. Source: Goodman (1965),
    Technometrics 7:247–254, with χ²₁ at 1 - α/k. Raises ValueError without a base.
    """
    n = sum(counts)
    if n <= 0:
        raise ValueError("an interval needs a base")
    each = 1 - (1 - confidence) / len(counts)
    return tuple(wilson(count / n, n if base is None else base, each) for count in counts)


def with_population(n: float, population: float) -> float:
    """The base that counts for an interval when n of a finite population were drawn at random.

    Source: n(N-1)/(N-n), Cochran (1977), 2.6. Infinite when everybody was asked. Not for answers
    that people gave of their own accord: those are not drawn.
    """
    if n >= population:
        return float("inf")
    return n * (population - 1) / (population - n)


def effective_size(
    share: Estimated, confidence: float = CONFIDENCE, most: float | None = None
) -> float:
    """How many people drawn at random would tell as much: never more than there are.

    n_eff = min(n, p(1-p)/var · (t_{n-1}/t_df)²). Where nobody differs, n itself: no variance is seen.
    A pooled share of several answers a person varies less than that of one; `most`, the number of
    answers, is then the bound instead of n.
    Source: Korn & Graubard (1998), Survey Methodology 24:193–201.
    """
    spread = share.value * (1 - share.value)
    if share.variance <= 0 or spread <= 0:
        return float(share.n)
    adjusted = spread / share.variance * _student_ratio(share.n, share.degrees, confidence) ** 2
    return min(float(share.n) if most is None else most, adjusted)


def wilson_effective(share: Estimated, confidence: float = CONFIDENCE) -> Interval:
    """Wilson's interval on the effective size: the default for a designed sample.

    Source: Franco, Little, Louis & Slud (2019), J. Survey Statistics and Methodology 7:334–364.
    """
    return wilson(share.value, effective_size(share, confidence), confidence)


def korn_graubard(
    share: Estimated, confidence: float = CONFIDENCE, *, cap: bool = True
) -> Interval:
    """The exact interval on the effective size: the rule by which a share may be published.

    `cap` keeps the effective size at n or less, as NCHS does; R's `svyciprop(method = "beta")` does not.
    Source: Korn & Graubard (1998); NCHS Series 2 No 175 (2017).
    """
    spread = share.value * (1 - share.value)
    if share.variance <= 0 or spread <= 0:
        size = float(share.n)
    else:
        size = spread / share.variance * _student_ratio(share.n, share.degrees, confidence) ** 2
        size = min(size, float(share.n)) if cap else size
    return _beta(share.value * size, size, confidence)


def logit(share: Estimated, confidence: float = CONFIDENCE) -> Interval:
    """A Student interval of the log-odds, turned back; for a share of nought or one it has no end.

    Then the exact interval is given instead. Agrees with R's `svyciprop(method = "logit")`.
    """
    p = share.value
    if not 0 < p < 1:
        return korn_graubard(share, confidence)
    centre, error = log(p / (1 - p)), share.error / (p * (1 - p))
    half = _student(share.degrees, confidence) * error
    return _expit(centre - half), _expit(centre + half)


def plain(estimated: Estimated, confidence: float = CONFIDENCE) -> Interval:
    """The symmetric Student interval, for means and differences."""
    half = _student(estimated.degrees, confidence) * sqrt(estimated.variance)
    return estimated.value - half, estimated.value + half


def _beta(count: float, n: float, confidence: float) -> Interval:
    from scipy.special import betaincinv  # the first use pays for it, not the start of a page

    if n <= 0:
        raise ValueError("an interval needs a base")
    tail = (1 - confidence) / 2
    low = 0.0 if count <= 0 else float(betaincinv(count, n - count + 1, tail))
    high = 1.0 if count >= n else float(betaincinv(count + 1, n - count, 1 - tail))
    return low, high


@lru_cache(4096)
def _student(degrees: float, confidence: float) -> float:
    from scipy.special import stdtrit

    if degrees < 1:
        return float("inf")
    return float(stdtrit(degrees, 0.5 + confidence / 2))


def _student_ratio(n: int, degrees: int, confidence: float) -> float:
    """How much shorter the reach of n - 1 degrees of freedom is than that of the design's."""
    return _student(n - 1, confidence) / _student(degrees, confidence)


def _expit(x: float) -> float:
    return 1 / (1 + exp(-x)) if x > -700 else 0.0
