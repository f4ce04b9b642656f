"""Answer scales: ordered levels, and which of them count as satisfied."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from surveys.language import Text


@dataclass(frozen=True)
class Level:
    """One level of a scale, ``5 Rất hài lòng``. `value` is the number that is stored."""

    value: int
    id: str
    label: Text
    satisfied: bool
    negative: bool


@dataclass(frozen=True)
class Scale:
    """Levels from the lowest to the highest value."""

    id: str
    levels: tuple[Level, ...]

    @property
    def has_negative(self) -> bool:
        """False when nobody can say that he is not satisfied: the result then hides it by design."""
        return any(level.negative for level in self.levels)

    @property
    def satisfied(self) -> tuple[Level, ...]:
        """The levels that *tỷ lệ hài lòng* counts; "bình thường" is never one of them."""
        return tuple(level for level in self.levels if level.satisfied)

    def level(self, value: int) -> Level | None:
        """The level stored as `value`, or None when the scale has no such level."""
        return self._by_value.get(value)

    @cached_property
    def _by_value(self) -> Mapping[int, Level]:
        return {level.value: level for level in self.levels}
