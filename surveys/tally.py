"""Tallies: counts of answers along the few dimensions that pages show.

A tally belongs to one unit and has a slice for each value of each dimension:
``("all", "")``, ``("channel", "qr")``, ``("field", "land")``, ``("day", "2026-11-22")``.
Nothing is counted by two dimensions at once, so a tally does not grow with the answers.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from surveys.questionnaire import Questionnaire
from surveys.response import Response

ALL, CHANNEL, FIELD, DAY = "all", "channel", "field", "day"
DIMENSIONS = (ALL, CHANNEL, FIELD, DAY)

SliceKey = tuple[str, str]
"""Dimension and value; the value of ALL is empty."""

Counts = dict[str, dict[str, int]]
"""Question id → cell → number of responses."""


@dataclass
class Slice:
    """How many responses, and per question how many in each cell."""

    responses: int = 0
    counts: Counts = field(default_factory=dict)

    def add(self, other: "Slice", sign: int = 1) -> None:
        """Adds the counts of `other` (or takes them away with sign -1); cells at nought vanish."""
        self.responses += sign * other.responses
        for question, cells in other.counts.items():
            mine = self.counts.setdefault(question, {})
            for cell, n in cells.items():
                mine[cell] = mine.get(cell, 0) + sign * n
                if mine[cell] == 0:
                    del mine[cell]
            if not mine:
                del self.counts[question]

    def count(self, cells: Iterable[tuple[str, str]]) -> None:
        """Counts the cells of one response."""
        counts = self.counts
        for question, cell in cells:
            try:
                counts[question][cell] += 1
            except KeyError:  # only the first of its kind: asking first would cost each one twice
                counts.setdefault(question, {})[cell] = 1

    def minus(self, other: "Slice") -> "Slice":
        """A new slice: this one without what `other` counts."""
        left = Slice(self.responses, {q: dict(cells) for q, cells in self.counts.items()})
        left.add(other, -1)
        return left

    @property
    def empty(self) -> bool:
        return self.responses == 0 and not self.counts


Tally = dict[SliceKey, Slice]
"""All slices of one unit."""


def keys_of(response: Response) -> tuple[SliceKey, ...]:
    """The slices in which a response counts."""
    return (
        (ALL, ""),
        (CHANNEL, response.channel),
        (FIELD, response.field),
        (DAY, response.day.isoformat()),
    )


def counts_of(response: Response, questionnaire: Questionnaire) -> list[tuple[str, str]]:
    """Question and cell for every answer of one response."""
    by_id = questionnaire.by_id
    return [
        (question, cell)
        for question, answer in response.answers.items()
        for cell in by_id[question].cells(answer)
    ]


def count(
    responses: Iterable[Response], questionnaires: Mapping[str, Questionnaire]
) -> dict[str, Tally]:
    """The tally of each unit that has responses: the definition that stored tallies must equal."""
    tallies: dict[str, Tally] = {}
    for response in responses:
        cells = counts_of(response, questionnaires[response.questionnaire])
        add_response(tallies.setdefault(response.unit, {}), keys_of(response), cells)
    return tallies


def add_response(tally: Tally, keys: Iterable[SliceKey], cells: Iterable[tuple[str, str]]) -> None:
    """Counts one response in its slices. Days count responses only."""
    pairs = tuple(cells)
    for key in keys:
        part = tally.setdefault(key, Slice())
        part.responses += 1
        if key[0] != DAY:
            part.count(pairs)


def merge(tallies: Iterable[Tally]) -> Tally:
    """One tally of several units: slice by slice, their sums."""
    total: Tally = {}
    for tally in tallies:
        for key, part in tally.items():
            total.setdefault(key, Slice()).add(part)
    return {key: part for key, part in total.items() if not part.empty}
