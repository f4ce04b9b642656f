"""Forms that were typed in from paper and wait to be handed in, batch by batch."""

from sqlite_utils import Database

_SQLITE = (
    """
    create table entry_batch (
        number integer primary key autoincrement, round text not null, unit text not null,
        channel text not null, field text not null, notice text not null, language text not null,
        passes integer not null, begun text not null, sent integer not null, closed integer not null
    ) strict
    """,
    """
    create table entry_draft (
        batch integer not null references entry_batch (number), typed integer not null,
        form integer not null, id blob not null, content text not null,
        primary key (batch, typed, form), unique (batch, typed, id)
    ) strict, without rowid
    """,
)


def sqlite(db: Database) -> None:
    for statement in _SQLITE:
        db.execute(statement)
