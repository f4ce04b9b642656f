"""Of the slices that stay shown after a review none differs by a few people from an earlier figure.

What may have been shown of a slice is simulated here: the first so many who came, for each number from
`step` on. The rule itself is not asked.
"""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.errors import SurveyError
from surveys.review import Change, Member, withdrawn
from surveys.tally import CHANNEL, FIELD, SliceKey

pytestmark = pytest.mark.long

STEP = 3
GROUP = 1
runs = st.lists(
    st.tuples(st.sampled_from(["qr", "kiosk"]), st.booleans(), st.integers(1, 5)),
    min_size=3,
    max_size=9,
)
"""Runs of people who came one after another: their channel, whether they are in the group, how many."""


def _members(given_runs: list[tuple[str, bool, int]]) -> list[Member]:
    found: list[Member] = []
    for channel, flagged, number in given_runs:
        for _ in range(number):
            keys: tuple[SliceKey, ...] = ((CHANNEL, channel), (FIELD, "land"))
            found.append(Member(len(found) + 1, keys, GROUP if flagged else None))
    return found


def _near(part: list[Member]) -> bool:
    """Whether who stays differs by a few people from some who came first."""
    staying = {one.position for one in part if one.group != GROUP}
    came = [one.position for one in part]
    if len(staying) == len(came):
        return False
    return any(
        0 < len(staying ^ set(came[:number])) < STEP for number in range(STEP, len(came) + 1)
    )


@settings(max_examples=600, deadline=None)
@given(runs)
def test_no_slice_that_stays_is_near_an_earlier_one(
    given_runs: list[tuple[str, bool, int]],
) -> None:
    """A slice that is near is withdrawn, even where it has a whole group and enough others."""
    members = _members(given_runs)
    keys = {key for one in members for key in one.keys}
    shown = dict.fromkeys(keys, len(members))
    change = Change(GROUP, frozenset({GROUP}), STEP, STEP)
    try:
        away = withdrawn(members, shown, change)
    except SurveyError:
        return
    assert not _near(members)
    for key in keys - away:
        assert not _near([one for one in members if key in one.keys]), key


def test_such_a_slice_is_met() -> None:
    """Three stay, the group comes, one more stays: without the last one the first figure is there again."""
    given_runs = [("qr", False, 3), ("qr", True, 3), ("qr", False, 1), ("kiosk", False, 5)]
    members = _members(given_runs)
    shown = {(CHANNEL, "qr"): 99, (CHANNEL, "kiosk"): 99, (FIELD, "land"): 99}
    change = Change(GROUP, frozenset({GROUP}), STEP, STEP)
    assert _near(members[:7])
    assert (CHANNEL, "qr") in withdrawn(members, shown, change)
