"""An estimate: a share that never goes without its base, its interval, and what they mean."""

from dataclasses import dataclass
from enum import StrEnum

from analysis.statistics.wilson import wilson

SMALL = 30
"""Bases under this are named small wherever they are shown (NCHS Series 2 No 175)."""


class Covers(StrEnum):
    """What an interval covers. Keys of sentences in `locales/` (``covers.…``)."""

    OPT_IN = "opt_in"
    """Everybody served was free to answer: true if those who did were like a random part of them."""
    POOLED = "pooled"
    """Several answers of each person: the interval takes them as one, so it is rather too wide."""
    PUBLISHED = "published"
    """Totals published elsewhere: how they were collected is not known here."""
    CENSUS = "census"
    SIMPLE = "simple"
    STRATIFIED = "stratified"
    TWO_STAGE = "two_stage"
    NOT_AS_DECLARED = "not_as_declared"
    """A design was declared, but not every unit has said how many people it served."""

    @property
    def drawn(self) -> bool:
        """Whether the people were drawn by chance."""
        return self in (Covers.SIMPLE, Covers.STRATIFIED, Covers.TWO_STAGE)

    @property
    def weighted(self) -> bool:
        """Whether responses of different units count differently."""
        return self in (Covers.STRATIFIED, Covers.TWO_STAGE)


class Standing(StrEnum):
    """How far a figure may be used."""

    SOUND = "sound"
    SMALL = "small"
    HIDDEN = "hidden"
    EMPTY = "empty"
    LONE_UNIT = "lone_unit"
    """One unit was drawn of its kind, and nobody has said what to do then: there is no interval."""

    @classmethod
    def of_base(cls, effective: float) -> "Standing":
        """How far a figure with so large a base may be used."""
        return cls.SMALL if effective < SMALL else cls.SOUND


@dataclass(frozen=True)
class Estimate:
    """`count` of `n` and the 95 % interval of their share. Without a figure it says why.

    The share of a drawn sample is weighted: it is then not `count` of `n`, which are as they came.

    `n` counts answers; `effective` is the base that the interval uses.
    """

    standing: Standing
    covers: Covers
    count: int | None = None
    n: int | None = None
    effective: float | None = None
    share: float | None = None
    low: float | None = None
    high: float | None = None
    stands_for: float | None = None
    """How many answers it speaks for: n, or those of everybody served where it is weighted."""

    @property
    def shown(self) -> bool:
        return self.share is not None


def estimate(
    count: int,
    n: int,
    covers: Covers,
    *,
    threshold: int,
    people: int | None = None,
    per_person: int = 1,
) -> Estimate:
    """The estimate of `count` of `n` answers, hidden when fewer than `threshold` people gave them.

    `people` is how many gave the answers (n itself when each gave one), `per_person` the most that
    one person gave: the effective base is n over it. That is the safe side: with m answers a person
    and any correlation r, the design effect is at most 1 + (m - 1)·r ≤ m (Lohr, Sampling, clusters).
    """
    if n == 0:
        return Estimate(Standing.EMPTY, covers)
    people = n if people is None else people
    if people < threshold:
        return Estimate(Standing.HIDDEN, covers)
    share, effective = count / n, n / per_person
    low, high = wilson(share, effective)
    return Estimate(Standing.of_base(effective), covers, count, n, effective, share, low, high, n)
