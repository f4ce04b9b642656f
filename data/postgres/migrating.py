"""Changes of the schema on PostgreSQL: all or nothing, by one process at a time."""

from typing import Any

import psycopg

from data import migrations
from data.sql.moving import MARK
from surveys.errors import Code, SurveyError

_LOCK = 4


def migrate(db: psycopg.Connection[Any]) -> tuple[str, ...]:
    """Applies what is pending and returns the names. Raises SurveyError NEWER_DATABASE."""
    with db.transaction():
        db.execute("select pg_advisory_xact_lock(%s, 0)", (_LOCK,))
        db.execute("set local client_min_messages = warning")
        db.execute(
            "create table if not exists schema_change ("
            'name text collate "C" primary key, applied_at timestamptz not null default now())'
        )
        known = {name for (name,) in db.execute("select name from schema_change")}
        names = [_name(module) for module in migrations.ORDER]
        if unknown := known - set(names):
            file = db.info.dbname
            raise SurveyError(Code.NEWER_DATABASE, file=file, changes=", ".join(sorted(unknown)))
        pending = [module for module in migrations.ORDER if _name(module) not in known]
        for module in pending:
            if change := getattr(module, "postgres", None):
                change(db)
            db.execute("insert into schema_change (name) values (%s)", (_name(module),))
    return tuple(_name(module) for module in pending)


def refuse_unfinished(db: psycopg.Connection[Any]) -> None:
    """Raises SurveyError COPY_UNFINISHED for a database that a copy has not filled yet."""
    row = db.execute("select to_regclass(%s) is not null", (MARK,)).fetchone()
    if row and row[0]:
        raise SurveyError(Code.COPY_UNFINISHED, target=db.info.dbname)


def _name(module: object) -> str:
    return str(getattr(module, "__name__", "")).rpartition(".")[2]
