"""A SQLite file that is filled under another name, and has its own once it is whole."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from data.sql.moving import MARK
from data.sqlite.connection import Connection, migrate, refusing
from data.workspace import flush_folder
from surveys.errors import Code, SurveyError


class SqliteTarget:
    """`data.sql.moving.Target`: the file at `path`, which must not be there yet."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._draft = path.with_name(f"{path.name}.copying")
        self._db: Connection | None = None

    def prepare(self, stamp: str) -> None:
        if self._path.exists():
            raise SurveyError(Code.NOT_EMPTY, target=self._path.name)
        with refusing():
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            if self._draft.exists() and not self._begun(stamp):
                self._draft.unlink()
            if not self._draft.exists():
                self._begin(stamp)
            self._db = self._connect()

    def _begun(self, stamp: str) -> bool:
        db = self._connect()
        try:
            found = db.execute(f"select 1 from {MARK} where name = ?", (stamp,)).fetchone()  # noqa: S608
            return found is not None
        except sqlite3.DatabaseError:
            return False
        finally:
            db.close()

    def _begin(self, stamp: str) -> None:
        os.close(os.open(self._draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        db = self._connect()
        migrate(db)
        db.execute(f"create table {MARK} (name text primary key) strict")
        db.execute(f"insert into {MARK} values (?)", (stamp,))  # noqa: S608
        db.close()

    def _connect(self) -> Connection:
        return sqlite3.connect(self._draft, isolation_level=None, factory=Connection)

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        db = self._prepared()
        with refusing():
            db.execute("begin immediate")
            db.execute("pragma defer_foreign_keys = on")
            try:
                yield db
                db.execute("commit")
            except BaseException:
                if db.in_transaction:
                    db.execute("rollback")
                raise

    def finish(self) -> None:
        with refusing():
            self._prepared().execute(f"drop table {MARK}")
            self.close()
            with self._draft.open("r+b") as file:
                os.fsync(file.fileno())
            os.link(self._draft, self._path)
            self._draft.unlink()
            flush_folder(self._path.parent)

    def _prepared(self) -> Connection:
        if self._db is None:
            raise RuntimeError("prepare() comes before anything is written")
        return self._db

    def close(self) -> None:
        if self._db is not None:
            self._db.close()
            self._db = None
