"""Acts: who did what to what, and when. The log of them is kept and chained like the responses."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

Detail = str | int | bool | None


@dataclass(frozen=True)
class Act:
    """One line of the log.

    `action` is a noun and a verb (``round.open``), `object` the id of what it was done to.
    `details` hold ids, counts and reasons, and never anything about a citizen.
    """

    at: datetime
    actor: str
    action: str
    object: str
    details: Mapping[str, Detail] = field(default_factory=dict)

    def record(self) -> str:
        """The text that is stored and chained: canonical JSON."""
        table = {
            "at": self.at.isoformat(timespec="seconds"),
            "actor": self.actor,
            "action": self.action,
            "object": self.object,
            "details": dict(self.details),
        }
        return json.dumps(table, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def from_record(record: str) -> Act:
    """The act back from its stored text."""
    table = json.loads(record)
    return Act(**(table | {"at": datetime.fromisoformat(table["at"])}))
