"""The people whom a round is about: how many were served, by unit, procedure field and way of asking."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from surveys.tally import CHANNEL, FIELD

PARTS = (FIELD, CHANNEL)
"""Dimensions by which the people served may be told apart."""

Part = tuple[str, str, str]
"""Unit, dimension, value."""


@dataclass(frozen=True)
class Case:
    """Some finished dossiers of one unit: `people` of them in one field, asked in one way.

    `field` and `channel` are None where the feed does not tell them.
    """

    unit: str
    field: str | None
    channel: str | None
    people: int


@dataclass(frozen=True)
class Served:
    """People served in a round, by unit, and by part of a unit where that was told."""

    whole: Mapping[str, int]
    parts: Mapping[Part, int]


def served_in(cases: Iterable[Case], above: Mapping[str, Sequence[str]]) -> Served:
    """The sums of a feed. Nothing of a single dossier is left.

    `above` has for each unit its path, itself first: what a unit of the feed served includes what units
    of the feed below it did.
    """
    cases = tuple(cases)
    told = {case.unit for case in cases}
    whole: dict[str, int] = {}
    parts: dict[Part, int] = {}
    for case in cases:
        for unit in told.intersection(above[case.unit]):
            whole[unit] = whole.get(unit, 0) + case.people
            for dimension, value in ((FIELD, case.field), (CHANNEL, case.channel)):
                if value is not None:
                    key = (unit, dimension, value)
                    parts[key] = parts.get(key, 0) + case.people
    return Served(whole, parts)
