"""Wilson's score interval for a share."""

from functools import cache
from math import sqrt

CONFIDENCE = 0.95


@cache
def _quantile(confidence: float) -> float:
    from scipy.special import ndtri  # the first use pays for it, not the start of a page

    return float(ndtri(0.5 + confidence / 2))


def wilson(share: float, n: float, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """Lower and upper end of the score interval, both between 0 and 1.

    `share` is the observed share, `n` its base, or the effective base where answers depend on each
    other: then it need not be whole. Never has no width, also when everybody agrees.
    Source: Wilson (1927), JASA 22:209–212; recommended by Brown, Cai and DasGupta (2001),
    Statistical Science 16:101–133. Raises ValueError without a base.
    """
    if n <= 0:
        raise ValueError("an interval needs a base")
    z2 = _quantile(confidence) ** 2
    middle = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = sqrt(z2 * (share * (1 - share) / n + z2 / (4 * n * n))) / (1 + z2 / n)
    return max(0.0, middle - half), min(1.0, middle + half)
