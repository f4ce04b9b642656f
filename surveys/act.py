"""Acts: who did what to what, and when. The log of them is kept and chained like the responses."""

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

Detail = str | int | bool | None

ACTIONS = Path(__file__).resolve().parent / "acts.toml"
OWN_WORDS = frozenset({"reason", "note"})
"""Details in which staff write freely; they are masked like the comments of citizens."""

LONGEST_OBJECT, LONGEST_DETAIL = 255, 200
"""Letters. A file's name may be as long as the first; nothing that needs more belongs in the log."""


@cache
def actions() -> Mapping[str, frozenset[str]]:
    """Every action that the log knows, with the names of its details."""
    table = tomllib.loads(ACTIONS.read_text("utf-8"))
    return {action: frozenset(details) for action, details in table.items()}


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
            "at": self.at.astimezone(UTC).isoformat(timespec="seconds"),
            "actor": self.actor,
            "action": self.action,
            "object": self.object,
            "details": dict(self.details),
        }
        return json.dumps(table, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    def check(self) -> None:
        """Passes when the act may be logged: known details of known length (`acts.toml`).

        Raises ValueError otherwise: whoever wrote the use case has forgotten a line there.
        """
        known = actions().get(self.action, frozenset())
        if unknown := sorted(self.details.keys() - known):
            raise ValueError(f"{self.action}: {unknown} are not among its details in acts.toml")
        texts = [value for value in self.details.values() if isinstance(value, str)]
        if len(self.object) > LONGEST_OBJECT or any(len(t) > LONGEST_DETAIL for t in texts):
            raise ValueError(f"{self.action}: too long for a line of the log")


def from_record(record: str) -> Act:
    """The act back from its stored text."""
    table = json.loads(record)
    return Act(**(table | {"at": datetime.fromisoformat(table["at"])}))


@dataclass(frozen=True)
class Sought:
    """Which acts somebody looks for; what is left empty does not narrow the search."""

    actor: str | None = None
    action: str | None = None
    day: date | None = None
