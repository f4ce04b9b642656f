"""How many lines a chart can have and still be read; which ones are drawn where there are more."""

from collections.abc import Callable, Sequence
from typing import TypeVar

ON_PAPER = 40
"""As many names as one sheet has room for."""
ON_SCREEN = 200
"""Where people scroll; a browser gives up drawing at some thousand."""

Line = TypeVar("Line")


def ends(ordered: Sequence[Line], most: int = ON_PAPER) -> Sequence[Line]:
    """As many of the first as of the last, `most` together; all where there are no more."""
    if len(ordered) <= most:
        return ordered
    return [*ordered[: most // 2], *ordered[-(most // 2) :]]


def largest(
    lines: Sequence[Line], size: Callable[[Line], float], most: int = ON_PAPER
) -> Sequence[Line]:
    """The `most` of the largest size, in the order given."""
    by_size = sorted(range(len(lines)), key=lambda at: (-size(lines[at]), at))
    return [lines[at] for at in sorted(by_size[:most])]
