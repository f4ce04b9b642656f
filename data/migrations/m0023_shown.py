"""How often what is shown of a round was replaced: one row tells whether it is what it was."""

from typing import Any

from sqlite_utils import Database


def sqlite(db: Database) -> None:
    db.execute(
        "create table shown (round text primary key, number integer not null) strict, without rowid"
    )


def postgres(db: Any) -> None:
    db.execute('create table shown (round text collate "C" primary key, number bigint not null)')
