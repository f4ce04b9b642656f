"""Two rounds beside each other: what changed, what stayed, and what nobody can tell."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from analysis.statistics.change import Change, Verdict, between_rounds, detectable
from analysis.statistics.many import Family, benjamini_hochberg, holm
from analysis.study.criteria import Criterion, Factor
from analysis.study.figure import Figure
from surveys.language import Text

INDEX = "index"
"""The id of the index among the headline figures."""


class Comparable(StrEnum):
    """Whether two rounds can be held against each other. Keys of sentences in `locales/`."""

    YES = "yes"
    NO_EARLIER = "no_earlier"
    OTHER_QUESTIONS = "other_questions"
    """No criterion is the same in both."""
    OTHER_UNITS = "other_units"
    """Other units took part: a change could be a change of who was asked. Shown with that warning."""


@dataclass(frozen=True)
class Changed:
    """One figure in two rounds; the index has no label.

    `adjusted` is the p after correction for the family that it belongs to, `detectable` the smallest
    change that these two rounds would have found four times in five.
    """

    id: str
    label: Text | None
    before: Figure
    now: Figure
    change: Change
    adjusted: float
    verdict: Verdict
    detectable: float


@dataclass(frozen=True)
class Changes:
    """The headline figures (Holm) and the criteria (Benjamini-Hochberg) of two rounds."""

    comparable: Comparable
    earlier: str = ""
    headline: tuple[Changed, ...] = ()
    criteria: tuple[Changed, ...] = ()


@dataclass(frozen=True)
class Figures:
    """What of a round can be held against another: the index, its factors, its criteria.

    `formula` names what the index is, `asked` the criteria in each factor and in the index, with
    their scales.
    """

    round: str
    formula: str
    index: Figure
    factors: tuple[Factor, ...]
    criteria: tuple[Criterion, ...]
    asked: Mapping[str, frozenset[tuple[str, str]]]
    units: frozenset[str]


def changes_of(before: Figures | None, now: Figures) -> Changes:
    """What may be said of each figure that means the same in both rounds.

    A criterion is compared with the one of the same id and scale; a factor and the index only when
    they are made of the same criteria, the index by the same formula too.
    """
    if before is None:
        return Changes(Comparable.NO_EARLIER)
    headline = _same(before, now, {one.id: (one.title, one.satisfied) for one in now.factors},
                     {one.id: one.satisfied for one in before.factors})  # fmt: skip
    same_index = before.formula == now.formula and before.asked[INDEX] == now.asked[INDEX]
    if same_index:
        headline = {INDEX: (None, before.index, now.index)} | headline
    criteria = _same(before, now, {one.id: (one.text, one.satisfied) for one in now.criteria},
                     {one.id: one.satisfied for one in before.criteria})  # fmt: skip
    if not headline and not criteria:
        return Changes(Comparable.OTHER_QUESTIONS, before.round)
    return Changes(
        Comparable.YES if before.units == now.units else Comparable.OTHER_UNITS,
        before.round,
        _judged(headline, several=holm),
        _judged(criteria, several=benjamini_hochberg),
    )


Correction = Callable[[Mapping[str, float]], Family[str]]
Pairs = dict[str, tuple[Text | None, Figure, Figure]]


def _same(
    before: Figures,
    now: Figures,
    later: Mapping[str, tuple[Text, Figure]],
    earlier: Mapping[str, Figure],
) -> Pairs:
    return {
        id: (label, earlier[id], figure)
        for id, (label, figure) in later.items()
        if id in earlier and before.asked.get(id) == now.asked.get(id)
    }


def _judged(pairs: Pairs, several: Correction) -> tuple[Changed, ...]:
    comparable = {
        id: (label, old, new)
        for id, (label, old, new) in pairs.items()
        if old.low is not None and new.low is not None
    }
    changes = {
        id: between_rounds(new.value or 0.0, _base(new), old.value or 0.0, _base(old))
        for id, (_, old, new) in comparable.items()
    }
    family = several({id: one.difference.p for id, one in changes.items()})
    return tuple(
        Changed(
            id,
            label,
            old,
            new,
            changes[id],
            family.adjusted[id],
            _verdict(changes[id], family.adjusted[id], family.level),
            detectable(old.value or 0.0, _base(old), _base(new)),
        )
        for id, (label, old, new) in comparable.items()
    )


def _verdict(change: Change, adjusted: float, level: float) -> Verdict:
    """A change that does not outlast the correction for many tests cannot be told from chance."""
    if change.verdict is Verdict.CHANGED and adjusted > level:
        return Verdict.UNCLEAR
    return change.verdict


def _base(one: Figure) -> float:
    return one.base or float(one.n or 0)
