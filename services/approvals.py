"""Who has approved which file of a further language, as the log tells it."""

from collections.abc import Mapping

from data.store import Store
from surveys.act import Sought

APPROVE, WITHDRAW = "language.approve", "language.withdraw"


def approvals(store: Store) -> Mapping[str, tuple[str, str]]:
    """By language the hash of the file that was approved last, and by whom; none once withdrawn."""
    found: dict[str, tuple[int, str, str]] = {}
    for action in (APPROVE, WITHDRAW):
        for one in store.log.read(Sought(action=action)):
            hash = str(one.act.details.get("hash", "")) if action == APPROVE else ""
            before = found.get(one.act.object)
            if before is None or before[0] < one.number:
                found[one.act.object] = (one.number, hash, one.act.actor)
    return {code: (hash, who) for code, (_, hash, who) in found.items() if hash}
