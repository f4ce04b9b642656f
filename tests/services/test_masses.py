"""The bulk fills of the benchmarks hold what they say: tallies are the count of the rows that are there."""

import pytest

from benchmarks import masses
from services.program import Program
from surveys.questionnaire import find
from surveys.tally import count


@pytest.mark.parametrize("units", [1, 5])
def test_filled_in_bulk_is_counted_as_if_kept_one_by_one(empty: Program, units: int) -> None:
    """Tallies, snapshots and roll-ups of a fill are those that its responses amount to."""
    masses.pour(empty, masses.plan(empty, units), 700)
    forms = {masses.MINISTRY: find(masses.MINISTRY)}
    audit = empty.store.audit(masses.ROUND, lambda responses: count(responses, forms))
    assert sum(one["all", ""].responses for one in audit.counted.values()) == 700
    assert audit.tallies == audit.counted == audit.snapshots
    assert audit.rollups[masses.TOP]["all", ""].responses == 700


def test_answers_given_one_by_one_pass_the_questionnaire() -> None:
    """What is kept one by one is an answer that the form would have taken."""
    asked = find(masses.MINISTRY)
    for entry in masses.given(("00000",), 50):
        assert asked.check(entry.response.answers, left=False) == entry.response.answers
