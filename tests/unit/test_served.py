"""People served: what a feed of dossiers adds up to, and for whom each unit's responses speak."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.sampling import allotted
from surveys.served import Case, served_in
from surveys.tally import CHANNEL, FIELD

ABOVE = {
    "99": ("99",),
    "99.1": ("99.1", "99"),
    "99.1.a": ("99.1.a", "99.1", "99"),
    "99.1.b": ("99.1.b", "99.1", "99"),
    "99.2": ("99.2", "99"),
}
LEAVES = ("99.1.a", "99.1.b", "99.2")


def test_a_feed_is_added_up_by_unit_field_and_channel() -> None:
    """What a unit served includes what those below it did, where both are in the feed."""
    cases = [
        Case("99.1", "land", None, 3),
        Case("99.1.a", "land", None, 2),
        Case("99.1.a", "unstated", None, 1),
        Case("99.2", None, "paper", 10),
    ]
    made = served_in(cases, ABOVE)
    assert made.whole == {"99.1": 6, "99.1.a": 3, "99.2": 10}
    assert made.parts == {
        ("99.1", FIELD, "land"): 5,
        ("99.1", FIELD, "unstated"): 1,
        ("99.1.a", FIELD, "land"): 2,
        ("99.1.a", FIELD, "unstated"): 1,
        ("99.2", CHANNEL, "paper"): 10,
    }


def test_a_unit_that_says_nothing_speaks_for_a_part_of_the_unit_above() -> None:
    """In proportion to its responses; what other units below say of themselves is theirs."""
    people = {"99.1": 10, "99.1.a": 30, "99.1.b": 20, "99.2": 5}
    told = {"99.1": 1000, "99.1.b": 600}
    assert allotted(ABOVE, told, people) == {"99.1": 100.0, "99.1.a": 300.0, "99.1.b": 600.0}


@given(
    st.dictionaries(st.sampled_from(LEAVES), st.integers(1, 400), min_size=1),
    st.dictionaries(st.sampled_from(LEAVES), st.integers(1, 3000)),
    st.integers(10_000, 90_000),
)
def test_nobody_is_spoken_for_twice(
    people: dict[str, int], leaves: dict[str, int], whole: int
) -> None:
    """All units together speak for no more than the whole, and for all of it when none is silent."""
    told = {**leaves, "99": whole}
    found = allotted(ABOVE, told, people)
    assert found.keys() == people.keys()
    assert sum(found.values()) <= whole + 1e-6
    if not leaves.keys() - people.keys() and people.keys() - leaves.keys():
        assert sum(found.values()) == pytest.approx(whole)


def test_where_nobody_said_anything_nothing_is_guessed() -> None:
    """The design then cannot be obeyed, which is told."""
    assert allotted(ABOVE, {"99.2": 70}, {"99.1.a": 8, "99.2": 7}) == {"99.2": 70.0}
