"""Rounds as planned; where each response stands; reviews; frozen trees and editions."""

from sqlite_utils import Database

_UNIT = (
    "code text not null, name text not null, kind text not null, parent text,"
    " valid_from text, valid_to text, position integer not null"
)

_SQLITE = (
    "alter table round add column design text not null default 'opt_in'",
    "alter table round add column target integer not null default 0",
    "alter table round add column valid integer not null default 0",
    "alter table response add column standing text not null default 'counted'",
    """
    create table apart (
        round text not null references round(id), unit text not null, standing text not null,
        responses integer not null, primary key (round, unit, standing)
    ) strict, without rowid
    """,
    # The tree as a round had it when it was over; without rows it has the present one.
    f"""
    create table round_tree (
        round text not null references round(id), {_UNIT}, primary key (round, code)
    ) strict, without rowid
    """,
)


def sqlite(db: Database) -> None:
    for statement in _SQLITE:
        db.execute(statement)
