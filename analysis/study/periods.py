"""The periods in which units may show how a round went, so that no difference is about a few people."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from analysis.disclosure import Forest
from analysis.matrix import BLANK, Matrix
from analysis.statistics.monitoring import FEWEST_PERIODS
from surveys.questionnaire import Questionnaire

Firsts = tuple[str, ...]
"""The week with which each period begins."""


def periods_of(
    matrix: Matrix,
    questionnaire: Questionnaire,
    forest: Forest,
    away: frozenset[str],
    threshold: int,
) -> Mapping[str, Firsts]:
    """The periods in which each unit of a round may show its weeks; units without any are left out.

    `matrix` has the whole round, `away` the units of which nothing is shown. Units directly below one
    have the same periods, which are made of those of the unit above: else a week of the unit above,
    less that of a unit beside, would show the few whom this one has put with the next week. In each
    period each of them, and those of the unit above who are in none of them, are enough or nobody.
    The smallest show none where all would be left with too few periods.
    """
    own = _people(matrix, questionnaire)
    rolled: dict[str, NDArray[np.int64]] = {}

    def whole(unit: str) -> NDArray[np.int64]:
        nobody = np.zeros(len(matrix.weeks), dtype=np.int64)
        below = sum((whole(one) for one in forest.below.get(unit, ())), nobody)
        rolled[unit] = below + own.get(unit, nobody)
        return rolled[unit]

    found: dict[str, Firsts] = {}
    waiting = list(forest.tops)
    for top in forest.tops:
        found[top] = _together([whole(top)], matrix.weeks, matrix.weeks, threshold)
    for unit in waiting:
        below = sorted(forest.below.get(unit, ()), key=lambda one: (int(rolled[one].sum()), one))
        waiting.extend(below)
        shown = [one for one in below if one not in away and rolled[one].any()]
        while unit in found and shown:
            rest = rolled[unit] - sum(rolled[one] for one in shown)
            rows = [rest, *(rolled[one] for one in shown)]
            firsts = _together(rows, matrix.weeks, found[unit], threshold)
            if len(firsts) >= FEWEST_PERIODS:
                found |= dict.fromkeys(shown, firsts)
                break
            shown = shown[1:]
    return found


def _people(matrix: Matrix, questionnaire: Questionnaire) -> dict[str, NDArray[np.int64]]:
    """By unit, how many of its own people rated anything in each week."""
    asked = [one.id for one in questionnaire.criteria if not one.sensitive]
    columns = [matrix.criteria.index(one) for one in asked]
    rated = (matrix.levels[:, columns] != BLANK).any(axis=1)
    count = len(matrix.weeks)
    cells = matrix.unit[rated].astype(np.int64) * count + matrix.week[rated]
    table = np.bincount(cells, minlength=len(matrix.units) * count)
    return dict(zip(matrix.units, table.reshape(len(matrix.units), count), strict=True))


def _together(
    rows: Sequence[NDArray[np.int64]], weeks: Sequence[str], firsts: Firsts, threshold: int
) -> Firsts:
    """Those of `firsts` with which periods begin in which each row has enough people.

    A row without anybody in the whole round asks for nothing. What is left at the end joins the last.
    """
    rows = [row for row in rows if row.any()]
    found: list[str] = []
    begin, held = None, [0] * len(rows)
    for place, week in enumerate(weeks):
        begin = begin or week
        held = [n + int(row[place]) for n, row in zip(held, rows, strict=True)]
        ends = place + 1 < len(weeks) and weeks[place + 1] in firsts
        if ends and all(n >= threshold for n in held):
            found.append(begin)
            begin, held = None, [0] * len(rows)
    if begin is not None and all(n >= threshold for n in held):
        found.append(begin)
    return tuple(found)
