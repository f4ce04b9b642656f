"""Those who did not answer: rates of response, what the silent could mean, and the ways people answered."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from analysis.estimate import Covers
from analysis.statistics.change import Difference, two_shares
from analysis.statistics.many import holm
from analysis.statistics.nonresponse import (
    Bounds,
    Rate,
    ResponseRate,
    bounds,
    r_indicator,
    response_rate,
)
from analysis.study.figure import Figure
from analysis.study.frame import Frame, Reporting
from analysis.summary import Breakdown, Row
from surveys.language import Text

TARGET = 0.9
"""The share that an agency is held to unless somebody names another."""


@dataclass(frozen=True)
class UnitRate:
    """How many of a unit's people answered; None where its figures are hidden."""

    code: str
    name: str
    rate: ResponseRate | None


@dataclass(frozen=True)
class PartRate:
    """How many of the people of one procedure field, or asked in one way, answered."""

    dimension: str
    value: str
    label: Text
    rate: ResponseRate | None


@dataclass(frozen=True)
class ChannelFigure:
    """One way of answering: its satisfied share, and how it differs from all other ways together."""

    channel: str
    label: Text
    responses: int | None
    share: float | None
    low: float | None
    high: float | None
    rest: Difference | None
    adjusted: float | None


@dataclass(frozen=True)
class Silent:
    """`bounds` hold for everybody served, whatever the silent think; None where the rate is unknown.

    `answers` is the index of those who answered, `evenness` the R-indicator over units: 1 when all
    answered alike often. `tests` is how many channels were compared, `apart` how many responses cannot
    be told by channel.
    """

    rate: ResponseRate
    answers: Figure
    target: float
    bounds: Bounds | None
    evenness: float | None
    units: tuple[UnitRate, ...]
    parts: tuple[PartRate, ...]
    channels: tuple[ChannelFigure, ...]
    channels_cover: Covers
    tests: int
    apart: int = 0


def silent_of(
    answered: Mapping[str, int],
    frame: Frame,
    shown: frozenset[str],
    served: int | None,
    answers: Figure,
    channels: Breakdown | None,
    told: Mapping[tuple[str, str], int],
    shown_parts: Sequence[Breakdown],
    target: float = TARGET,
) -> Silent:
    """`answered` has the responses of each unit, `served` counts the people of all of them.

    `answers` is the index of those who answered, each counting alike: what nobody can doubt is what they
    said, not what weights make of it.
    `channels` is the protected breakdown that everybody at the agency sees; `told` has the people served
    by dimension and value, where that is known, for the rates of the rows of `shown_parts`.
    """
    rate = response_rate(sum(answered.values()), served)
    known = rate.state is Rate.KNOWN and answers.value is not None and rate.share
    units = tuple(
        UnitRate(one.code, one.name, _rate(one, answered, frame, shown)) for one in frame.reporting
    )
    groups = [(one.rate.answered, one.rate.served or 0) for one in units if one.rate]
    rows = channels.rows if channels else ()
    ways, tests = _channels(rows)
    return Silent(
        rate,
        answers,
        target,
        bounds(answers.value or 0.0, rate.share or 1.0, target) if known else None,
        r_indicator(groups) if len(groups) > 1 and all(one for _, one in groups) else None,
        units,
        tuple(one for breakdown in shown_parts for one in _parts(breakdown, told)),
        ways,
        next((row.satisfied.covers for row in rows if row.satisfied.shown), Covers.POOLED),
        tests,
        channels.apart if channels else 0,
    )


def _rate(
    one: Reporting, answered: Mapping[str, int], frame: Frame, shown: frozenset[str]
) -> ResponseRate | None:
    """The rate of a unit with those below it; None where its figures are not shown."""
    people = sum(answered.get(code, 0) for code in one.units)
    away = one.units - shown if len(one.units) == 1 else {one.code} & frame.withheld.units
    if away or people < frame.threshold:
        return None
    return response_rate(people, one.served)


def _parts(breakdown: Breakdown, told: Mapping[tuple[str, str], int]) -> Iterator[PartRate]:
    """The rates of the rows that are shown, of those whose number served is known."""
    for row in breakdown.rows:
        served = told.get((breakdown.dimension, row.value))
        if served is not None:
            rate = None if row.responses is None else response_rate(row.responses, served)
            yield PartRate(breakdown.dimension, row.value, row.label, rate)


def _channels(rows: Sequence[Row]) -> tuple[tuple[ChannelFigure, ...], int]:
    """Each channel against the other shown ones, on the protected figures that are shown anyway."""
    known = {row.value: row.satisfied for row in rows if row.satisfied.shown}
    differences: dict[str, Difference] = {}
    for value, own in known.items():
        others = [one for other, one in known.items() if other != value]
        weight = sum(one.stands_for or 0 for one in others)
        if own.stands_for and weight:
            share = sum((one.share or 0) * (one.stands_for or 0) for one in others) / weight
            base = sum(one.effective or 0 for one in others)
            differences[value] = two_shares(own.share or 0, own.effective or 0, share, base)
    family = holm({value: one.p for value, one in differences.items()})
    found = tuple(
        ChannelFigure(
            row.value,
            row.label,
            row.responses,
            row.satisfied.share,
            row.satisfied.low,
            row.satisfied.high,
            differences.get(row.value),
            family.adjusted.get(row.value),
        )
        for row in rows
    )
    return found, family.size
