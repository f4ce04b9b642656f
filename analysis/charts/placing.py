"""Where words stand on a chart so that they do not cover each other; all measures in pixels."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Align = Literal["left", "center", "right"]

LETTER, LINE = 7.4, 17.0
"""About the width of a letter and the height of a line at the size of labels."""


@dataclass(frozen=True)
class Placed:
    """A label: its place against its point, and how it is aligned."""

    dx: float
    dy: float
    align: Align
    clear: bool
    """Whether it covers no other label or point."""


Box = tuple[float, float, float, float]

_SIDES: tuple[tuple[Align, int, int], ...] = (
    ("left", 8, -1),
    ("right", -8, -1),
    ("left", 8, 1),
    ("right", -8, 1),
)


def spread(values: Sequence[float], gap: float) -> list[float]:
    """The values, moved as little as it takes to be at least `gap` apart, in their order."""
    order = sorted(range(len(values)), key=lambda at: values[at])
    # Less its own share of the gaps a value may not fall: neighbours that would are put together.
    blocks: list[tuple[float, int]] = []
    for place, at in enumerate(order):
        blocks.append((values[at] - gap * place, 1))
        while len(blocks) > 1 and blocks[-2][0] > blocks[-1][0]:
            (one, many), (other, more) = blocks.pop(-2), blocks.pop()
            blocks.append(((one * many + other * more) / (many + more), many + more))
    levels = [level for level, many in blocks for _ in range(many)]
    found = [0.0] * len(values)
    for place, (at, level) in enumerate(zip(order, levels, strict=True)):
        found[at] = level + gap * place
    return found


def beside(
    points: Sequence[tuple[float, float]], labels: Sequence[str], size: tuple[float, float]
) -> list[Placed]:
    """For each label a side of its point: the first that is clear and inside the frame, else the least bad.

    The more important come first.
    """
    taken: list[Box] = [(x - 7, y - 7, x + 7, y + 7) for x, y in points]
    found = []
    for (x, y), label in zip(points, labels, strict=True):
        choices = []
        for place, (align, dx, side) in enumerate(_SIDES):
            dy = side * _aside(label)
            box = _box(x + dx, y + dy, label, align)
            covered = sum(_overlap(box, other) for other in taken) + _outside(box, size)
            choices.append((covered, place, box))
        covered, place, box = min(choices)
        taken.append(box)
        align, dx, side = _SIDES[place]
        found.append(Placed(dx, side * _aside(label), align, covered == 0))
    return found


def _aside(label: str) -> float:
    """How far the middle of a label is from its point, so that no rule through the point crosses it."""
    return 4 + LINE * (label.count("\n") + 1) / 2


def _box(x: float, y: float, label: str, align: str) -> Box:
    lines = label.split("\n")
    width, height = LETTER * max(map(len, lines)), LINE * len(lines)
    left = {"left": x, "right": x - width, "center": x - width / 2}[align]
    return (left, y - height / 2, left + width, y + height / 2)


def _overlap(one: Box, other: Box) -> float:
    wide = min(one[2], other[2]) - max(one[0], other[0])
    high = min(one[3], other[3]) - max(one[1], other[1])
    return wide * high if wide > 0 and high > 0 else 0.0


def _outside(box: Box, size: tuple[float, float]) -> float:
    """What of a label would be cut off, as an area."""
    wide = max(0.0, -box[0]) + max(0.0, box[2] - size[0])
    high = max(0.0, -box[1]) + max(0.0, box[3] - size[1])
    return LINE * wide + LETTER * high
