"""Single-use links: hashes of those that were used or voided, and numbers of what was handed out."""

from sqlite_utils import Database

_SQLITE = (
    # No row order, no times, no round: a hash cannot be laid beside an answer.
    # The number of answers that came on it; 0 is a slip that was made void.
    """
    create table spent_slip (
        hash blob primary key, answers integer not null check (answers >= 0)
    ) strict, without rowid
    """,
    """
    create table slip_count (
        round text not null references round(id), unit text not null references unit(code),
        day text not null, field text not null, given text not null,
        made integer not null, voided integer not null,
        primary key (round, unit, day, field, given)
    ) strict, without rowid
    """,
)


def sqlite(db: Database) -> None:
    for statement in _SQLITE:
        db.execute(statement)
