"""What differs by a few people from an edition that everybody has seen, and so is not shown anew."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace

from analysis.estimate import Estimate, Standing
from analysis.shares import Distribution
from analysis.summary import Summary
from surveys.edition import Edition
from surveys.round import State


def near_any(
    criteria: Sequence[Distribution], before: Sequence[Edition], fewest: int
) -> frozenset[str]:
    """The criteria to hide because they differ by a few people from any edition before."""
    found: set[str] = set()
    for edition in before:
        known = {one["id"]: one["n"] for one in json.loads(edition.text)["criteria"]}
        found |= near_earlier(criteria, known, fewest)
    return frozenset(found)


def without_near(made: Summary, published: Sequence[Edition], fewest: int) -> Summary:
    """A summary for everybody without what the edition that stands, or is to come, does not show.

    `published` are the editions of its round; the one that stands now shows the same figures.
    """
    under_review = made.round.state is State.CLOSED
    before = [one for one in published if under_review or one.number < made.round.edition]
    near = near_any(made.criteria, before, fewest)
    criteria = tuple(_hidden(one) if one.question in near else one for one in made.criteria)
    overall = made.overall
    if near and near >= {one.question for one in made.criteria}:
        overall = Estimate(Standing.HIDDEN, overall.covers)
    return replace(made, criteria=criteria, overall=overall)


def _hidden(one: Distribution) -> Distribution:
    return Distribution(one.question, one.text, one.section, Standing.HIDDEN)


def near_earlier(
    criteria: Sequence[Distribution], before: Mapping[str, int | None], fewest: int
) -> frozenset[str]:
    """The criteria to hide because they differ by a few people from the edition before.

    One alone would follow from the others and their sum: the one that changed most goes with it. Where
    there is no other, the sum has to be hidden too.
    """
    moved = {
        one.question: abs(one.n - (before.get(one.question) or 0))
        for one in criteria
        if one.n is not None and before.get(one.question) is not None
    }
    near = {question for question, change in moved.items() if 0 < change < fewest}
    others = sorted(moved.keys() - near, key=lambda question: (-moved[question], question))
    if near and sum(moved[question] for question in near) < fewest:
        near.update(others[:1])
    return frozenset(near)
