"""Many tests at once: what remains when chance had many tries. The family is printed beside it."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from math import isnan
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True)
class Family(Generic[Key]):
    """Tests that were made together: `size` of them, corrected by `method` at `level`.

    `adjusted` holds the corrected p of each, `found` those that remain.
    """

    method: str
    size: int
    level: float
    adjusted: Mapping[Key, float]

    @property
    def found(self) -> frozenset[Key]:
        return frozenset(key for key, p in self.adjusted.items() if p <= self.level)


def holm(tests: Mapping[Key, float], level: float = 0.05) -> Family[Key]:
    """For the few headline figures: no false finding among them, with probability 1 - `level`.

    Source: Holm (1979), Scandinavian Journal of Statistics 6:65–70. Tests without a p are left out.
    """
    ordered = _ordered(tests)
    size, adjusted, largest = len(ordered), {}, 0.0
    for place, (key, p) in enumerate(ordered):
        largest = max(largest, min(1.0, (size - place) * p))
        adjusted[key] = largest
    return Family("holm", size, level, adjusted)


def benjamini_hochberg(tests: Mapping[Key, float], level: float = 0.05) -> Family[Key]:
    """For criteria × units: at most the share `level` of what is found is false, on average.

    Source: Benjamini & Hochberg (1995), JRSS B 57:289–300. Tests without a p are left out.
    """
    ordered = _ordered(tests)
    size, adjusted, smallest = len(ordered), {}, 1.0
    for place, (key, p) in reversed(list(enumerate(ordered, start=1))):
        smallest = min(smallest, p * size / place)
        adjusted[key] = smallest
    return Family("benjamini_hochberg", size, level, adjusted)


def _ordered(tests: Mapping[Key, float]) -> list[tuple[Key, float]]:
    return sorted(((key, p) for key, p in tests.items() if not isnan(p)), key=lambda pair: pair[1])
