"""What proves and what takes away, in SQLite and in the files beside it."""

import logging
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from uuid import UUID

from data.erasure_list import ErasureList
from data.sqlite import erasures, responses
from data.sqlite.connection import Connections
from data.sqlite.erasures import Destroyed
from data.sqlite.held import HeldTallies
from data.sqlite.log import SqliteLog
from surveys.act import Act
from surveys.errors import Code, SurveyError

_log = logging.getLogger(__name__)


class SqliteSeals:
    """`data.seals.Seals` on SQLite."""

    def __init__(
        self, connections: Connections, key: bytes, log: SqliteLog, held: HeldTallies
    ) -> None:
        self._connections = connections
        self._key = key
        self._log = log
        self._held = held
        self._list = ErasureList(Path(f"{connections.path}.erased"))

    def destroy(self, ids: Sequence[UUID], act: Act) -> int:
        done = self._destroyed(lambda db: erasures.destroy(db, self._key, ids), act)
        if done.traces:
            self._connections.forget(done.traces)
        return len(done.hashes)

    def purge(self, round: str, act: Act) -> int:
        done = self._destroyed(lambda db: erasures.purge(db, self._key, round), act)
        if done.hashes:
            self._connections.forget(None)
        return len(done.hashes)

    def is_erased(self, id: UUID) -> bool:
        with self._connections.reading() as db:
            return responses.is_erased(db, id)

    def ids(self) -> Iterator[UUID]:
        with self._connections.reading() as db:
            yield from erasures.ids(db)

    def follow_list(self, now: datetime) -> None:
        """Destroys once more what was erased before and has come back with an old backup."""
        with self._connections.reading() as db:
            followed, end = erasures.position(db), self._list.end()
            lost = erasures.hashes(db) if end.bytes == 0 else set()
        if lost:  # the database was moved without its list
            self._list.append(sorted(lost))
        elif followed == end:
            return
        with self._connections.writing(then=self._held.forget) as db:
            known = self._list.after(erasures.position(db)) - erasures.hashes(db)
            done = erasures.destroy(db, self._key, erasures.matching(db, known))
            erasures.save_position(db, self._list.end())
            if done.hashes:
                act = Act(now, "program", "response.erase", "list")
                self._log.append(db, _counted(act, done))
        if done.hashes:
            _log.warning("%d erased answers had come back and were erased again", len(done.hashes))
            self._connections.forget(done.traces)

    def _destroyed(self, work: Callable[[sqlite3.Connection], Destroyed], act: Act) -> Destroyed:
        """Does the work, with its act, once the list of erasures is on disk."""
        with self._connections.writing(then=self._held.forget) as db:
            done = work(db)
            if done.hashes:
                self._log.append(db, _counted(act, done))
                try:
                    erasures.save_position(db, self._list.append(done.hashes))
                except OSError as wrong:
                    raise SurveyError(Code.NOT_ERASED, why=str(wrong)) from wrong
        return done


def _counted(act: Act, done: Destroyed) -> Act:
    """The act, with the number of responses that are gone."""
    return replace(act, details={**act.details, "responses": len(done.hashes)})
