"""Questionnaires of the office's own: rows are added and never changed (design law 4)."""

from sqlite_utils import Database

_SQLITE = (
    """
    create table questionnaire (
        key text primary key, text text not null, hash text not null
    ) strict
    """,
    """
    create trigger questionnaire_stays before update on questionnaire
    begin select raise(abort, 'a questionnaire never changes'); end
    """,
)


def sqlite(db: Database) -> None:
    for statement in _SQLITE:
        db.execute(statement)
