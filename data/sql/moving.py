"""A whole installation moved into an empty database of either engine, on from where it was cut off."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Protocol

from data.sql import copying, facts
from data.sql.database import Database, Db
from data.upkeep import Facts
from surveys.errors import Code, SurveyError

MOST = 50_000
"""Responses that are copied in one transaction: what is lost when it is cut off."""

MARK = "copying"
"""The table that notes how far a copy has come; a database that has it is not whole yet."""

Tell = Callable[[str, int], None]


class Target(Protocol):
    """A database that is filled, and that nobody can open before it is whole."""

    def prepare(self, stamp: str) -> None:
        """Makes it empty, with the mark; one that a copy with the same `stamp` has begun stays.

        Raises SurveyError NOT_EMPTY when it holds anything else.
        """

    def writing(self) -> AbstractContextManager[Db]:
        """A transaction."""

    def finish(self) -> None:
        """Takes the mark away, so that it can be opened."""

    def close(self) -> None: ...


def move(source: Database, target: Target, changes: tuple[str, ...], tell: Tell) -> Facts:
    """Copies everything of one moment; returns the facts of both, which are the same.

    `tell` hears of each step, table and rows. Raises SurveyError NOT_EMPTY, or COPY_DIFFERS when what
    was written is not what was read; then the target cannot be opened.
    """
    with source.reading() as rows:
        known = facts.read(rows, changes)
        target.prepare(repr(known))
        for table in copying.TABLES:
            while not _done(target, table):
                _step(rows, target, table, tell)
        with target.writing() as db:
            written = facts.read(db, changes)
            if written != known or _sizes(db) != _sizes(rows):
                raise SurveyError(Code.COPY_DIFFERS)
    target.finish()
    return written


def _step(rows: Db, target: Target, table: str, tell: Tell) -> None:
    with target.writing() as db:
        whole = table != "response"
        copied = (
            copying.copy_table(rows, db, table) if whole else copying.copy_responses(rows, db, MOST)
        )
        if whole or copied < MOST:
            db.execute(f"insert into {MARK} (name) values (?)", (table,))  # noqa: S608
    tell(table, copied)


def _done(target: Target, table: str) -> bool:
    with target.writing() as db:
        row = db.execute(f"select 1 from {MARK} where name = ?", (table,)).fetchone()  # noqa: S608
        return row is not None


def _sizes(db: Db) -> dict[str, int]:
    """The number of rows of each table; of the tally they may be in parts."""
    return {
        table: db.execute(f"select count(*) from {table}").fetchone()[0]  # noqa: S608
        for table in copying.TABLES
        if table != "tally"
    }
