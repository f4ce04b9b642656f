"""What has served its purpose."""

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime

from data.retention import Cleared, Limits, Purge
from data.sql import drafts
from data.sql.database import Database, Db
from data.sql.log import SqlLog
from surveys.act import Act


class SqlRetention:
    """`data.retention.Retention` in SQL."""

    def __init__(self, connections: Database, log: SqlLog) -> None:
        self._connections = connections
        self._log = log

    def old(self, limits: Limits) -> Cleared:
        with self._connections.reading() as db:
            return _old(db, limits)

    def clear(self, limits: Limits, act: Act) -> Cleared:
        with self._connections.writing() as db:
            found = _old(db, limits)
            if not found.anything:
                return found
            self._log.append(db, replace(act, details={**act.details, **asdict(found)}))
            begun, used = _text(limits.sessions_begun), _text(limits.sessions_used)
            db.execute("delete from session where begun <= ? or used <= ?", (begun, used))
            db.execute("delete from attempt where last < ?", (_text(limits.attempts),))
            received = (limits.contacts_received.isoformat(),)
            traces = db.execute(
                "select sealed from privacy_contact where request in"
                " (select number from privacy_request where received < ?)",
                received,
            ).fetchall()
            db.execute(
                "delete from privacy_contact where request in"
                " (select number from privacy_request where received < ?)",
                received,
            )
            db.execute(
                "delete from privacy_request where closed < ?",
                (limits.requests_closed.isoformat(),),
            )
            batches = db.execute("select number from entry_batch where begun < ?", _begun(limits))
            numbers = [number for (number,) in batches.fetchall()]
            drafts.forget(db, numbers)
            if numbers:
                self._connections.leave_traces(db)
        self._connections.forget(None if numbers else [sealed for (sealed,) in traces])
        return found

    def begin_purge(self, round: str, responses: int, comments: int, at: datetime) -> Purge:
        with self._connections.writing() as db:
            (number,) = db.execute(
                "insert into purge (round, begun, responses, comments) values (?, ?, ?, ?)"
                " returning number",
                (round, _text(at), responses, comments),
            ).fetchone()
            return Purge(number, round, at, responses, comments)

    def end_purge(self, purge: Purge, at: datetime, *, resumed: bool = False) -> None:
        if resumed:
            self._connections.forget(None)
        with self._connections.writing() as db:
            db.execute("update purge set done = ? where number = ?", (_text(at), purge.number))

    def purges(self) -> Sequence[Purge]:
        with self._connections.reading() as db:
            rows = db.execute(
                "select number, round, begun, responses, comments, done from purge order by number"
            )
            return [
                Purge(number, round, _moment(begun), responses, comments, _ended(done))
                for number, round, begun, responses, comments, done in rows
            ]


def _old(db: Db, limits: Limits) -> Cleared:
    counts = (
        db.execute(
            "select count(*) from session where begun <= ? or used <= ?",
            (_text(limits.sessions_begun), _text(limits.sessions_used)),
        ),
        db.execute("select count(*) from attempt where last < ?", (_text(limits.attempts),)),
        db.execute(
            "select count(*) from privacy_request where closed < ?",
            (limits.requests_closed.isoformat(),),
        ),
        db.execute(
            "select count(*) from privacy_contact join privacy_request on number = request"
            " where received < ?",
            (limits.contacts_received.isoformat(),),
        ),
        db.execute("select count(*) from entry_batch where begun < ?", _begun(limits)),
    )
    return Cleared(*(count.fetchone()[0] for count in counts))


def _begun(limits: Limits) -> tuple[str]:
    return (limits.batches_begun.isoformat(),)


def _text(moment: datetime) -> str:
    """Always of the same length, so that texts sort as the moments do."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _ended(text: str | None) -> datetime | None:
    return _moment(text) if text else None
