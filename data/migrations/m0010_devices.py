"""Tablets at the counter that the office has paired, and the codes of those about to be."""

from sqlite_utils import Database

_SQLITE = (
    """
    create table device (
        number text primary key, name text not null, unit text not null references unit(code),
        field text, code text not null unique, digest blob unique, paired text not null,
        retired text, seen text, waiting integer, battery integer, clock integer, version text
    ) strict
    """,
    """
    create table pairing (
        digest blob primary key, name text not null, unit text not null references unit(code),
        field text, until text not null
    ) strict, without rowid
    """,
)


def sqlite(db: Database) -> None:
    for statement in _SQLITE:
        db.execute(statement)
