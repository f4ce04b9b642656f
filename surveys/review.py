"""Review: flagged answers are taken out of the figures, or back in, as groups and never one by one.

Whoever compares the figures before and after sees the group alone. So a group has `step` people or
more; what is left of the unit is nobody or `step`; and in no slice that stays shown are 1 to `step` - 1
people of a group. A slice in which they are is *withdrawn*: it is told apart no more, and enough others
with it that what is not told apart differs by nobody or by a whole `step` either. Live figures of
earlier days were seen too: nothing is shown that differs by a few people from any of them.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from surveys.errors import Code, SurveyError
from surveys.tally import CHANNEL, FIELD, SliceKey

DIMENSIONS = (CHANNEL, FIELD)
"""Dimensions whose slices hold answers; days count people only."""


@dataclass(frozen=True)
class Group:
    """How many answers of one unit, day and channel have the same flags."""

    unit: str
    day: date
    channel: str
    flags: tuple[str, ...]
    responses: int


@dataclass(frozen=True)
class Choice:
    """Which answers of a unit are meant: those with a flag, of one day or channel only if so said."""

    unit: str
    flag: str
    day: date | None = None
    channel: str | None = None


@dataclass(frozen=True)
class Exclusion:
    """A group that somebody took out of the figures, and whether somebody took it back."""

    number: int
    round: str
    choice: Choice
    responses: int
    by: str
    on: date
    reason: str
    back_by: str | None = None
    back_on: date | None = None
    back_reason: str | None = None

    @property
    def active(self) -> bool:
        return self.back_by is None


@dataclass(frozen=True)
class Member:
    """One response of a unit as a review sees it: the order of its coming, its slices and its group."""

    position: int
    keys: tuple[SliceKey, ...]
    group: int | None


@dataclass(frozen=True)
class Change:
    """A group that leaves the figures, or comes back: `gone` are all groups that are out afterwards.

    `step` and `least` are the fewest people in whom figures may differ: those of other groups and of
    earlier figures, and the changed group itself.
    """

    group: int
    gone: frozenset[int]
    step: int
    least: int

    def is_few(self, part: Iterable[Member]) -> bool:
        """Whether a part keeps or loses somebody, but too few people to be told apart."""
        watched = self.gone | {self.group} if self.least > self.step else self.gone
        sizes = Counter(one.group for one in part if one.group in watched)
        staying = sum(one.group not in self.gone for one in part)
        return 0 < staying < self.step or any(
            n < (self.least if group == self.group else self.step) for group, n in sizes.items()
        )

    def is_near_an_earlier_one(self, part: Sequence[Member]) -> bool:
        """Whether what stays of a part differs by a few people from some earlier figures of it.

        Earlier figures had the first so many who came, whichever number that was.
        """
        out = [one.group in self.gone for one in part]
        if not any(out):
            return False
        differing = len(out) - sum(out)
        for number, gone in enumerate(out, start=1):
            differing += 1 if gone else -1
            if number >= self.step and 0 < differing < self.step:
                return True
        return False


def withdrawn(
    members: Sequence[Member], shown: Mapping[SliceKey, int], change: Change
) -> frozenset[SliceKey]:
    """The slices that may not be told apart after a change.

    `members` are all responses of the unit that are in the figures or were excluded, in the order of
    their coming; `shown` tells for each slice up to which position it had come. Raises SurveyError
    GROUP_SMALL when the group is too small or would leave too few, and GROUP_TAIL when the rest would
    differ by too few from what was shown before.
    """
    size = sum(one.group == change.group for one in members)
    staying = sum(one.group not in change.gone for one in members)
    if size < change.least or 0 < staying < change.step:
        raise SurveyError(
            Code.GROUP_SMALL, responses=size, rest=staying, least=change.least, step=change.step
        )
    if change.is_near_an_earlier_one(members):
        raise SurveyError(Code.GROUP_TAIL, step=change.step)
    away: set[SliceKey] = set()
    for dimension in DIMENSIONS:
        away |= _away(dimension, members, shown, change)
    return frozenset(away)


def _away(
    dimension: str, members: Sequence[Member], shown: Mapping[SliceKey, int], change: Change
) -> set[SliceKey]:
    told: dict[SliceKey, list[Member]] = {key: [] for key in shown if key[0] == dimension}
    rest: list[Member] = []
    for one in members:
        key = next(key for key in one.keys if key[0] == dimension)
        (told[key] if one.position <= shown.get(key, -1) else rest).append(one)
    away = {
        key
        for key, part in told.items()
        if change.is_few(part) or change.is_near_an_earlier_one(part)
    }
    for key in away:
        rest += told[key]
    left = sorted((key for key in told if key not in away), key=lambda key: (len(told[key]), key))
    while left and change.is_few(rest):
        key = left.pop(0)
        away.add(key)
        rest += told[key]
    return away
