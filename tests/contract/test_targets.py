"""Targets of a round's units are kept with their act, or not at all."""

from dataclasses import replace
from datetime import date

import pytest

from data.store import Store
from surveys.errors import Code, SurveyError
from tests.acts import ACT
from tests.contract.conftest import Opener
from tests.contract.given import QUESTIONNAIRE, round_of

DAY = date(2026, 3, 1)


def test_targets_are_kept_beside_the_one_for_all(store: Store, opener: Opener) -> None:
    """From the plan and from later changes, also for whoever opens the store anew."""
    planned = replace(round_of("2027-H1"), target=30, targets=(("99002", 9),))
    store.add_round(planned, QUESTIONNAIRE.hash, ACT)
    was = next(one for one in store.rounds() if one.id == "2027-H1")
    assert was == planned
    changed = was.targeted(DAY, {"99001": 7})
    store.change_targets(changed, was, replace(ACT, action="round.targets"))
    store.close()
    again = opener()
    assert changed in again.rounds()
    assert changed.wanted() == {"99001": 7, "99002": 9}
    assert again.log.read(most=1)[0].act.action == "round.targets"


def test_of_two_changes_of_one_round_the_second_is_refused(store: Store) -> None:
    """Nothing of it is kept, neither targets nor act."""
    [was] = store.rounds()
    first = was.targeted(DAY, {"99001": 7})
    store.change_targets(first, was, ACT)
    acts = store.log.head()
    with pytest.raises(SurveyError) as refused:
        store.change_targets(was.targeted(DAY, {"99002": 8}), was, ACT)
    assert refused.value.code is Code.ROUND_MOVED
    assert (store.rounds(), store.log.head()) == ([first], acts)
