"""The narrow interface to the care of a database: is it well, what does it hold, a copy of it."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True)
class Opening:
    """What was found when the database was opened.

    `recovered` is the size of the write-ahead log that a process left behind when it ended without
    closing; `changes` are the changes of the schema that were applied. `set_aside` is the name under
    which the log of another file was kept, which somebody had replaced while it was in use.
    """

    recovered: int
    changes: tuple[str, ...]
    set_aside: str | None = None


@dataclass(frozen=True)
class Facts:
    """What a database holds, in numbers by which two copies can be compared.

    Responses and tallied responses by round; number and value of the last link of each chain and of
    the log of acts; the changes of the schema that it has seen.
    """

    responses: Mapping[str, int]
    tallied: Mapping[str, int]
    heads: Mapping[str, tuple[int, str]]
    acts: tuple[int, str]
    changes: tuple[str, ...]


@dataclass(frozen=True)
class Behind:
    """What a replica lacks of what the primary has: bytes of its log, and for how long.

    `seconds` is the age of the last change that it has, by the primary's own clock; None where it has
    seen none yet, or lacks nothing.
    """

    bytes: int
    seconds: int | None


class Unusable(StrEnum):
    """Why nothing is read from a replica that answers: the `why` of a SurveyError STORAGE."""

    NONE = "replica: none"
    FOREIGN = "replica: of another database"
    PROMOTED = "replica: promoted"
    LAGS = "replica: lags"


class Upkeep(Protocol):
    """Care of the database behind a store."""

    @property
    def path(self) -> Path: ...

    @property
    def opening(self) -> Opening: ...

    def probe(self, *, write: bool) -> None:
        """Reads, takes the right to write, and writes when asked to; waits two seconds at most.

        Raises SurveyError STORAGE or DATABASE_REPLACED.
        """

    @property
    def has_replica(self) -> bool:
        """Whether the database is set up to be read from a replica too."""

    def at_replica(self, seconds: float) -> AbstractContextManager[None]:
        """The reads of the block go to the replica, which shows all that is kept now.

        Raises SurveyError STORAGE, also from a read within: where there is none, where it lags longer
        than `seconds`, or where it ends or stops being a replica.
        """

    @property
    def reads_from(self) -> object:
        """The block of `at_replica` that this is in, or None: what is read in one is kept for no other."""

    def replica_behind(self) -> Behind:
        """What the replica lacks of all that is kept now. Raises SurveyError as `at_replica` does."""

    def free_bytes(self) -> int:
        """Space left where the database grows."""

    def bytes(self) -> int:
        """Size of the database with its write-ahead log."""

    def sweep(self) -> int:
        """Removes the working copies of a backup or restore that was killed; returns how many."""

    def copy(self, path: Path) -> None:
        """A whole copy of one moment at `path`, which must not exist; answers go on being kept."""

    def facts(self) -> Facts: ...

    def link(self, chain: str, number: int) -> str | None:
        """Value of a link of a chain, or of the log of acts (chain ``log``)."""

    def last_days(self, round: str, units: Sequence[str]) -> Mapping[str, date]:
        """The day of the last response of each unit that has any."""

    def damage(self) -> Sequence[str]:
        """What SQLite's quick check finds broken in the file; nothing when it is whole."""
