"""What of a unit had been shown by the end of each week: the weeks of a round that is still open."""

from sqlite_utils import Database

_SQLITE = (
    """
    create table snapshot_week (
        round text not null, unit text not null, week text not null,
        responses integer not null, counts text not null,
        primary key (round, unit, week)
    ) strict, without rowid
    """,
)


def sqlite(db: Database) -> None:
    for statement in _SQLITE:
        db.execute(statement)
