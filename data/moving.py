"""Moving an installation from one database to another, in either direction."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from data.sql.moving import Target, Tell, move
from data.sql.store import SqlStore
from data.store import open_store
from data.upkeep import Facts
from surveys.errors import Code, SurveyError

SQLITE = "sqlite:///"


@dataclass(frozen=True)
class Place:
    """A database address, and the name that its files on this machine begin with."""

    url: str
    beside: Path


def move_database(source: Place, target: Place, key: bytes, tell: Tell) -> Facts:
    """Copies one database into another that is empty; once more, it goes on where it was cut off.

    Raises SurveyError NOT_EMPTY, COPY_DIFFERS, BAD_SETTING, or what opening the source raises.
    """
    if source.url == target.url:
        raise SurveyError(Code.NOT_EMPTY, target=target.beside.name)
    store = open_store(source.url, key, beside=source.beside)
    if not isinstance(store, SqlStore):
        raise TypeError(type(store).__name__)
    into = _target(target)
    try:
        changes = store.upkeep.facts().changes
        done = move(store.connections, into, changes, tell)
        _take_the_list(store.connections.beside, target.beside)
        return done
    finally:
        into.close()
        store.close()


def _target(place: Place) -> Target:
    if place.url.startswith(SQLITE):
        from data.sqlite.moving import SqliteTarget

        return SqliteTarget(place.beside)
    if place.url.startswith(("postgresql://", "postgres://")):
        from data.postgres.moving import PostgresTarget

        return PostgresTarget(place.url)
    raise SurveyError(Code.BAD_SETTING, setting="TARGET", why="sqlite:///… | postgresql://…")


def _take_the_list(source: Path, target: Path) -> None:
    """The list of erasures goes along, so that old backups are still followed by it."""
    own = source.with_name(f"{source.name}.erased")
    if own.exists():
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        shutil.copyfile(own, target.with_name(f"{target.name}.erased"))
