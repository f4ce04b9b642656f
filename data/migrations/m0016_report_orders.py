"""Reports that were ordered, with what became of each."""

from sqlite_utils import Database

_SQLITE = (
    """
    create table report_order (
        number integer primary key autoincrement, round text not null, unit text not null,
        kind text not null, format text not null, language text not null, dated text not null,
        "by" text not null, at text not null, stage text not null, done real not null,
        name text not null, size integer not null, sha256 text not null, why text not null,
        beat text
    ) strict
    """,
)


def sqlite(db: Database) -> None:
    for statement in _SQLITE:
        db.execute(statement)
