"""A streaming replica, from which reports are read so that they do not weigh on who takes answers."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

import psycopg

from data.upkeep import Behind, Unusable
from surveys.errors import Code, SurveyError

Connect = Callable[[str], psycopg.Connection[Any]]

_EACH_SECONDS = 0.05
_SAME = (
    "select (select system_identifier from pg_control_system())::text,"
    " (select timeline_id from pg_control_checkpoint()), current_database()::text"
)
_BEHIND = "select pg_wal_lsn_diff(%s::pg_lsn, pg_last_wal_replay_lsn()) where pg_is_in_recovery()"


@dataclass(frozen=True, eq=False)
class Use:
    """A block whose reads go to a replica, which has replayed the primary's log up to `since`."""

    replica: "Replica"
    since: str


_use: ContextVar[Use | None] = ContextVar("use of a replica", default=None)


class Replica:
    """The replica at `url` of the database at `primary`; the reads of a block go there for a while.

    Each read makes sure that it still is a replica, and that it has replayed what the primary had
    when the block began: so neither lag, promotion nor an address of several servers shows less.
    """

    def __init__(self, url: str, primary: str, connect: Connect) -> None:
        self._url, self._primary, self._connect = url, primary, connect

    @property
    def use(self) -> Use | None:
        """The block in which this is called, where its reads go to this replica."""
        use = _use.get()
        return use if use is not None and use.replica is self else None

    def behind(self) -> Behind:
        """What it has not replayed of the primary's log. Raises SurveyError STORAGE."""
        with _refusing(), self._connect(self._url) as replica:
            lacks = _behind(replica, self._position(replica))
            return Behind(lacks, self._age(replica) if lacks else None)

    def _age(self, replica: psycopg.Connection[Any]) -> int | None:
        """How many seconds ago the primary made the last change that has been replayed."""
        (at,) = replica.execute("select pg_last_xact_replay_timestamp()").fetchone() or (None,)
        if at is None:
            return None
        with self._connect(self._primary) as primary:
            (now,) = primary.execute("select clock_timestamp()").fetchone() or (at,)
        return max(0, int((now - at).total_seconds()))

    @contextmanager
    def used(self, seconds: float) -> Iterator[None]:
        """Reads from it once it has replayed what the primary has now.

        Raises SurveyError STORAGE where it has not within `seconds`, or is no replica of it.
        """
        give_up = time.monotonic() + seconds
        with _refusing(), self._connect(self._url) as replica:
            position = self._position(replica)
            while _behind(replica, position) > 0:
                if time.monotonic() >= give_up:
                    raise SurveyError(Code.STORAGE, why=Unusable.LAGS)
                time.sleep(_EACH_SECONDS)
        before = _use.set(Use(self, position))
        try:
            yield
        finally:
            _use.reset(before)

    def _position(self, replica: psycopg.Connection[Any]) -> str:
        """What the primary has flushed; refuses a replica of another database."""
        with self._connect(self._primary) as primary:
            if primary.execute(_SAME).fetchone() != replica.execute(_SAME).fetchone():
                raise SurveyError(Code.STORAGE, why=Unusable.FOREIGN)
            row = primary.execute("select pg_current_wal_flush_lsn()::text").fetchone()
            return str(row[0]) if row else ""

    @contextmanager
    def reading(self, use: Use) -> Iterator[psycopg.Connection[Any]]:
        """A connection with one unchanging view, as late as the block that `used` began."""
        with _refusing(), self._connect(self._url) as replica:
            if _behind(replica, use.since) > 0:
                raise SurveyError(Code.STORAGE, why=Unusable.LAGS)
            replica.execute("begin isolation level repeatable read, read only")
            yield replica
            replica.execute("rollback")


@contextmanager
def _refusing() -> Iterator[None]:
    """Whatever goes wrong there, a cancelled read too, is no reason to give up: the primary is asked."""
    try:
        yield
    except psycopg.Error as error:
        raise SurveyError(Code.STORAGE, why=f"replica: {type(error).__name__}") from error


def _behind(replica: psycopg.Connection[Any], position: str) -> int:
    row = replica.execute(_BEHIND, (position,)).fetchone()
    if row is None or row[0] is None:
        raise SurveyError(Code.STORAGE, why=Unusable.PROMOTED)
    return max(0, int(row[0]))
