"""What proves and what takes away, in the database and in the files beside it."""

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from data.erasure_list import ErasureList
from data.seals import Anchor, Evidence, Inspected, Make, Manifest, RoundSeal
from data.sql import anchors, catalogue, erasures, responses, sealing
from data.sql.database import Database, Db
from data.sql.erasures import Destroyed
from data.sql.held import HeldTallies
from data.sql.inspected import InspectedDatabase
from data.sql.log import SqlLog
from surveys.act import Act
from surveys.dates import day_of
from surveys.errors import Code, SurveyError
from surveys.round import Round

_log = logging.getLogger(__name__)


class SqlSeals:
    """`data.seals.Seals` in SQL."""

    def __init__(self, connections: Database, key: bytes, log: SqlLog, held: HeldTallies) -> None:
        self._connections = connections
        self._key = key
        self._log = log
        self._held = held
        self._list = ErasureList(connections.beside.with_name(f"{connections.beside.name}.erased"))

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

    def anchor(self, day: date, least: int, *, daily: bool = False) -> Anchor | None:
        with self._connections.reading() as db:
            before = anchors.last(db)
            if least and anchors.new_since(db, before) < least:
                return before
        with self._connections.writing() as db:
            before = anchors.last(db)
            if daily and before and before.day >= day:
                return before
            return anchors.take(db, day, before) or before

    def anchors(self) -> Sequence[Anchor]:
        with self._connections.reading() as db:
            return anchors.read(db)

    def seal(self, round: Round, was: Round, make: Make, act: Act) -> Manifest:
        with self._connections.writing() as db:
            self._log.append(db, act)
            catalogue.change_round(db, round, was, day_of(act.at))
            before = sealing.manifests(db, round.id)
            made = make(sealing.seal_of(db, round.id), before[-1] if before else None)
            sealing.add_manifest(db, made)
            return made

    def manifests(self, round: str | None = None) -> Sequence[Manifest]:
        with self._connections.reading() as db:
            return sealing.manifests(db, round)

    def seal_of(self, round: str) -> RoundSeal:
        with self._connections.reading() as db:
            return sealing.seal_of(db, round)

    def evidence(self, round: str) -> Iterator[Evidence]:
        with self._connections.reading() as db:
            yield from sealing.evidence(db, round)

    @contextmanager
    def inspected(self) -> Iterator[Inspected]:
        with self._connections.reading() as db:
            yield InspectedDatabase(db)

    def follow_list(self, now: datetime) -> None:
        """Destroys once more what was erased before and has come back with an old backup.

        What a process that was killed in the middle left of deleted answers goes first.
        """
        if self._connections.forget_what_is_left():
            _log.warning("traces of deleted answers that were left are removed")
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
                self._connections.leave_traces(db)
                act = Act(now, "program", "response.erase", "list")
                self._log.append(db, _counted(act, done))
        if done.hashes:
            _log.warning("%d erased answers had come back and were erased again", len(done.hashes))
            self._connections.forget(done.traces)

    def _destroyed(self, work: Callable[[Db], Destroyed], act: Act) -> Destroyed:
        """Does the work, with its act, once the list of erasures is on disk."""
        with self._connections.writing(then=self._held.forget) as db:
            done = work(db)
            if done.hashes:
                self._connections.leave_traces(db)
                self._log.append(db, _counted(act, done))
                try:
                    erasures.save_position(db, self._list.append(done.hashes))
                except OSError as wrong:
                    raise SurveyError(Code.NOT_ERASED, why=str(wrong)) from wrong
        return done


def _counted(act: Act, done: Destroyed) -> Act:
    """The act, with the number of responses that are gone."""
    return replace(act, details={**act.details, "responses": len(done.hashes)})
