"""However answers come by one link, only so many pass: a burst, and a number a minute."""

from hypothesis import given
from hypothesis import strategies as st

from surveys.flow import MINUTE, Limit, admit

limits = st.builds(Limit, st.integers(1, 50), st.integers(1, 600))
pauses = st.lists(st.integers(0, MINUTE // 2), max_size=200)
START = 1_795_000_000_000_000


def passed(limit: Limit, gaps: list[int]) -> list[int]:
    """The moments at which answers passed, of those that came with these gaps."""
    due, at, found = 0, START, []
    for gap in gaps:
        at += gap
        due, wait = admit(due, at, limit)
        if not wait:
            found.append(at)
    return found


@given(limits, pauses)
def test_no_stretch_of_time_has_more_than_its_share(limit: Limit, gaps: list[int]) -> None:
    """From any answer that passed to any later one."""
    found = passed(limit, gaps)
    for first in range(len(found)):
        for last in range(first, len(found)):
            passed_by = found[last] - found[first]
            most = limit.burst + passed_by * limit.per_minute / MINUTE
            assert last - first + 1 <= most


@given(limits)
def test_a_burst_passes_whole_and_one_more_waits(limit: Limit) -> None:
    """All in the same second."""
    assert len(passed(limit, [0] * (limit.burst + 3))) == limit.burst


@given(limits, pauses)
def test_who_waits_as_long_as_told_passes(limit: Limit, gaps: list[int]) -> None:
    """And not a moment sooner."""
    due, at = 0, START
    for gap in gaps:
        at += gap
        after, wait = admit(due, at, limit)
        if wait:
            assert after == max(due, at)
            assert admit(after, at + wait - 1, limit)[1] == 1
            assert not admit(after, at + wait, limit)[1]
        due = after


@given(limits, st.lists(st.integers(0, MINUTE), max_size=60))
def test_a_slow_link_is_never_told_to_wait(limit: Limit, more: list[int]) -> None:
    """One that keeps to its number a minute."""
    step = -(-MINUTE // limit.per_minute)
    gaps = [step + one for one in more]
    assert len(passed(limit, gaps)) == len(gaps)
