"""Units of one kind beside each other: never a bare rank, each against the rest, and against chance."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from analysis.matrix import Matrix
from analysis.statistics.change import Difference, two_shares
from analysis.statistics.design import Labels
from analysis.statistics.funnel import Counted, Funnel, Shrunken, funnel, shrunken
from analysis.statistics.many import Family, benjamini_hochberg, holm
from analysis.statistics.moments import Moments, Plan, by_unit
from analysis.statistics.ranking import Placed, Ranked, error_of_share, ranking
from analysis.study.criteria import SHARES, answers_by_unit, index_moments, satisfied_moments
from analysis.study.figure import HIDDEN, Figure, figure
from analysis.study.frame import Frame, Place, shown_units
from surveys.language import Text
from surveys.unit import UnitKind

LOWEST = 5
"""Officials ask for the five lowest; only who may be among them can be said."""


@dataclass(frozen=True)
class UnitFigure:
    """One unit: its index, its place among its kind, and how it differs from all the others together.

    `rest` and `adjusted` (the p of that difference after Holm's correction) are None where there is
    no other unit, or too few people on one side.
    """

    code: str
    name: str
    satisfied: Figure
    ranked: Ranked | None = None
    rest: Difference | None = None
    adjusted: float | None = None
    shrunken: Shrunken | None = None
    may_be_lowest: bool = False


@dataclass(frozen=True)
class Group:
    """All units of one kind: departments and communes do other work and are never in one list.

    `tests` is the number of comparisons that were corrected for together, `lowest` how many units
    *may be lowest* speaks of.
    """

    kind: UnitKind
    units: tuple[UnitFigure, ...]
    funnel: Funnel | None
    tests: int
    lowest: int


@dataclass(frozen=True)
class Finding:
    """A criterion in which a unit differs from all others of its kind, chance allowed for.

    `satisfied` rests on who answered this criterion there.
    """

    unit: str
    name: str
    criterion: str
    text: Text
    satisfied: Figure
    difference: Difference
    adjusted: float


@dataclass(frozen=True)
class Findings:
    """What is left of `tests` comparisons of criteria × units (Benjamini-Hochberg, 5 %)."""

    tests: int
    found: tuple[Finding, ...]


def groups_of(matrix: Matrix, frame: Frame, plan: Plan) -> tuple[Group, ...]:
    """A group for each kind that has units with answers, or that should have some."""
    given = index_moments(matrix, frame)
    shown = shown_units(matrix, frame)
    found = []
    for kind in UnitKind:
        places = [place for place in frame.places if place.kind is kind]
        if places:
            found.append(_group(kind, places, matrix, given, frame, plan, shown))
    return tuple(found)


def _group(
    kind: UnitKind,
    places: Sequence[Place],
    matrix: Matrix,
    given: Moments,
    frame: Frame,
    plan: Plan,
    shown: frozenset[str],
) -> Group:
    own = by_unit(given, plan)
    answers = answers_by_unit(matrix, frame, given)
    at = {code: number for number, code in enumerate(matrix.units)}
    share = frame.formula in SHARES
    figures = {
        place.code: figure(
            own.of(at[place.code]),
            frame.threshold,
            share=share,
            answers=float(answers[at[place.code]]),
        )
        if place.code in shown
        else HIDDEN
        for place in places
    }
    rated = [code for code, one in figures.items() if one.low is not None]
    ranked = {one.unit: one for one in ranking([_placed(code, figures[code]) for code in rated])}
    rest = _against_rest(rated, at, given, plan)
    family = holm({code: one.p for code, one in rest.items()})
    counted = [Counted(code, *_share_and_base(figures[code])) for code in rated]
    drawn_in = {one.unit: one for one in shrunken(counted)}
    lowest = min(LOWEST, len(rated) // 2)
    units = [
        UnitFigure(
            place.code,
            place.name,
            figures[place.code],
            ranked.get(place.code),
            rest.get(place.code),
            family.adjusted.get(place.code),
            drawn_in.get(place.code),
            place.code in ranked and ranked[place.code].may_be_lowest(lowest, len(rated)),
        )
        for place in places
    ]
    return Group(kind, tuple(units), funnel(counted), family.size, lowest)


def _placed(code: str, one: Figure) -> Placed:
    value, base = _share_and_base(one)
    return Placed(code, value, error_of_share(value, base))


def _share_and_base(one: Figure) -> tuple[float, float]:
    """The value and the base of a figure that has an interval."""
    return one.value or 0.0, one.base or float(one.n or 0)


def findings_of(matrix: Matrix, frame: Frame, plan: Plan) -> Findings:
    """Every criterion of every shown unit against the other shown units of its kind."""
    at = {code: number for number, code in enumerate(matrix.units)}
    shown = shown_units(matrix, frame)
    kinds = {place.kind for place in frame.places}
    tests: dict[tuple[str, str], Difference] = {}
    shares: dict[tuple[str, str], Figure] = {}
    asked = {one.id: one for one in frame.questionnaire.criteria if not one.sensitive}
    for id, one in asked.items():
        given = satisfied_moments(matrix, [one])
        own = by_unit(given, plan)
        for kind in kinds:
            codes = [p.code for p in frame.places if p.kind is kind and p.code in shown]
            codes = [code for code in codes if given.base[at[code]] >= frame.threshold]
            codes = [code for code in codes if (code, id) not in frame.withheld.criteria]
            for code, difference in _against_rest(codes, at, given, plan).items():
                tests[id, code] = difference
                shares[id, code] = figure(own.of(at[code]), frame.threshold)
    family: Family[tuple[str, str]] = benjamini_hochberg({k: one.p for k, one in tests.items()})
    names = {place.code: place.name for place in frame.places}
    found = [
        Finding(
            code, names[code], id, asked[id].text, shares[id, code], tests[id, code],
            family.adjusted[id, code],
        )
        for id, code in sorted(family.found, key=lambda key: (family.adjusted[key], key))
    ]  # fmt: skip
    return Findings(family.size, tuple(found))


def _against_rest(
    codes: Sequence[str], at: dict[str, int], given: Moments, plan: Plan
) -> dict[str, Difference]:
    """Each unit against the others in `codes` together, which never contain it."""
    if len(codes) < 2:
        return {}
    places = np.array([at[code] for code in codes])
    found = {}
    own = by_unit(given, plan)
    rests = _rests(places, given, plan)
    for code, place, (share, people, base) in zip(codes, places, rests, strict=True):
        value = float(own.value[place])
        if own.n[place] >= _FEWEST and people >= _FEWEST:
            mine = _effective(value, float(own.variance[place]), float(given.l[place]))
            found[code] = two_shares(value, mine, share, base)
    return found


_FEWEST = 10
"""People on each side of a comparison."""


def _rests(places: Labels, given: Moments, plan: Plan) -> Iterator[tuple[float, float, float]]:
    """For each unit the share of all the others, how many people they are, and their effective base.

    The others are taken as they are, each a sample of its own people.
    """
    weights, people = plan.weights[places], given.people[places]
    u, l = given.u[places], given.l[places]  # noqa: E741
    spread = weights**2 * np.where(people > 1, people / np.maximum(people - 1, 1), 0.0)
    squares = spread * (given.uu[places] - u * u / people)
    crossed = spread * (given.ul[places] - u * l / people)
    bases = spread * (given.ll[places] - l * l / people)
    for number in range(len(places)):
        others = np.arange(len(places)) != number
        above, below = float(weights[others] @ u[others]), float(weights[others] @ l[others])
        n = float(given.base[places][others].sum())
        answers = float(l[others].sum())
        value = above / below if below else 0.0
        variance = (
            squares[others].sum()
            - 2 * value * crossed[others].sum()
            + value**2 * bases[others].sum()
        )
        yield value, n, _effective(value, float(variance) / below**2 if below else 0.0, answers)


def _effective(value: float, variance: float, answers: float) -> float:
    spread = value * (1 - value)
    return min(answers, spread / variance) if variance > 0 and spread > 0 else answers
