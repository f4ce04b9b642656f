"""The log of acts; rounds that can be sealed more than once and have a day of grace."""

from sqlite_utils import Database

_SQLITE = (
    """
    create table act (
        number integer primary key, record text not null, value blob not null,
        at text generated always as (json_extract(record, '$.at')) virtual,
        actor text generated always as (json_extract(record, '$.actor')) virtual,
        action text generated always as (json_extract(record, '$.action')) virtual,
        object text generated always as (json_extract(record, '$.object')) virtual
    ) strict
    """,
    "alter table round add column edition integer not null default 0",
    "alter table round add column grace integer not null default 1",
)


def sqlite(db: Database) -> None:
    for statement in _SQLITE:
        db.execute(statement)
