"""People served by procedure field and by the way in which they were asked."""

from sqlite_utils import Database

_SQLITE = (
    """
    create table served_part (
        round text not null, unit text not null, dimension text not null, value text not null,
        people integer not null,
        primary key (round, unit, dimension, value)
    ) strict, without rowid
    """,
)


def sqlite(db: Database) -> None:
    for statement in _SQLITE:
        db.execute(statement)
