"""The register of breaches: what happened to data, and when the authority was told."""

from sqlite_utils import Database

_SQLITE = (
    """
    create table breach (
        number text primary key, kind text not null, found text not null, due text not null,
        what text not null, data text not null, people integer, measures text not null,
        told text, told_to text not null, closed text, conclusion text not null,
        handled_by text not null
    ) strict
    """,
)


def sqlite(db: Database) -> None:
    for statement in _SQLITE:
        db.execute(statement)
