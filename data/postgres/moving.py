"""A PostgreSQL database that is filled while nobody can open it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg

from data.postgres import migrating
from data.postgres.connection import Connection, connected, refusing
from data.sql.moving import MARK
from surveys.errors import Code, SurveyError


class PostgresTarget:
    """`data.sql.moving.Target`: the database at `url`, in which nothing of ours is kept yet."""

    def __init__(self, url: str) -> None:
        with refusing():
            self._db: psycopg.Connection[Any] = connected(url)

    def prepare(self, stamp: str) -> None:
        with refusing():
            if self._has(MARK):
                if self._noted(stamp):
                    return
                self._empty()
            elif self._has("schema_change") and not self._is_empty():
                raise SurveyError(Code.NOT_EMPTY, target=self._db.info.dbname)
            migrating.migrate(self._db)
            with self._db.transaction():
                self._db.execute(f'create table {MARK} (name text collate "C" primary key)')
                self._db.execute(f"insert into {MARK} values (%s)", (stamp,))  # noqa: S608

    def _has(self, table: str) -> bool:
        row = self._db.execute("select to_regclass(%s) is not null", (table,)).fetchone()
        return bool(row and row[0])

    def _noted(self, stamp: str) -> bool:
        found = self._db.execute(f"select 1 from {MARK} where name = %s", (stamp,))  # noqa: S608
        return found.fetchone() is not None

    def _is_empty(self) -> bool:
        row = self._db.execute(
            "select exists (select from unit) or exists (select from round)"
            " or exists (select from act) or exists (select from account)"
        ).fetchone()
        return not (row and row[0])

    def _empty(self) -> None:
        """Removes what another copy had begun: our own tables, one transaction."""
        with self._db.transaction():
            owned = self._db.execute(
                "select format('drop table if exists %I cascade', relname) from pg_class"
                " where relnamespace = current_schema()::regnamespace and relkind in ('r', 'p')"
            ).fetchall()
            functions = self._db.execute(
                "select format('drop function %s cascade', oid::regprocedure) from pg_proc"
                " where pronamespace = current_schema()::regnamespace"
            ).fetchall()
            for (statement,) in [*owned, *functions]:
                self._db.execute(statement)

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        with refusing(), self._db.transaction():
            self._db.execute("set local hailong.part = '1'")
            yield Connection(self._db)

    def finish(self) -> None:
        with refusing():
            self._db.execute("analyze")
            self._db.execute(f"drop table {MARK}")

    def close(self) -> None:
        self._db.close()
