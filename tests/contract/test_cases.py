"""Every store keeps how many people were served, by unit and by part."""

from dataclasses import replace

from data.store import Store
from surveys.served import Served
from tests.acts import ACT
from tests.contract.conftest import Opener


def test_units_of_a_feed_are_replaced_whole_and_others_kept(store: Store, opener: Opener) -> None:
    """Also what was told of their parts; and the act stands in the log."""
    first = {("99001", "field", "land"): 9, ("99002", "field", "civil_status"): 4}
    store.save_cases("2026-H2", Served({"99001": 9, "99002": 4}, first), ACT)
    then = Served({"99001": 2}, {("99001", "channel", "qr"): 2})
    store.save_cases("2026-H2", then, replace(ACT, action="cases.import"))
    store.close()
    again = opener()
    assert again.served("2026-H2") == {"99001": 2, "99002": 4}
    assert again.served_parts("2026-H2") == {
        ("99001", "channel", "qr"): 2,
        ("99002", "field", "civil_status"): 4,
    }
    assert again.served_parts("2026-H1") == {}
    assert again.log.read(most=1)[0].act.action == "cases.import"
