"""Each unit of a round may have a target of its own."""

from sqlite_utils import Database

_SQLITE = ("alter table round_unit add column target integer check (target >= 0)",)


def sqlite(db: Database) -> None:
    for statement in _SQLITE:
        db.execute(statement)
