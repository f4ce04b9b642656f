"""The narrow interface to what has served its purpose, beside the responses themselves."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from surveys.act import Act


@dataclass(frozen=True)
class Limits:
    """Until when each kind of thing is kept: what is older is cleared away."""

    sessions_begun: datetime
    sessions_used: datetime
    attempts: datetime
    requests_closed: date
    contacts_received: date
    batches_begun: date


@dataclass(frozen=True)
class Cleared:
    """How many things of each kind were, or would be, cleared away."""

    sessions: int = 0
    attempts: int = 0
    requests: int = 0
    contacts: int = 0
    batches: int = 0

    @property
    def anything(self) -> bool:
        return self != Cleared()


@dataclass(frozen=True)
class Purge:
    """That the responses of a round were destroyed; `done` is None until all of them are gone."""

    number: int
    round: str
    begun: datetime
    responses: int
    comments: int
    done: datetime | None = None


class Retention(Protocol):
    """Old sessions, wrong passwords, closed requests and contacts; and the record of purges."""

    def old(self, limits: Limits) -> Cleared:
        """What `clear` would take; changes nothing."""

    def clear(self, limits: Limits, act: Act) -> Cleared:
        """Takes what is older than the limits, all or nothing; the act tells how much it was."""

    def begin_purge(self, round: str, responses: int, comments: int, at: datetime) -> Purge:
        """Notes what is about to be destroyed, so that a broken-off purge is known and gone on with."""

    def end_purge(self, purge: Purge, at: datetime, *, resumed: bool = False) -> None:
        """Notes that all is gone; for one that was broken off, also from every file."""

    def purges(self) -> Sequence[Purge]:
        """Every purge, the oldest first."""
