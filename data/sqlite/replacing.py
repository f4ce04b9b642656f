"""Putting a restored SQLite file in the place of another that nobody has open, and keeping that one."""

import os
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from data.workspace import flush_folder


@dataclass(frozen=True)
class Standing:
    """What is in the place now, and how much of it the other one lacks.

    `readable` is False for a file that is damaged or no database; then nothing is known of the rest.
    """

    there: bool
    readable: bool
    responses: int = 0
    missing_responses: int = 0
    missing_acts: int = 0

    @property
    def would_be_lost(self) -> bool:
        """Whether the other one lacks something that is here, as far as can be known."""
        if not self.there:
            return False
        return not self.readable or self.missing_responses > 0 or self.missing_acts > 0


def standing(place: Path, other: Path) -> Standing:
    """The database at `place` compared with the one at `other`, by ids and by the chain of acts."""
    if not place.exists() or place.stat().st_size == 0:
        return Standing(there=False, readable=False)
    try:
        with closing(sqlite3.connect(_unchanged(place), uri=True)) as db:
            db.execute("attach ? as other", (_unchanged(other),))
            return _compared(db)
    except sqlite3.Error:
        return Standing(there=True, readable=False)


def _unchanged(path: Path) -> str:
    """The address of a file of which not even a write-ahead log is worked off when it is opened."""
    log = path.with_name(f"{path.name}-wal")
    alone = not log.exists() or log.stat().st_size == 0
    return f"{path.absolute().as_uri()}?{'immutable=1' if alone else 'mode=ro'}"


def _compared(db: sqlite3.Connection) -> Standing:
    (responses,) = db.execute("select count(*) from main.response").fetchone()
    (missing,) = db.execute(
        "select count(*) from main.response where id not in (select id from other.response)"
    ).fetchone()
    return Standing(True, True, responses, missing, _missing_acts(db))


def _missing_acts(db: sqlite3.Connection) -> int:
    here = db.execute("select 1 from main.sqlite_master where name = 'act'").fetchone()
    there = db.execute("select 1 from other.sqlite_master where name = 'act'").fetchone()
    if here is None or there is None:
        return 0
    (missing,) = db.execute(
        "select count(*) from main.act left join other.act as known using (number)"
        " where known.value is null or known.value <> act.value"
    ).fetchone()
    return int(missing)


def put(restored: Path, place: Path, stamp: str) -> Path | None:
    """Puts the file there; what was there stays beside it under the name that is returned.

    At every moment a whole database stands at `place`. The other must be closed, and have no
    write-ahead log.
    """
    with restored.open("r+b") as file:
        os.fsync(file.fileno())
    aside = None
    if place.exists():
        _empty_log(place)
        aside = place.with_name(f"{place.name}.replaced-{stamp}")
        os.link(place, aside)
        for end in ("-wal", "-shm"):  # only where the old one is too damaged to be closed well
            if (log := place.with_name(place.name + end)).exists():
                os.rename(log, aside.with_name(aside.name + end))
    os.replace(restored, place)
    flush_folder(place.parent)
    return aside


def _empty_log(place: Path) -> None:
    try:
        with closing(sqlite3.connect(place)) as db:
            db.execute("pragma wal_checkpoint(truncate)").fetchone()
    except sqlite3.Error:
        return
