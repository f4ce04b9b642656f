"""Accounts, their sessions, and the wrong passwords of the last day."""

from sqlite_utils import Database

_SQLITE = (
    """
    create table account (
        name text primary key, display text not null, role text not null,
        unit text references unit(code), active integer not null, email text unique,
        issuer text, subject text, password text, temporary integer not null,
        since text not null, last_seen text, unique (issuer, subject)
    ) strict
    """,
    """
    create table session (
        digest blob primary key, account text not null references account(name),
        begun text not null, used text not null, how text not null
    ) strict, without rowid
    """,
    "create index session_account on session (account)",
    """
    create table attempt (
        key blob primary key, count integer not null, last text not null
    ) strict, without rowid
    """,
    "create index attempt_last on attempt (last)",
)


def sqlite(db: Database) -> None:
    for statement in _SQLITE:
        db.execute(statement)
